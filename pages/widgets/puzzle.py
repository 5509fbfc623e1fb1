"""Shuffle a picture's nine tiles: can a net put them back, and how sure is it of each?

A Gradio widget, shown in the page "Puzzle" and callable from a program:

    from gradio_client import Client, handle_file
    Client("http://127.0.0.1:8501/widgets/puzzle/").predict(
        handle_file("photo.jpg"), api_name="/solve")
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
import numpy as np

from core.data.open_photo import open_rgb
from core.errors import BadPhoto, EmbedscopeError
from core.inference.puzzle.board import SOLVED, other_order, taught_order
from core.inference.puzzle.examples import example
from pages.widgets._html import FIT, refused
from pages.widgets._puzzle_board import CHOOSE, EXCHANGE, examples_html
from pages.widgets._puzzle_html import solved_html
from pages.widgets._puzzle_nets import NO_NET, choices, how_good, net, nets
from pages.widgets._puzzle_style import CSS
from pages.widgets._puzzle_table import Kept, cut_up, laid, laid_anew, put_back
from pages.widgets._uploads import CACHE, forget, path_of

if TYPE_CHECKING:
    from PIL import Image

TITLE = "Puzzle"
FIRST = "Temple"
EDGE = 640
"""Pixels of a photo's longer side."""
FORGOTTEN = (
    "There is no picture here (this tab remembers one for ten minutes): choose one, take a "
    "photo or upload one."
)
PRIVACY = (
    "The photo stays on this machine: the upload is deleted after a minute, and only this tab "
    "remembers it, for ten minutes."
)
ADDRESS = """name => {
  try {
    const page = new URL(window.parent.location);
    page.searchParams.set('run', name);
    window.parent.history.replaceState(window.parent.history.state, '', page);
  } catch { /* shown on another site's page: that keeps its address */ }
}"""
"""The chosen net stands in the address of the page: a link leads to it."""
LOOK = """() => {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  setTimeout(() => document.querySelector('[data-testid=restored]')?.scrollIntoView({
    block: 'nearest', behavior: calm ? 'auto' : 'smooth'
  }), 200);
}"""
"""The picture that is being restored comes into view, where it is not; the frame grows first."""
_brought: deque[str | None] = deque(maxlen=1000)
"""The tabs in which a picture was chosen, the last ones."""


def blocks() -> gr.Blocks:
    """The widget; gradio serves it, here or under the app's own address."""
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=CACHE, fill_width=True
    ) as widget:
        gr.HTML(f"<style>{CSS}</style>", js_on_load=FIT, padding=False)
        kept = gr.State(Kept(), time_to_live=600)
        plain: dict[str, Any] = {"elem_classes": "puzzle", "apply_default_css": False}
        with gr.Row():
            with gr.Column(scale=1, min_width=280):
                model = gr.Dropdown(**_nets(), label="Network")
                about = gr.Markdown()
                examples = gr.HTML(examples_html(), js_on_load=CHOOSE, **plain)
                photo = gr.Image(
                    type="filepath",
                    label="Your own photo",
                    sources=["upload", "webcam", "clipboard"],
                    height=230,
                )
                other = gr.UploadButton("Upload another kind of file (HEIC, TIFF, …)", size="sm")
                gr.Markdown(PRIVACY)
            with gr.Column(scale=1, min_width=280):
                board = gr.HTML("", js_on_load=EXCHANGE, **plain)
                words = gr.HTML("", elem_classes="puzzle")
                with gr.Row():
                    taught = gr.Button("Shuffle", size="sm", min_width=80)
                    any_order = gr.Button("Any order", size="sm", min_width=80)
                    sorted_ = gr.Button("Reset", size="sm", min_width=80)
                solve = gr.Button("Solve", variant="primary")
        result = gr.HTML("", elem_classes="puzzle")
        called, answer = gr.Button(visible=False), gr.JSON(visible=False)
        asked_order = gr.Textbox("", visible=False)

        # preprocess=False hands an upload over as it came: Gradio would open it itself.
        raw: dict[str, Any] = {"preprocess": False, "concurrency_limit": 2}
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
        table = [kept, board, words, result]
        photo.input(_show, [photo, model], [*table, photo], **raw, **quiet)
        other.upload(_show, [other, model], [*table, photo], **raw, **quiet).then(
            lambda: None,
            None,
            photo,
            **quiet,  # it would go on showing the one before
        )
        examples.click(_example, model, [*table, photo], **quiet)
        board.input(_by_hand, [kept, model], [kept, words], trigger_mode="multiple", **quiet)
        taught.click(_taught, [kept, model], table, **quiet)
        any_order.click(_other, [kept, model], table, **quiet)
        sorted_.click(_sorted, [kept, model], table, **quiet)
        solve.click(_solve, [kept, model], result, **quiet).then(
            None, None, None, js=LOOK, api_visibility="private"
        )
        model.input(_another_net, [kept, model], [*table, about], **quiet)
        model.input(None, model, None, js=ADDRESS, api_visibility="private")
        called.click(_called, [photo, asked_order, model], answer, api_name="solve", **raw)
        widget.load(_begin, None, [model, about, *table], **quiet)
    return widget


def _nets() -> dict[str, Any]:
    known = nets()
    return {"choices": choices(known), "value": next(iter(known), None)}


def _begin(request: gr.Request) -> tuple[Any, ...]:
    """When somebody opens the widget: list the nets, load the one in the address, shuffle.

    The first net of a server takes seconds to load. Who has brought a picture meanwhile keeps it.
    """
    offered, asked = _nets(), request.query_params.get("run")
    names = [name for _, name in offered["choices"]]
    name = asked if asked in names else offered["value"]
    if name is None:
        return gr.update(), "", Kept(), "", "", _nothing_there()
    missing = asked is not None and asked != name
    note = "The net that the link names is not here; another is shown. " if missing else ""
    table = laid_anew(example(FIRST), name)
    if request.session_hash in _brought:
        table = (gr.skip(),) * len(table)
    return gr.update(**{**offered, "value": name}), note + _about(name), *table


def _about(name: str | None) -> str:
    known = nets()
    return how_good(known[name].finished()) if name in known else ""


def _show(upload: dict[str, Any] | None, name: str | None, request: gr.Request) -> tuple[Any, ...]:
    """A new photo on the table, shuffled; a file that is refused is not previewed, and what lay
    there stays.
    """
    if upload is None:
        return Kept(), "", "", "", gr.skip()
    try:
        photo = _opened(upload)
    except EmbedscopeError as error:
        return gr.skip(), gr.skip(), gr.skip(), refused(str(error)), None
    _brought.append(request.session_hash)
    return *laid_anew(photo, name), gr.skip()


def _example(name: str | None, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
    """One of the pictures to try."""
    try:
        photo = example(str(event.name))
    except EmbedscopeError as error:
        return Kept(), "", "", refused(str(error)), None
    _brought.append(request.session_hash)
    return *laid_anew(photo, name), None


def _reordered(kept: Kept, name: str | None, order: Any) -> tuple[Any, ...]:
    """The tiles in the order that `order(solver)` gives."""
    if kept.board is None:
        return kept, gr.skip(), gr.skip(), _nothing_there()
    try:
        solver = net(name)
        board = kept.board.arranged(order(solver))
    except EmbedscopeError as error:
        return kept, gr.skip(), gr.skip(), refused(str(error))
    return laid(replace(kept, board=board), solver)


def _taught(kept: Kept, name: str | None) -> tuple[Any, ...]:
    return _reordered(kept, name, lambda net: taught_order(net.orders, np.random.default_rng()))


def _other(kept: Kept, name: str | None) -> tuple[Any, ...]:
    return _reordered(kept, name, lambda net: other_order(net.orders, np.random.default_rng()))


def _sorted(kept: Kept, name: str | None) -> tuple[Any, ...]:
    return _reordered(kept, name, lambda _: SOLVED)


def _by_hand(kept: Kept, name: str | None, event: gr.EventData) -> tuple[Any, ...]:
    """Two tiles were exchanged: the browser has drawn it, and says how all of them lie."""
    kept, _, words, _ = _reordered(kept, name, lambda _: event.order)
    return kept, words


def _another_net(kept: Kept, name: str | None) -> tuple[Any, ...]:
    """The same photo and order for another net, which may cut it in another way."""
    if kept.photo is None or kept.board is None:
        return *laid_anew(example(FIRST), name), _about(name)
    try:
        solver = net(name)
        board = cut_up(kept.photo, solver).arranged(kept.board.order)
    except EmbedscopeError as error:
        return kept, gr.skip(), gr.skip(), refused(str(error)), ""
    return *laid(replace(kept, board=board), solver), _about(name)


def _solve(kept: Kept, name: str | None) -> str:
    """Put the tiles back."""
    if kept.board is None:
        return _nothing_there()
    try:
        return solved_html(put_back(kept.board, net(name)))
    except EmbedscopeError as error:
        return refused(str(error))


def _called(photo: dict[str, Any] | None, order: str | None, model: str | None) -> dict[str, Any]:
    """Shuffle a photo's nine tiles and have a net put them back.

    Takes an image file and, optionally, an order (nine digits, 0 to 8: which tile lies in each
    place; else one that the net was taught is drawn) and a net's name. Returns `order`, `taught`,
    `places` (where the tile in each place goes; the same as `order` where all is right), `right`
    (how many tiles), `sure` and `hard` (tile by tile as they lie), `guesses` (the most probable
    orders that the net was taught, with `probability`), `net` and `ms`.
    """
    try:
        opened, solver = _opened(photo or {}), net(model)
        drawn = taught_order(solver.orders, np.random.default_rng())
        asked = [int(digit) for digit in order or "" if digit.isdecimal()]
        solved = put_back(cut_up(opened, solver).arranged(asked or drawn), solver)
    except EmbedscopeError as error:
        raise gr.Error(str(error), print_exception=False) from error
    solution = solved.solution
    return {
        "order": list(solved.board.order),
        "taught": solved.taught,
        "places": list(solution.places),
        "right": sum(solved.right),
        "sure": [round(sure, 4) for sure in solution.sure],
        "hard": [round(1 - sure, 4) for sure in solution.sure],
        "guesses": [
            {"order": list(guess.order), "probability": round(guess.probability, 5)}
            for guess in solution.guesses
        ],
        "net": model or next(iter(nets())),
        "ms": round(solved.ms, 1),
    }


def _opened(upload: dict[str, Any]) -> Image.Image:
    path = path_of(upload)
    if path is None:
        raise BadPhoto("No photo arrived. Choose a file, take a picture or paste one.")
    try:
        return open_rgb(path, edge=EDGE)
    finally:
        forget(path)


def _nothing_there() -> str:
    """Why there are no tiles: the tab forgot them, or no net is here (`code` as HTML)."""
    if nets():
        return refused(FORGOTTEN)
    parts = NO_NET.split("`")
    text = "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(parts))
    return f"<p class='none'>{text}</p>"
