"""Shuffle a picture's nine tiles: can a net put them back, and how sure is it of each?

A Gradio widget, shown in the page "Puzzle" and callable from a program:

    from gradio_client import Client, handle_file
    Client("http://127.0.0.1:8501/widgets/puzzle/").predict(
        handle_file("photo.jpg"), api_name="/solve")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import gradio as gr
import numpy as np

from core.data.open_photo import open_rgb
from core.errors import EmbedscopeError
from core.inference.puzzle.board import SOLVED, other_order, taught_order
from core.inference.puzzle.cases import cut_up
from core.inference.puzzle.examples import EXAMPLES, example
from pages.widgets._examples import CHOOSE, examples_html
from pages.widgets._frame import frame
from pages.widgets._html import refused
from pages.widgets._intake import VISIT, brought, intake
from pages.widgets._intake_script import STYLE
from pages.widgets._puzzle_board import EXCHANGE, WAITING
from pages.widgets._puzzle_nets import NO_NET, choices, how_good, net, nets
from pages.widgets._puzzle_style import CSS
from pages.widgets._puzzle_table import (
    Kept,
    cases_of,
    drawn,
    in_order,
    put_back,
    shuffled,
)
from pages.widgets._uploads import CACHE, opened_upload
from pages.widgets._visits import Visits

TITLE = "Puzzle"
EDGE = 640
"""Pixels of a photo's longer side."""
FORGOTTEN = "This picture is forgotten: choose one, or bring your own again."
LOADING = "<p class='hint'>The net is loading …</p>"
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
_visits: Visits[Kept] = Visits(Kept.bytes)
Shown = tuple[str, str, str]
"""The board, what its order is, and the net's answer."""


def blocks() -> gr.Blocks:
    """The widget; gradio serves it, here or under the app's own address."""
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=CACHE, fill_width=True
    ) as widget:
        frame(STYLE + CSS)
        visit = gr.Textbox(visible=False)
        plain: dict[str, Any] = {"elem_classes": "puzzle", "apply_default_css": False}
        with gr.Row():
            solves = gr.Button("One it solves", min_width=80)
            fails = gr.Button("One it fails, and why", min_width=80)
        examples = gr.HTML(
            examples_html((name, example(name)) for name in EXAMPLES), js_on_load=CHOOSE, **plain
        )
        with gr.Row(elem_classes="puzzle-parts"):
            with gr.Column(min_width=260):
                board = gr.HTML(WAITING, js_on_load=EXCHANGE, **plain)
                words = gr.HTML(LOADING, elem_classes="puzzle")
                with gr.Row():
                    taught = gr.Button("Shuffle", min_width=80)
                    any_order = gr.Button("Any order", min_width=80)
                    sorted_ = gr.Button("Reset", min_width=80)
                solve = gr.Button("Solve", variant="primary")
            with gr.Column(min_width=260):
                result = gr.HTML("", elem_classes=["puzzle", "answer"])
            with gr.Column(min_width=260):
                model = gr.Dropdown(**_nets(), label="Network")
                about = gr.Markdown()
                photos = intake("your own photo")
        called, answer = gr.Button(visible=False), gr.JSON(visible=False)
        photo = gr.Image(type="filepath", visible=False)
        asked_order = gr.Textbox("", visible=False)

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        quiet["trigger_mode"] = "multiple"  # what is asked while another answer is made is not lost
        table, asked = [board, words, result], [visit, model]
        photos.upload(_show, asked, table, concurrency_limit=2, **quiet)
        examples.click(_example, asked, table, **quiet)
        look: dict[str, Any] = {"fn": None, "js": LOOK, "api_visibility": "private"}
        solves.click(_solves, asked, table, **quiet).then(**look)
        fails.click(_fails, asked, table, **quiet).then(**look)
        board.input(_by_hand, asked, [words, result], **quiet)
        taught.click(_taught, asked, table, **quiet)
        any_order.click(_other, asked, table, **quiet)
        sorted_.click(_sorted, asked, table, **quiet)
        solve.click(_solve, asked, result, **quiet).then(**look)
        model.input(_another_net, asked, [*table, about], **quiet)
        model.input(None, model, None, js=ADDRESS, api_visibility="private")
        # preprocess=False hands a file over as it came: Gradio would open it itself.
        called.click(_called, [photo, asked_order, model], answer, api_name="solve",
                     preprocess=False, concurrency_limit=2)  # fmt: skip
        widget.load(None, None, visit, js=VISIT, api_visibility="private").then(
            _begin, visit, [model, about, *table], **quiet
        )
    return widget


def _nets() -> dict[str, Any]:
    known = nets()
    return {"choices": choices(known), "value": next(iter(known), None)}


def _begin(visit: str, request: gr.Request) -> tuple[Any, ...]:
    """When somebody opens the widget: list the nets, load the one in the address, and show what
    this visit brought last, else a puzzle that the net solves.

    The first net of a server takes seconds to load. Who brings a picture meanwhile keeps it.
    """
    offered, asked = _nets(), request.query_params.get("run")
    names = [name for _, name in offered["choices"]]
    name = asked if asked in names else offered["value"]
    if name is None:
        return gr.update(), "", "", "", _nothing_there()
    missing = asked is not None and asked != name
    note = "The net that the link names is not here; another is shown. " if missing else ""
    shown: Shown = "", "", ""
    try:
        first = None if _visits.get(visit) else _case(name, solved=True)
        shown = _laid(visit, _visits.get(visit) or first, name)
    except EmbedscopeError as error:
        shown = "", "", refused(str(error))
    return gr.update(**{**offered, "value": name}), note + _about(name), *shown


def _about(name: str | None) -> str:
    known = nets()
    return how_good(known[name].finished()) if name in known else ""


def _case(name: str | None, *, solved: bool) -> Kept:
    """A picture and order that the net solves, or one that it fails; without one any."""
    found = cases_of(net(name))
    case = found.solved if solved else found.failed
    if case is None:
        return replace(shuffled(example(next(iter(EXAMPLES))), name), solved=True)
    return in_order(example(case.picture), case.order, name)


def _laid(visit: str, kept: Kept | None, name: str | None) -> Shown:
    """Put tiles on this visit's table."""
    if kept is None or kept.board is None:
        return "", "", _nothing_there()
    _visits.put(visit, kept)
    return drawn(kept, name)


def _anew(visit: str, name: str | None, make: Callable[[], Kept]) -> Shown:
    """Put what `make` makes on the table, or say why there is nothing."""
    try:
        return _laid(visit, make(), name)
    except EmbedscopeError as error:
        return "", "", refused(str(error))


def _solves(visit: str, name: str | None) -> Shown:
    return _anew(visit, name, lambda: _case(name, solved=True))


def _fails(visit: str, name: str | None) -> Shown:
    return _anew(visit, name, lambda: _case(name, solved=False))


def _example(visit: str, name: str | None, event: gr.EventData) -> Shown:
    """One of the pictures to try."""
    return _anew(visit, name, lambda: shuffled(example(str(event.name)), name))


def _show(visit: str, name: str | None, event: gr.EventData) -> tuple[Any, ...]:
    """A new photo on the table, shuffled; where a file is refused, what lay there stays."""
    file = brought(event)[0]
    if file.content is None:
        return gr.skip(), gr.skip(), refused(file.refused)
    try:
        return _laid(visit, shuffled(open_rgb(file.content, edge=EDGE), name), name)
    except EmbedscopeError as error:
        return gr.skip(), gr.skip(), refused(str(error))


def _reordered(visit: str, name: str | None, order: Any) -> tuple[Any, ...]:
    """The tiles in the order that `order(solver)` gives."""
    kept = _visits.get(visit)
    if kept is None or kept.board is None:
        return gr.skip(), gr.skip(), _nothing_there()
    try:
        board = kept.board.arranged(order(net(name)))
    except EmbedscopeError as error:
        return gr.skip(), gr.skip(), refused(str(error))
    return _laid(visit, replace(kept, board=board, solved=False), name)


def _taught(visit: str, name: str | None) -> tuple[Any, ...]:
    return _reordered(visit, name, lambda net: taught_order(net.orders, np.random.default_rng()))


def _other(visit: str, name: str | None) -> tuple[Any, ...]:
    return _reordered(visit, name, lambda net: other_order(net.orders, np.random.default_rng()))


def _sorted(visit: str, name: str | None) -> tuple[Any, ...]:
    return _reordered(visit, name, lambda _: SOLVED)


def _by_hand(visit: str, name: str | None, event: gr.EventData) -> tuple[Any, ...]:
    """Two tiles were exchanged: the browser has drawn it, and says how all of them lie."""
    return _reordered(visit, name, lambda _: event.order)[1:]


def _another_net(visit: str, name: str | None) -> tuple[Any, ...]:
    """The same photo and order for another net, which may cut it in another way."""
    kept = _visits.get(visit)
    if kept is None or kept.photo is None or kept.board is None:
        return *_solves(visit, name), _about(name)
    photo, order = kept.photo, kept.board.order
    return *_anew(visit, name, lambda: replace(in_order(photo, order, name), solved=kept.solved)), (
        _about(name)
    )


def _solve(visit: str, name: str | None) -> str:
    """Put the tiles back."""
    kept = _visits.get(visit)
    return _anew(visit, name, lambda: replace(kept or Kept(), solved=True))[2]


def _called(photo: dict[str, Any] | None, order: str | None, model: str | None) -> dict[str, Any]:
    """Shuffle a photo's nine tiles and have a net put them back.

    Takes an image file and, optionally, an order (nine digits, 0 to 8: which tile lies in each
    place; else one that the net was taught is drawn) and a net's name. Returns `order`, `taught`,
    `places` (where the tile in each place goes; the same as `order` where all is right), `right`
    (how many tiles), `sure` and `hard` (tile by tile as they lie), `guesses` (the most probable
    orders that the net was taught, with `probability`), `net` and `ms`.
    """
    try:
        opened = opened_upload(photo, partial(open_rgb, edge=EDGE))
        solver = net(model)
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


def _nothing_there() -> str:
    """Why there are no tiles: the tab forgot them, or no net is here."""
    return refused(FORGOTTEN) if nets() else f"<p class='none'>{NO_NET}</p>"
