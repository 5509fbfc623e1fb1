"""The one door to the server's files: roots, links resolved, nothing told of what lies outside."""

import pytest

from core.access import LOCAL, Person, Role, acting_as
from core.access.people import add
from core.access.roots import allowed_path
from core.data.readers.trees import FolderTree
from core.embeddings.sources.upload import asked
from core.encoders.address import Address
from core.encoders.kinds import file as file_encoder
from core.errors import BadUpload, NotAllowed
from core.paths import access_folder, own_folder
from core.runs.find import find_run
from core.tasks.jigsaw.settings import Data, JigsawRecipe
from tests.conftest import write_checkpoint

ADA = Person("ada", Role.MEMBER)


@pytest.fixture
def place(tmp_path, served):
    """A root with a file, and beside it what must not be read."""
    for name in ("root", "root-too", "secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file.csv").write_text("a,b\n1,2\n")
    (tmp_path / "root" / "out").symlink_to(tmp_path / "secret")
    (tmp_path / "root" / "out.csv").symlink_to(tmp_path / "secret" / "file.csv")
    (tmp_path / "root" / "circle").symlink_to(tmp_path / "root" / "circle")
    served("team", ROOTS=str(tmp_path / "root"))
    return tmp_path


def test_within_a_root_it_is_found(place):
    with acting_as(ADA):
        assert allowed_path(f" {place}/root/file.csv ") == place / "root/file.csv"


@pytest.mark.parametrize(
    "path",
    [
        "secret/file.csv",
        "secret/not-there.csv",
        "root/../secret/file.csv",
        "root/out/file.csv",
        "root/out.csv",
        "root-too/file.csv",
    ],
)
def test_outside_it_is_refused_alike_there_or_not(place, path):
    with acting_as(ADA), pytest.raises(NotAllowed, match="only below"):
        allowed_path(f"{place}/{path}")


@pytest.mark.parametrize(
    "path", ["root/none.csv", "root/a\0b", "root/circle/x", f"root/{'x' * 9000}"]
)
def test_what_is_no_path_is_told(place, path):
    with acting_as(ADA), pytest.raises(BadUpload, match="There is no file or folder"):
        allowed_path(f"{place}/{path}")


def test_the_list_of_people_is_within_no_root(place, served):
    served("team", ROOTS="/")
    add("eve", role=Role.MEMBER)
    with acting_as(ADA), pytest.raises(NotAllowed):
        allowed_path(str(access_folder() / "people.json"))


def test_without_roots_nothing_but_what_was_brought_here(place, served):
    served("team", ROOTS="")
    upload = own_folder() / "uploads" / "x.zip"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"x")
    with acting_as(Person("root", Role.ADMIN)):
        assert allowed_path(str(upload)) == upload.resolve()
        with pytest.raises(NotAllowed, match="named no roots"):
            allowed_path(f"{place}/root/file.csv")


DOORS = {
    "a map's file": lambda path: asked({"file": path}),
    "a map's classes": lambda path: asked({"file": __file__, "labels_file": path}),
    "an encoder": lambda path: file_encoder.check(Address("file", path)),
    "an encoder's content": lambda path: file_encoder.identity(Address("file", path)),
    "a run": find_run,
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks(place, door):
    write_checkpoint(place / "secret/run")
    path = f"{place}/secret/run" if door == "a run" else f"{place}/secret/file.csv"
    with acting_as(ADA), pytest.raises(NotAllowed):
        DOORS[door](path)


def test_pictures_of_a_puzzle_are_asked_for_too(place):
    from core.tasks.jigsaw.problems import problems

    recipe = JigsawRecipe(data=Data(names=(f"{place}/secret",)))
    with acting_as(ADA):
        assert any("only below" in text for text in problems(recipe))


def test_on_ones_own_machine_every_path_is_as_it_was(place, served):
    served("personal")
    with acting_as(ADA):
        assert allowed_path(f"{place}/root/out.csv") == place / "root/out.csv"
    served("team")
    with acting_as(LOCAL):
        assert allowed_path(f"{place}/secret/file.csv") == place / "secret/file.csv"


def test_a_link_out_of_a_folder_is_not_read(place):
    tree = FolderTree(place / "root")
    with acting_as(ADA):
        assert tree.read("file.csv") == b"a,b\n1,2\n"
        with pytest.raises(NotAllowed):
            tree.read("out.csv")
    assert tree.read("out.csv") == b"a,b\n1,2\n"
