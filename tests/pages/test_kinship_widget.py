"""The kinship widget alone, on a port of its own, over the shipped pair model; drawn faces."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pages.widgets._score_plot import HIGH, WIDE, score_plot
from tests.conftest import ROOT
from tests.drawn_faces import drawn_face, scene
from tests.on_use import OnUse
from tests.pages.served import is_forgotten, is_kept, served

kinship, intake = OnUse("pages.widgets.kinship"), OnUse("pages.widgets._intake")
PATIENCE = 240_000  # milliseconds: a machine that trains at the same time is slow, not broken


@pytest.fixture(scope="module")
def widget(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its address, and the folder into which it takes uploads."""
    with pytest.MonkeyPatch.context() as patch:
        uploads = tmp_path_factory.mktemp("uploads")
        with served(kinship, uploads, patch) as url:
            yield url, uploads


@pytest.fixture(scope="module")
def client(widget: tuple[str, Path]) -> Any:
    from gradio_client import Client

    return Client(widget[0], verbose=False)


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, Path]:
    """One drawn face alone, and three on one picture."""
    alone, group = tmp_path / "alone.png", tmp_path / "group.jpg"
    drawn_face(300).save(alone)
    scene((900, 400), [(20, 40, 260), (320, 60, 240), (620, 50, 250)]).save(group)
    return alone, group


def ask(client: Any, first: Path, second: Path, *model: str) -> dict[str, Any]:
    from gradio_client import handle_file

    return client.predict(handle_file(first), handle_file(second), *model, api_name="/kin")


def test_called_by_a_program(client: Any, photos: tuple[Path, Path]):
    answer = ask(client, *photos)
    assert answer["faces"] == [1, 3]
    assert 0 < answer["probability"] < 1
    assert answer["kin"] == (answer["score"] >= answer["threshold"])
    assert answer["model"] == "kin"
    again = ask(client, *reversed(photos))
    assert again["score"] == pytest.approx(answer["score"], abs=1e-3)  # no order


def test_the_same_photo_twice_is_the_same_person(client: Any, photos: tuple[Path, Path]):
    answer = ask(client, photos[0], photos[0])
    assert answer["same_person"]
    assert answer["distance"] == pytest.approx(0, abs=1e-3)


def test_a_turned_heic_is_the_face_it_shows(client: Any, photos: tuple[Path, Path], tmp_path: Path):
    pillow_heif.register_heif_opener()
    turned = tmp_path / "turned.heic"
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown a quarter turn clockwise
    drawn_face(300).transpose(Image.Transpose.ROTATE_90).save(turned, exif=exif, quality=95)
    answer = ask(client, photos[0], turned)
    assert answer["faces"] == [1, 1]
    assert answer["same_person"]


def test_forty_faces_are_counted_and_the_largest_is_asked(
    client: Any, photos: tuple[Path, Path], tmp_path: Path
):
    crowd = [(x * 150, y * 190, 150) for x in range(8) for y in range(5)]
    scene((1200, 960), crowd).save(tmp_path / "crowd.png")
    answer = ask(client, photos[0], tmp_path / "crowd.png")
    assert answer["faces"] == [1, 40]
    assert 0 <= answer["probability"] <= 1


def half_a_jpeg() -> bytes:
    file = io.BytesIO()
    drawn_face(300).save(file, "JPEG")
    return file.getvalue()[: len(file.getvalue()) // 2]


def one_pixel() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1, 1)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("notes.txt", b"hello there", "text file"),
        ("photo.jpg", b"", "empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "No picture"),
        ("half.jpg", half_a_jpeg(), "cut off"),
        ("pixel.png", one_pixel(), "1 x 1"),
        ("huge.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 60 * 1024**2, "60.0 MB"),
    ],
    ids=["text", "empty", "broken", "half", "one pixel", "60 MB"],
)
def test_bad_files_get_a_sentence(
    client: Any, photos: tuple[Path, Path], tmp_path: Path, name: str, content: bytes, word: str
):
    from gradio_client.exceptions import AppError

    (tmp_path / name).write_bytes(content)
    with pytest.raises(AppError, match=word):
        ask(client, photos[0], tmp_path / name)


def test_no_face_says_what_to_do(client: Any, photos: tuple[Path, Path], tmp_path: Path):
    from gradio_client.exceptions import AppError

    Image.new("RGB", (300, 300), "navy").save(tmp_path / "blank.png")
    with pytest.raises(AppError, match="Use the whole photo"):
        ask(client, photos[0], tmp_path / "blank.png")


def test_only_named_models(client: Any, photos: tuple[Path, Path]):
    with pytest.raises(Exception, match="Must be one of"):
        ask(client, *photos, "../../etc")


def test_photos_are_not_kept(client: Any, widget: tuple[str, Path], tmp_path: Path):
    path = tmp_path / "secret-face.png"
    drawn_face(280, skin=(201, 151, 121)).save(path)
    ask(client, path, path)
    assert is_forgotten(widget[1], path.name)


def event(path: Path) -> SimpleNamespace:
    """As the browser tells of a file that it has sent."""
    file = base64.b64encode(path.read_bytes()).decode()
    return SimpleNamespace(photos=[{"name": path.name, **intake.receive(file)}])


def opened(side: int, visit: str, path: Path, *, whole: bool = False) -> tuple[Any, ...]:
    return kinship._opener(side)(visit, whole, None, event(path))


def test_it_opens_on_two_drawings_and_says_so(photos: tuple[Path, Path]):
    _, page, *_rest, first, _, second, _ = kinship._begin("drawn", None)
    assert "These are drawings, not people" in page
    assert "Look like kin" in page
    assert "<img" in first
    assert "<img" in second
    strangers = kinship._example("drawn", None, SimpleNamespace(name="Drawn strangers"))
    assert "These are drawings, not people" in strangers[0]
    page, *_rest, first, _, second, _ = opened(0, "drawn", photos[0])  # they make room
    assert "Add the other one" in page
    assert "<img" in first
    assert second == ""
    page = opened(1, "drawn", photos[1])[0]
    assert "Look like kin" in page
    assert "drawings" not in page
    again = kinship._begin("drawn", None)[1]  # it stays while another page is looked at
    assert again.split("</p>")[0] == page.split("</p>")[0]
    assert "drawings" not in again


def test_each_side_says_what_is_wrong_with_its_own_photo(photos: tuple[Path, Path], tmp_path: Path):
    (tmp_path / "notes.txt").write_text("hello there")
    Image.new("RGB", (300, 300), "navy").save(tmp_path / "blank.png")
    opened(0, "bad", photos[0])
    page, *_rest, first, _, second, _ = opened(1, "bad", tmp_path / "notes.txt")
    assert "Add the other one" in page
    assert "<img" in first
    assert "text file" in second
    assert "Use the whole photo" in opened(1, "bad", tmp_path / "blank.png")[6]
    page = kinship._again(1, "bad", True, None)[0]  # the same file, taken whole
    assert "look like kin" in page.lower()


@pytest.mark.browser
def test_two_photos_in_a_browser(
    widget: tuple[str, Path], page: Any, photos: tuple[Path, Path], tmp_path: Path
):
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture at all")
    page.goto(widget[0], timeout=PATIENCE)
    page.get_by_test_id("drawn").wait_for(timeout=PATIENCE)
    first, second = (page.locator("input[type=file]").nth(n) for n in (0, 1))
    first.set_input_files(photos[0])
    page.get_by_text("Add the other one").wait_for(timeout=PATIENCE)
    second.set_input_files(photos[1])
    label = page.get_by_test_id("label")
    label.wait_for(timeout=PATIENCE)
    page.get_by_text("3 faces; the orange one is compared").wait_for(timeout=PATIENCE)
    page.get_by_label("face 3").check()
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Show the evidence for and against").click()
    page.get_by_text("Each place was covered with grey").wait_for(timeout=PATIENCE)
    assert page.locator(".kinship .pair").last.locator("img").count() == 2
    first.set_input_files(bad)
    page.get_by_role("alert").get_by_text("text file").wait_for(timeout=PATIENCE)
    page.get_by_text("Add the other one").wait_for(timeout=PATIENCE)
    assert not is_kept(widget[1], photos[1].name)


def test_page_shows_the_widget():
    app = AppTest.from_file(str(ROOT / "pages" / "faces" / "page.py"), default_timeout=30).run()
    assert not app.exception
    assert app.title[0].value == "Faces"
    shown = [str(each.proto) for each in app.main.children.values()]
    assert [proto for proto in shown if "/widgets/kinship/" in proto]


def test_the_drawing_marks_the_pair_and_the_threshold_where_they_lie():
    random = np.random.default_rng(0)
    kin, strangers = random.normal(1, 1, 500), random.normal(-1, 1, 500)
    page = score_plot(kin, strangers, score=0.0, threshold=0.0, tick="score")
    at = [float(piece.split("'")[0]) for piece in page.split("<line x1='")[1:]]
    assert at[1] == at[2]
    assert WIDE * 0.4 < at[1] < WIDE * 0.6
    far = score_plot(kin, strangers, score=50.0, threshold=0.0, tick="score")
    assert float(far.split("<line x1='")[3].split("'")[0]) > WIDE * 0.9  # it stays inside
    heights = [
        min(float(point.split(",")[1]) for point in shape.split("'")[0].split())
        for shape in page.split("points='")[1:]
    ]
    assert all(0 <= height < HIGH / 2 for height in heights)


def test_a_heic_photo_can_be_taken_whole_too(tmp_path: Path):
    pillow_heif.register_heif_opener()
    drawn_face(300).save(tmp_path / "face.heic")
    opened(0, "heic", tmp_path / "face.heic", whole=True)
    kept = kinship._visits.get("heic")
    assert kept is not None
    (face,) = kept.photos[0].faces
    assert not face.found
