"""The widget alone, on a port of its own, and the page round it."""

from __future__ import annotations

import base64
import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.widgets._clothes_rows import COLUMNS
from tests.conftest import ROOT
from tests.drawn_clothes import SHAPES, drawn, write_clothes_checkpoint
from tests.on_use import OnUse
from tests.pages.served import is_forgotten, is_kept, served

clothes, intake = OnUse("pages.widgets.clothes"), OnUse("pages.widgets._intake")
PATIENCE = 240_000  # milliseconds: a machine that trains at the same time is slow, not broken
ARRIVES = """([kind, name]) => {
  const data = new DataTransfer();
  data.items.add(new File(['no picture at all'], name));
  const told = {bubbles: true, cancelable: true};
  document.body.dispatchEvent(kind === 'drop'
    ? new DragEvent(kind, {...told, dataTransfer: data})
    : new ClipboardEvent(kind, {...told, clipboardData: data}));
}"""
"""A file is dropped or pasted."""


@pytest.fixture(scope="module")
def widget(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its address, and the folder into which it takes uploads."""
    from core import paths

    with pytest.MonkeyPatch.context() as patch:
        shipped = tmp_path_factory.mktemp("checkpoints")
        write_clothes_checkpoint(shipped / "fashion-photos", dimension=8)
        write_clothes_checkpoint(shipped / "other")
        uploads = tmp_path_factory.mktemp("uploads")
        patch.setattr(paths, "CHECKPOINTS", shipped)
        with served(clothes, uploads, patch) as url:
            yield url, uploads


@pytest.fixture(scope="module")
def client(widget: tuple[str, Path]) -> Any:
    from gradio_client import Client

    return Client(widget[0], verbose=False)


def ask(client: Any, path: Path, *model: str) -> dict[str, Any]:
    from gradio_client import handle_file

    return client.predict(handle_file(path), *model, api_name="/classify")


@pytest.mark.parametrize("shape", SHAPES)
def test_called_by_a_program(client: Any, shape: str, tmp_path: Path):
    path = tmp_path / "photo.png"
    drawn(shape, noise=3).save(path)
    answer = ask(client, path)
    assert answer["label"] == shape
    assert answer["model"] == "fashion-photos"
    assert sum(answer["shares"].values()) == pytest.approx(1)
    assert len(answer["neighbours"]) == 12
    assert {*answer["neighbours"][0]} == {"index", "label", "distance"}
    assert ask(client, path, "other")["model"] == "other"


def test_heic_and_odd_files_reach_our_opener(client: Any, tmp_path: Path):
    from PIL import Image

    from core.data.open_photo import open_photo

    open_photo(drawn())  # registers HEIC with Pillow
    for name in ("photo.heic", "photo.tiff"):
        drawn("Trouser").save(tmp_path / name)
        assert ask(client, tmp_path / name)["label"] == "Trouser"
    odd = tmp_path / "cmyk.jpg"
    drawn("Sneaker").convert("CMYK").save(odd)
    assert ask(client, odd)["label"] == "Sneaker"
    gif = tmp_path / "moving.gif"
    drawn("T-shirt").save(gif, save_all=True, append_images=[Image.new("RGB", (300, 400))])
    assert ask(client, gif)["label"] == "T-shirt"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("notes.txt", b"hello there", "text file"),
        ("photo.jpg", b"", "empty"),
        ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "No picture"),
    ],
)
def test_bad_files_get_a_sentence(
    client: Any, tmp_path: Path, name: str, content: bytes, word: str
):
    from gradio_client.exceptions import AppError

    (tmp_path / name).write_bytes(content)
    with pytest.raises(AppError, match=word):
        ask(client, tmp_path / name)


def test_only_uploads_and_named_models(client: Any, widget: tuple[str, Path], tmp_path: Path):
    import httpx

    photo = tmp_path / "photo.png"
    drawn().save(photo)
    with pytest.raises(Exception, match="Must be one of"):
        ask(client, photo, "../../etc")
    file = {"path": str(photo), "meta": {"_type": "gradio.FileData"}}
    call = f"{widget[0]}gradio_api/call/classify"
    event = httpx.post(call, json={"data": [file, "fashion-photos"]}).json()["event_id"]
    reply = httpx.get(f"{call}/{event}", timeout=30).text
    assert "event: error" in reply
    assert "Trouser" not in reply
    assert photo.is_file()


def test_photos_are_not_kept(client: Any, widget: tuple[str, Path], tmp_path: Path):
    path = tmp_path / "secret-garment.png"
    drawn("T-shirt", garment=(1, 99, 7)).save(path)
    ask(client, path)
    assert is_forgotten(widget[1], path.name)


def test_two_sessions_send_the_same_photo(widget: tuple[str, Path], tmp_path: Path):
    from gradio_client import Client, handle_file

    path = tmp_path / "photo.png"
    drawn("Sneaker").save(path)
    jobs = [
        Client(widget[0], verbose=False).submit(handle_file(path), api_name="/classify")
        for _ in range(2)
    ]
    assert [job.result(timeout=200)["label"] for job in jobs] == ["Sneaker"] * 2


@pytest.mark.browser
@pytest.mark.timeout(900)
def test_photos_in_a_browser_come_by_choice_drop_and_paste(
    widget: tuple[str, Path], page: Any, tmp_path: Path
):
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    trousers, bad, shoe = (tmp_path / f"{name}.jpg" for name in ("trousers", "bad", "shoe"))
    drawn("Trouser").save(trousers)
    drawn("Sneaker").save(shoe)
    bad.write_text("no picture at all")
    page.goto(widget[0], timeout=PATIENCE)
    label = page.get_by_test_id("fashion-label")
    label.wait_for(timeout=PATIENCE)  # an example is answered by itself
    page.locator("input[type=file]").first.set_input_files(shoe)
    page.locator("input[type=file]").first.set_input_files(trousers)  # it waits for its turn
    label.get_by_text("Trouser", exact=True).wait_for(timeout=PATIENCE)
    assert page.locator(".clothes .near img").count() == 12
    for picture in ("seen", "cut", "map"):
        assert page.locator(f".clothes img.{picture}").evaluate("i => i.naturalWidth") > 20

    files = [trousers, bad, shoe]
    page.locator("input[type=file]").first.set_input_files(files)
    page.get_by_text("3 photos").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="CSV").wait_for(timeout=PATIENCE)
    rows = page.locator(".many tbody tr")
    assert "text file" in rows.nth(1).inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert Path(download.value.path()).read_text().splitlines()[0] == ",".join(COLUMNS)

    for kind in ("drop", "paste"):  # onto the page, not onto the zone
        page.evaluate(ARRIVES, [kind, f"{kind}.txt"])
        page.get_by_role("alert").get_by_text("text file").first.wait_for(timeout=PATIENCE)
        page.locator("input[type=file]").first.set_input_files(trousers)
        label.get_by_text("Trouser", exact=True).wait_for(timeout=PATIENCE)
    page.reload()
    label.get_by_text("Trouser", exact=True).wait_for(timeout=PATIENCE)  # the tab keeps its photo
    own = widget[0].split("/")[2]
    assert {host for host in hosts if host and host != own} == set()
    uploads = ("trousers.jpg", "bad.jpg", "shoe.jpg", "drop.txt", "paste.txt")
    assert not is_kept(widget[1], *uploads)


def event(*names: str, folder: Path) -> SimpleNamespace:
    """As the browser tells of files that it has sent."""
    files = [base64.b64encode((folder / name).read_bytes()).decode() for name in names]
    told = zip(names, files, strict=True)
    return SimpleNamespace(photos=[{"name": name, **intake.receive(file)} for name, file in told])


@pytest.fixture
def own_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core import paths

    write_clothes_checkpoint(tmp_path / "checkpoints" / "fashion-photos")
    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "checkpoints")


@pytest.mark.usefixtures("own_checkpoints")
def test_many_photos_give_a_table_and_a_file_with_each_reason(tmp_path: Path):
    drawn("Trouser").save(tmp_path / "trousers.png")
    drawn("Sneaker").save(tmp_path / "shoe <b>.png")
    (tmp_path / "notes.txt").write_text("hello there")
    told = event("notes.txt", "trousers.png", "shoe <b>.png", folder=tmp_path)
    told.photos.append({"name": "huge.jpg", "size": 60 * 1024**2})
    *before, (table, _, second) = clothes._show("many", True, None, told)
    assert [part[0].count("<tr") for part in before] == [2, 3, 4]  # it grows, with its head
    assert "3 of 4" in before[-1][0]
    assert "4 photos" in table
    assert "shoe &lt;b&gt;.png" in table
    assert ">Trouser</p>" in second  # the first that has an answer
    code = table.split("data:text/csv;base64,")[1].split("'")[0]
    head, *rows = csv.reader(io.StringIO(base64.b64decode(code).decode()))
    assert tuple(head) == COLUMNS
    assert [row[:2] for row in rows] == [
        ["notes.txt", ""],
        ["trousers.png", "Trouser"],
        ["shoe <b>.png", "Sneaker"],
        ["huge.jpg", ""],
    ]
    assert "text file" in rows[0][3]
    assert 0.3 < float(rows[1][2]) <= 1
    assert "60.0 MB" in rows[3][3]
    picked = clothes._pick("many", True, None, SimpleNamespace(name="2"))
    assert ">Sneaker</p>" in picked[2]
    assert "forgotten" in clothes._pick("nobody", True, None, SimpleNamespace(name="2"))[1]


@pytest.mark.usefixtures("own_checkpoints")
def test_a_visit_keeps_its_last_photo_and_another_sees_an_example(tmp_path: Path):
    drawn("Sneaker").save(tmp_path / "shoe.png")
    _ = list(clothes._show("one", True, None, event("shoe.png", folder=tmp_path)))
    assert ">Sneaker</p>" in clothes._begin("one", True, None)[-1]
    other = clothes._begin("other", True, None)[-1]
    assert "fashion-label" in other
    assert other == clothes._begin("other", True, None)[-1]
    chosen = clothes._example("one", True, None, SimpleNamespace(name="Boots"))
    assert "fashion-label" in chosen[2]
    assert ">Sneaker</p>" not in clothes._begin("one", True, None)[-1]


def test_no_checkpoint_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from core import paths
    from core.errors import EmbedscopeError

    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path)
    assert clothes.blocks() is not None
    with pytest.raises(EmbedscopeError, match="python -m core train"):
        clothes._checkpoint(None)


def test_page_shows_the_widget():
    app = AppTest.from_file(str(ROOT / "pages" / "clothes.py"), default_timeout=30).run()
    assert not app.exception
    assert app.title[0].value == "Clothes"
    frame = app.main.children[max(app.main.children)]
    assert "/widgets/clothes/" in str(frame.proto)
    assert "Classify your photos" in str(frame.proto)  # what a screen reader calls the frame


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_upload_through_the_page(server: Any, page: Any, tmp_path: Path):
    checkpoint = server.folder / "checkpoints" / "fashion-photos"
    write_clothes_checkpoint(checkpoint, dimension=8)
    photo = tmp_path / "shoe.jpg"
    drawn("Sneaker").save(photo)
    try:
        page.goto(f"{server.url}/clothes", timeout=PATIENCE)
        frame = page.frame_locator("iframe[src*='/widgets/clothes/']")
        upload = frame.locator("input[type=file]").first
        upload.wait_for(state="attached", timeout=PATIENCE)
        label = frame.get_by_test_id("fashion-label")
        label.wait_for(timeout=PATIENCE)
        upload.set_input_files(photo)
        label.get_by_text("Sneaker", exact=True).wait_for(timeout=PATIENCE)
    finally:
        shutil.rmtree(checkpoint)  # other tests share the server
