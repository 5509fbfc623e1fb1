"""The puzzle widget alone, on a port of its own, over a net that was taught here."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from core.metrics.metric import Metric
from core.runs.run import Run
from tests.on_use import OnUse
from tests.pages.screen import open_screen
from tests.pages.served import is_forgotten, served
from tests.pages.taught_puzzler import ball, taught_run

puzzle, intake = OnUse("pages.widgets.puzzle"), OnUse("pages.widgets._intake")
PATIENCE = 240_000  # milliseconds: a machine that trains at the same time is slow, not broken
TAUGHT_ORDER = "345678012"
OTHER_ORDER = "102345678"


@pytest.fixture(scope="module")
def puzzlers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs: `taught`, `other`, which learned nothing, and one of another task."""
    folder = tmp_path_factory.mktemp("runs")
    taught_run(folder / "taught")
    taught_run(
        folder / "other",
        **{"length.steps": 1, "permutations": 5, "data.orders": 5, "title": "Untaught"},
    )
    (folder / "broken").mkdir()
    (folder / "broken" / "recipe.yaml").write_text("task: jigsaw\n")
    (folder / "broken" / "card.json").write_text("{half")
    return folder


@pytest.fixture(autouse=True)
def own_runs(puzzlers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core import paths

    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "none")
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(puzzlers))


@pytest.fixture(scope="module")
def widget(puzzlers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its address, and the folder into which it takes uploads."""
    from core import paths

    with pytest.MonkeyPatch.context() as patch:
        uploads = tmp_path_factory.mktemp("uploads")
        patch.setattr(paths, "CHECKPOINTS", uploads / "none")
        patch.setenv("EMBEDSCOPE_RUNS", str(puzzlers))
        with served(puzzle, uploads, patch) as url:
            yield url, uploads


@pytest.fixture(scope="module")
def client(widget: tuple[str, Path]) -> Any:
    from gradio_client import Client

    return Client(widget[0], verbose=False)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "ball.png"
    ball().save(path)
    return path


def ask(client: Any, path: Path, *more: str) -> dict[str, Any]:
    from gradio_client import handle_file

    return client.predict(handle_file(path), *more, api_name="/solve")


def test_called_by_a_program(client: Any, photo: Path):
    answer = ask(client, photo, TAUGHT_ORDER, "taught")
    assert answer["order"] == [int(digit) for digit in TAUGHT_ORDER]
    assert answer["taught"]
    assert answer["places"] == answer["order"]
    assert answer["right"] == 9
    assert answer["guesses"][0]["order"] == answer["order"]
    shares = [guess["probability"] for guess in answer["guesses"]]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == 5
    assert [a + b for a, b in zip(answer["sure"], answer["hard"], strict=True)] == pytest.approx(
        [1] * 9
    )
    assert answer["net"] == "taught"
    assert answer["ms"] > 0


def test_an_order_is_drawn_where_none_is_given(client: Any, photo: Path):
    answer = ask(client, photo, "", "taught")
    assert answer["taught"]
    assert answer["order"] != list(range(9))
    assert answer["right"] == 9


def test_an_order_that_was_not_taught(client: Any, photo: Path):
    answer = ask(client, photo, OTHER_ORDER, "taught")
    assert not answer["taught"]
    assert answer["order"] not in [guess["order"] for guess in answer["guesses"]]
    assert ask(client, photo, OTHER_ORDER, "other")["net"] == "other"


def test_bad_orders_and_nets_get_a_sentence(client: Any, photo: Path):
    with pytest.raises(Exception, match="each of the tiles"):
        ask(client, photo, "001234567", "taught")
    with pytest.raises(Exception, match="Must be one of"):
        ask(client, photo, "", "../../etc")
    with pytest.raises(Exception, match="Must be one of"):
        ask(client, photo, "", "broken")


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("notes.txt", b"hello there", "text file"),
        ("photo.jpg", b"", "empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "No picture"),
        ("half.jpg", saved(ball(), "JPEG")[:3000], "cut off"),
        ("pixel.png", saved(Image.new("RGB", (1, 1)), "PNG"), "1 x 1"),
        ("strip.png", saved(Image.new("RGB", (900, 20)), "PNG"), "strip"),
        ("wide.png", saved(Image.new("1", (9000, 9000)), "PNG"), "megapixels"),
        ("huge.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 21 * 1024**2, "21.0 MB"),
    ],
    ids=["text", "empty", "broken", "half", "one pixel", "strip", "81 megapixels", "21 MB"],
)
def test_bad_files_get_a_sentence(
    client: Any, tmp_path: Path, name: str, content: bytes, word: str
):
    from gradio_client.exceptions import AppError

    (tmp_path / name).write_bytes(content)
    with pytest.raises(AppError, match=word):
        ask(client, tmp_path / name, "", "taught")


@pytest.mark.parametrize("kind", ["small", "flat", "gray", "see-through", "turned"])
def test_odd_pictures_work(client: Any, tmp_path: Path, kind: str):
    path = tmp_path / f"{kind}.png"
    if kind == "small":
        ball().resize((17, 30)).save(path)
    elif kind == "flat":
        Image.new("RGB", (90, 90), "navy").save(path)
    elif kind == "gray":
        ball().convert("L").save(path)
    elif kind == "see-through":
        Image.new("RGBA", (90, 90), (0, 0, 0, 0)).save(path)
    else:
        pillow_heif.register_heif_opener()
        exif = Image.Exif()
        exif[0x0112] = 6
        path = path.with_suffix(".heic")
        ball().crop((0, 0, 300, 200)).save(path, exif=exif)
    answer = ask(client, path, TAUGHT_ORDER, "taught")
    if kind in ("flat", "see-through"):  # nine tiles alike: none is in a wrong place
        assert answer["right"] == 9
    if kind == "gray":
        assert answer["right"] >= 7
    assert len(answer["guesses"]) == 5


def test_photos_are_not_kept(client: Any, widget: tuple[str, Path], tmp_path: Path):
    path = tmp_path / "secret-picture.png"
    ball().rotate(7).save(path)
    ask(client, path, "", "taught")
    assert is_forgotten(widget[1], path.name)


def test_the_answer_in_words():
    from core.inference.puzzle.board import board_of
    from core.inference.puzzle.solve import Guess, Solution
    from core.tasks.jigsaw.cut import Cut
    from pages.widgets._puzzle_html import Solved, solved_html

    cut = Cut(tile=32, gap=2, jitter=4)
    seen = np.arange(9, dtype=np.uint8)[:, None, None, None].repeat(3, 3)
    order = tuple(map(int, OTHER_ORDER))
    board = board_of(ball(), seen, cut).arranged(order)
    first = Guess(tuple(map(int, TAUGHT_ORDER)), 0.75)
    wrong = (0, 1, *order[2:])
    solution = Solution((first, first), wrong, (0.98, 0.25, *(0.5,) * 7))
    page = solved_html(Solved(board, solution, orders=64, taught=False, ms=12.3, why="Because."))
    assert ">7 of 9 tiles right</p>" in page
    assert "taught 64 orders, and this was none of them. It took 12 ms." in page
    assert "Restored picture; wrong in places 1, 2" in page
    assert page.count("class='wrong'") == 2
    assert page.count("class='cell wrong'") == 2
    assert "Its two best permutations" in page
    assert "so it searched" in page
    assert "width:75.0%" in page
    assert "<span>.98</span>" in page  # how sure it is
    assert "<span>.25</span>" in page
    assert "Because." in page
    assert "download='restored.jpg'" in page
    gone = solved_html(
        Solved(
            board.arranged(first.order), Solution((first,), first.order, (1.0,) * 9), 64, True, 9
        )
    )
    assert ">9 of 9 tiles right</p>" in gone
    assert "this was one of them" in gone
    assert "It kept the first." in gone
    assert "class='wrong'" not in gone


PLACES = """[...document.querySelectorAll("[data-testid=restored] > div")]
  .map(tile => [tile.getBoundingClientRect(), tile.parentElement.getBoundingClientRect()])
  .map(([t, p]) => 3 * Math.floor(3 * (t.y - p.y) / p.height + .1)
    + Math.floor(3 * (t.x - p.x) / p.width + .1))"""
"""Where the tiles lie that were solved."""


def tiles_in(page: Any) -> list[int]:
    tiles = page.locator(".tiles button")
    return tiles.evaluate_all("all => all.map(tile => Number(tile.dataset.tile))")


@pytest.mark.browser
def test_upload_shuffle_solve_in_a_browser(
    widget: tuple[str, Path], page: Any, photo: Path, tmp_path: Path
):
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture at all")
    page.goto(f"{widget[0]}?run=taught", timeout=PATIENCE)
    tiles = page.locator(".tiles button")
    tiles.first.wait_for(timeout=PATIENCE)
    before = page.locator(".tiles img").first.get_attribute("src")
    page.locator("input[type=file]").first.set_input_files(photo)
    page.wait_for_function(
        "old => document.querySelector('.tiles img')?.src !== old", arg=before, timeout=PATIENCE
    )
    said = page.get_by_test_id("order")
    assert "taught 72 orders, and this is one of them" in said.inner_text()

    shuffled = tiles_in(page)
    tiles.nth(0).click()
    assert tiles.nth(0).get_attribute("aria-pressed") == "true"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert tiles_in(page) == [shuffled[1], shuffled[0], *shuffled[2:]]
    said.get_by_text("none of them").wait_for(timeout=PATIENCE)
    tiles.nth(0).click()
    tiles.nth(1).click()
    assert tiles_in(page) == shuffled
    said.get_by_text("one of them", exact=False).wait_for(timeout=PATIENCE)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=order]').innerText.includes('none of them')",
        timeout=PATIENCE,
    )

    page.get_by_role("button", name="Solve", exact=True).click()
    verdict = page.get_by_test_id("verdict")
    verdict.wait_for(timeout=PATIENCE)
    assert verdict.inner_text() == "9 of 9 tiles right"
    assert page.get_by_test_id("restored").locator("img").count() == 9
    home = ",".join(map(str, shuffled))  # the tile that lay in place k goes there
    page.wait_for_function(f"home => String({PLACES}) === home", arg=home)
    assert page.locator(".guess").count() == 5
    with page.expect_download() as download:
        page.get_by_text("Download the restored picture").click()
    assert Image.open(download.value.path()).size == (416, 416)

    page.get_by_role("button", name="Any order").click()
    said.get_by_text("none of them").wait_for(timeout=PATIENCE)
    assert page.get_by_test_id("verdict").count() == 0
    page.locator("input[type=file]").last.set_input_files(bad)
    page.get_by_role("alert").get_by_text("text file").wait_for(timeout=PATIENCE)
    assert tiles.count() == 9  # what lay on the table is not lost
    page.get_by_role("button", name="Solve", exact=True).click()
    page.get_by_test_id("verdict").wait_for(timeout=PATIENCE)
    own = widget[0].split("/")[2]
    assert {host for host in hosts if host and host != own} == set()


@pytest.mark.browser
def test_choosing_a_net_changes_the_address_and_keeps_the_tiles(
    widget: tuple[str, Path], page: Any
):
    page.goto(f"{widget[0]}?run=other", timeout=PATIENCE)
    page.get_by_text("Taught 5 orders. It").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Letters").click()
    page.wait_for_timeout(2000)
    page.get_by_role("button", name="Reset").click()
    page.get_by_text("It is the solved one").wait_for(timeout=PATIENCE)
    page.get_by_label("Network").click()
    page.get_by_role("option", name="Taught for a test").click()
    page.get_by_text("Taught 72 orders. It").wait_for(timeout=PATIENCE)
    page.wait_for_url("**run=taught*", timeout=PATIENCE)
    assert tiles_in(page) == list(range(9))


def test_the_page_shows_the_widget_with_the_net_of_its_address(puzzlers: Path):
    app = open_screen("puzzle", run="taught")
    assert not app.exception
    assert app.title[0].value == "Puzzle"
    frame = app.main.children[max(app.main.children)]
    assert "/widgets/puzzle/" in str(frame.proto)
    assert "run=taught" in str(frame.proto)
    assert "Shuffle and solve a picture" in str(frame.proto)


def test_without_a_net_the_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from core.errors import EmbedscopeError

    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path))
    app = open_screen("puzzle")
    assert not app.exception
    assert "Train one on the page Self-supervision" in app.info[0].value
    assert [each.proto.label for each in app.get("page_link")] == ["Self-supervision"]
    assert puzzle.blocks() is not None
    with pytest.raises(EmbedscopeError, match="Train one on the page Self-supervision"):
        puzzle.net(None)
    assert "Train one on the page Self-supervision" in puzzle._solve("nobody", None)


def test_a_tab_that_forgot_its_picture_says_so():

    assert "choose one" in puzzle._solve("nobody", "taught")
    assert "choose one" in puzzle._taught("nobody", "taught")[-1]


@pytest.mark.browser
def test_an_unknown_net_in_the_address_gives_another(widget: tuple[str, Path], page: Any):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{widget[0]}?run=nobody", timeout=PATIENCE)
    page.get_by_text("The net that the link names is not here").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Solve", exact=True).click()
    page.get_by_test_id("verdict").wait_for(timeout=PATIENCE)
    tile = page.get_by_test_id("restored").locator("> div").first
    assert tile.evaluate("tile => getComputedStyle(tile).animationName") == "none"


def test_how_good_a_net_is(puzzlers: Path):
    from pages.widgets._puzzle_nets import how_good

    card = Run(puzzlers / "taught").finished()
    solved, chance = Metric(0.62, 0.6, 0.64, 5000), Metric(1 / 64)
    card = replace(card, metrics={"test/accuracy": solved, "test/chance_accuracy": chance})
    said = how_good(card)
    assert "order of .620 of 5,000 unseen puzzles" in said
    assert "(95 % interval .600 to .640), 40 times chance" in said


def told(path: Path) -> SimpleNamespace:
    """As the browser tells of a file that it has sent."""
    file = base64.b64encode(path.read_bytes()).decode()
    return SimpleNamespace(photos=[{"name": path.name, **intake.receive(file)}])


def test_a_picture_that_is_brought_while_the_net_loads_stays(photo: Path, monkeypatch):
    """The page's own first table comes late, after what somebody did meanwhile."""
    request = SimpleNamespace(query_params={"run": "taught"})

    def slowly(name, *, solved):
        puzzle._show("one", name, told(photo))  # a file arrives in one of the tabs
        return puzzle.shuffled(puzzle.example("Fruit"), name)

    monkeypatch.setattr("pages.widgets.puzzle._case", slowly)
    puzzle._begin("other", request)
    puzzle._begin("one", request)
    mine, other = puzzle._visits.get("one"), puzzle._visits.get("other")
    assert mine is not None
    assert other is not None
    assert mine.photo.size == ball().size
    assert other.photo.size == puzzle.example("Fruit").size


def test_the_shipped_net_opens_on_a_puzzle_that_it_solves_then_fails_one_and_says_why(monkeypatch):
    from core import paths

    monkeypatch.setattr(paths, "CHECKPOINTS", paths.ROOT / "checkpoints")
    request = SimpleNamespace(query_params={"run": "jigsaw"})
    _, about, board, words, answer = puzzle._begin("me", request)
    assert "named the order of .8" in about
    assert board.count("data-tile") == 9
    assert "this is one of them" in words
    assert ">9 of 9 tiles right</p>" in answer
    assert "Why?" not in answer
    board, _, answer = puzzle._fails("me", "jigsaw")
    assert "Why?" in answer
    assert ">9 of 9" not in answer
    again = puzzle._begin("me", request)  # a visit finds what it left
    assert "Why?" in again[-1]
    assert ">9 of 9 tiles right</p>" in puzzle._solves("me", "jigsaw")[2]


def test_a_refused_file_leaves_the_table_as_it_is(photo: Path, tmp_path: Path):
    puzzle._show("two", "taught", told(photo))
    before = puzzle._visits.get("two")
    (tmp_path / "notes.txt").write_text("hello there")
    board, words, result = puzzle._show("two", "taught", told(tmp_path / "notes.txt"))
    assert board == words == puzzle.gr.skip()
    assert "text file" in result
    assert puzzle._visits.get("two") is before
