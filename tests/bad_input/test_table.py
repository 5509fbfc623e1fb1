"""Bad input of some two hundred kinds, by every door: a sentence in time, and nothing left."""

from __future__ import annotations

import json
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from core.errors import EmbedscopeError
from core.files import files_below
from core.paths import embedding_sets_folder, encoders_folder, own_folder, runs_folder
from tests.asked_agents import told
from tests.bad_input.arguments import ARGUMENTS
from tests.bad_input.client import CALLS
from tests.bad_input.doors import DOORS
from tests.bad_input.making import PNG, zipped
from tests.bad_input.own_files import cards, encoders, pairs, recipes
from tests.bad_input.photos import photos
from tests.bad_input.row import Row
from tests.bad_input.uploads import uploads

pytestmark = pytest.mark.slow
SECONDS, MEGABYTES = 2.0, 300
FILES = [*photos(), *uploads(), *encoders(), *pairs(), *recipes(), *cards()]
CASES = [(row, door) for row in FILES for door in DOORS[row.kind]]
Said = TypeVar("Said")
REMEDY = re.compile(
    r"(?i)\b(save|copy|take|use|give|make|pack|put|write|send|check|choose|crop|leave|reduce|call|"
    r"convert|reshape|must be|at least|at most|allowed|needs?|fetch|update|try|name|set|export|"
    r"for example|it has:?|names the columns|instead|mend|bring|state|read|from 0 to|embed|count|"
    r"add|rename|there is no run)\b"
)


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is imported and loaded at the first call of a door is so before anything is timed."""
    empty = tmp_path_factory.mktemp("warm") / "empty.bin"
    empty.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(empty.parent))
        patch.setenv("EMBEDSCOPE_RUNS", str(empty.parent / "runs"))
        for doors in DOORS.values():
            for door in doors.values():
                door(empty)
    told("list_runs")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "none"))
    return place


def left(*places: Path) -> list[Path]:
    return [path for place in places for path in files_below(place) if path.name != ".filling"]


def memory() -> float:
    """The most that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_time(ask: Callable[[], Said]) -> Said:
    """What is said in the time allowed; asked twice, as other threads may work meanwhile."""
    for _ in range(2):
        began = time.process_time()
        said = ask()
        if time.process_time() - began < SECONDS:
            return said
    pytest.fail(f"it took more than {SECONDS:g} s of processor time, twice")


def is_sentence(said: str) -> bool:
    whole = 20 < len(said) < 2000 and "Traceback" not in said
    return whole and said[-1] in ".)" and said[0] not in " {[" and bool(REMEDY.search(said))


@pytest.mark.parametrize(
    ("row", "door"), CASES, ids=[f"{row.kind}: {row.what}, by {door}" for row, door in CASES]
)
def test_a_bad_file_gets_its_sentence(
    row: Row, door: str, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in" / row.name
    path.parent.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(path.parent))
    path.write_bytes(row.made)
    before = memory()
    said = in_time(lambda: DOORS[row.kind][door](path))
    assert memory() - before < MEGABYTES
    assert is_sentence(said), said
    assert re.search(row.says, said, re.IGNORECASE), said
    places = (temporary, runs_folder(), own_folder(), embedding_sets_folder(), encoders_folder())
    assert left(*places) == []
    assert not Path("/tmp/unpickled-by-embedscope").exists()


@pytest.mark.parametrize("what", ARGUMENTS)
def test_a_bad_argument_gets_its_sentence(what: str, temporary: Path, folders: Path) -> None:
    tool, arguments = ARGUMENTS[what]
    said = in_time(lambda: told(tool, **arguments))
    assert is_sentence(str(said.get("error"))), json.dumps(said)
    assert left(temporary, runs_folder()) == []


@pytest.mark.parametrize("what", CALLS)
def test_a_bad_call_of_a_loop_gets_its_sentence(what: str, tmp_path: Path) -> None:
    with pytest.raises(EmbedscopeError) as refused:
        CALLS[what](tmp_path)
    assert is_sentence(str(refused.value)), refused.value


def test_a_photo_that_is_one_leaves_nothing_either(temporary: Path, tmp_path: Path) -> None:
    from core.data.open_photo import open_photo

    both = PNG[:-12] + zipped(("a.png", PNG)) + PNG[-12:]  # a zip as well: shown, never unpacked
    for content in (PNG, both):
        assert open_photo(content).size == (80, 80)
    assert left(temporary) == []
