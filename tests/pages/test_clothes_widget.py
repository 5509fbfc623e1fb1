"""The widget alone, on a port of its own, and the page round it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT
from tests.drawn_clothes import SHAPES, drawn, write_clothes_checkpoint
from tests.pages.served import served

pytest.importorskip("gradio_client")
PATIENCE = 240_000  # milliseconds: a machine that trains at the same time is slow, not broken


@pytest.fixture(scope="module")
def widget(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its address, and the folder into which it takes uploads."""
    from core import paths
    from pages.widgets import clothes

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
    import time

    path = tmp_path / "secret-garment.png"
    drawn("T-shirt", garment=(1, 99, 7)).save(path)
    ask(client, path)
    until = time.monotonic() + 60
    while time.monotonic() < until and list(widget[1].rglob("secret-garment*")):
        time.sleep(0.2)
    assert not list(widget[1].rglob("secret-garment*"))


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
def test_upload_in_a_browser_shows_a_label(widget: tuple[str, Path], page: Any, tmp_path: Path):
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    trousers, bad = tmp_path / "trousers.jpg", tmp_path / "bad.jpg"
    drawn("Trouser").save(trousers)
    bad.write_text("no picture at all")
    page.goto(widget[0], timeout=PATIENCE)
    page.locator("input[type=file]").first.set_input_files(trousers)
    label = page.get_by_test_id("fashion-label")
    label.wait_for(timeout=PATIENCE)
    assert label.inner_text() == "Trouser"
    assert page.locator(".clothes .near img").count() == 12
    for picture in ("seen", "cut", "map"):
        assert page.locator(f".clothes img.{picture}").evaluate("i => i.naturalWidth") > 20
    page.locator("input[type=file]").last.set_input_files(bad)
    page.get_by_role("alert").get_by_text("text file").wait_for(timeout=PATIENCE)
    own = widget[0].split("/")[2]
    assert {host for host in hosts if host and host != own} == set()


def test_no_checkpoint_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from core import paths
    from core.errors import EmbedscopeError
    from pages.widgets import clothes

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
        upload.set_input_files(photo)
        label = frame.get_by_test_id("fashion-label")
        label.wait_for(timeout=PATIENCE)
        assert label.inner_text() == "Sneaker"
    finally:
        shutil.rmtree(checkpoint)  # other tests share the server
