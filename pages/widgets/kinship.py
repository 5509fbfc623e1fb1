"""Give two photos: do the people on them look like kin, how sure is that, and why?

A Gradio widget, shown in the page "Faces" and callable from a program:

    from gradio_client import Client, handle_file
    Client("http://127.0.0.1:8501/widgets/kinship/").predict(
        handle_file("a.jpg"), handle_file("b.jpg"), api_name="/kin")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from core.errors import EmbedscopeError, NoFace
from core.faces.drawn import PAIRS
from pages.widgets._examples import CHOOSE, examples_html
from pages.widgets._frame import frame
from pages.widgets._html import refused
from pages.widgets._intake import PRIVACY, VISIT, brought, intake
from pages.widgets._intake_script import STYLE
from pages.widgets._kinship_html import (
    CSS,
    DRAWN,
    EMPTY,
    LIMITS,
    LOADING,
    WAITING,
    answered,
    explained,
    marked,
)
from pages.widgets._kinship_kept import Kept, both, drawing
from pages.widgets._kinship_models import named_model, offered
from pages.widgets._uploads import CACHE, opened_upload
from pages.widgets._visits import Visits

if TYPE_CHECKING:
    from core.inference.kinship.pair_model import PairModel
    from core.inference.kinship.verify import Answer

TITLE = "Kinship"
SIDES = ("first", "second")
WHOLE = "Use the whole photo (a tight crop of one face)"
FIRST = next(iter(PAIRS))


_visits: Visits[Kept] = Visits(Kept.bytes)


def blocks() -> gr.Blocks:
    """The widget; gradio serves it, here or under the app's own address."""
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=CACHE, fill_width=True
    ) as widget:
        frame(STYLE + CSS)
        visit = gr.Textbox(visible=False)
        examples = gr.HTML(
            examples_html((name, both(name)) for name in PAIRS),
            js_on_load=CHOOSE,
            elem_classes="kinship",
            apply_default_css=False,
        )
        with gr.Row():
            sides = [_side(side) for side in range(2)]
        with gr.Row():
            with gr.Column(scale=3, min_width=260):
                result = gr.HTML(LOADING, elem_classes=["kinship", "answer"])
                threshold = gr.Slider(
                    0, 1, 0.5, step=0.01, visible=False,
                    label="Threshold: probability from which a pair is predicted kin",
                )  # fmt: skip
                why = gr.Button("Show the evidence for and against", visible=False)
                reasons = gr.HTML("", elem_classes="kinship")
            with gr.Column(scale=2, min_width=260):
                model = gr.Dropdown(**offered(), label="Encoder and pair model")
                gr.Markdown(f"{PRIVACY}\n\n{LIMITS}")
        called, reply = gr.Button(visible=False), gr.JSON(visible=False)
        photos = [gr.Image(type="filepath", visible=False) for _ in SIDES]

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        quiet["trigger_mode"] = "multiple"  # what is asked while another answer is made is not lost
        asked = [visit, model]
        shown = [result, threshold, why, reasons]
        every = [*shown, *(part for side in sides for part in side[2:])]
        for side, (bring, whole, faces, picker) in enumerate(sides):
            taken = [visit, whole, model]
            bring.upload(_opener(side), taken, every, concurrency_limit=2, **quiet)
            whole.input(partial(_again, side), taken, every, concurrency_limit=2, **quiet)
            picker.input(partial(_pick, side), [picker, *asked], [*shown, faces], **quiet)
        examples.click(_example, asked, every, **quiet)
        model.input(_judged_again, asked, shown, **quiet)
        threshold.release(_moved, [*asked, threshold], result, **quiet)
        why.click(_reasons, asked, reasons, **quiet)
        # preprocess=False hands a file over as it came: Gradio would open it itself.
        called.click(_kin, [*photos, model], reply, api_name="kin",
                     preprocess=False, concurrency_limit=2)  # fmt: skip
        widget.load(None, None, visit, js=VISIT, api_visibility="private").then(
            _begin, asked, [model, *every], **quiet
        )
    return widget


def _side(side: int) -> tuple[Any, ...]:
    """Everything about one photo: where it is brought, whole or not, its faces, which of them."""
    with gr.Column(scale=1, min_width=260, elem_classes="side"):
        bring = intake(f"the {SIDES[side]} photo", privacy=False)
        faces = gr.HTML("", elem_classes="kinship")
        picker = gr.Radio([], label="Which face?", visible=False)
        whole = gr.Checkbox(False, label=WHOLE, container=False)
    return bring, whole, faces, picker


def _begin(visit: str, model: str | None) -> tuple[Any, ...]:
    """When somebody opens the widget: what this visit brought last, else two drawn faces."""
    listed = gr.update(choices=offered()["choices"])
    kept = _visits.get(visit)
    if kept is None:
        try:
            kept = drawing(FIRST)
        except EmbedscopeError as error:
            return listed, refused(str(error)), *_hidden(), *_sides(Kept())
        kept = _visits.get(visit) or kept  # something may have been brought meanwhile
    return listed, *_judged(visit, kept, model), *_sides(kept)


def _example(visit: str, model: str | None, event: gr.EventData) -> tuple[Any, ...]:
    """Two drawn faces to try."""
    kept = drawing(str(event.name))
    return *_judged(visit, kept, model), *_sides(kept)


def _opener(side: int) -> Callable[..., tuple[Any, ...]]:
    """A new photo on one side: find its faces, and compare where both are there."""

    def opened(visit: str, whole: bool, model: str | None, event: gr.EventData) -> tuple[Any, ...]:
        file = brought(event)[0]
        kept = _visits.get(visit) or Kept()
        if file.content is None:
            return _refusal(side, visit, kept, model, file.refused)
        return _found(side, visit, kept, model, file.content, whole=whole)

    return opened


def _again(side: int, visit: str, whole: bool, model: str | None) -> tuple[Any, ...]:
    """The same photo, taken whole or no longer."""
    kept = _visits.get(visit) or Kept()
    file = kept.files[side]
    if file is None:
        return tuple(gr.skip() for _ in range(4 + 4))
    return _found(side, visit, kept, model, file, whole=whole)


def _found(
    side: int, visit: str, kept: Kept, model: str | None, file: bytes, *, whole: bool
) -> tuple[Any, ...]:
    from core.faces.photo import faces_on

    try:
        photo = faces_on(file, whole=whole)
    except NoFace as error:  # it stays, to be taken whole
        return _refusal(side, visit, kept, model, str(error), file)
    except EmbedscopeError as error:
        return _refusal(side, visit, kept, model, str(error))
    now = kept.with_photo(side, photo, file)
    return *_judged(visit, now, model), *_sides(now)


def _refusal(
    side: int, visit: str, kept: Kept, model: str | None, why: str, file: bytes | None = None
) -> tuple[Any, ...]:
    """One side says why its photo cannot be used."""
    without = kept.with_photo(side, None, file)
    sides = list(_sides(without))
    sides[2 * side] = refused(why)
    return *_judged(visit, without, model), *sides


def _sides(kept: Kept) -> tuple[Any, ...]:
    """Both photos with their faces marked, each with the choice between several."""
    parts: list[Any] = []
    for photo, chosen in zip(kept.photos, kept.chosen, strict=True):
        count = 0 if photo is None else len(photo.faces)
        names = [f"face {number + 1}" for number in range(count)]
        parts.append("" if photo is None else marked(photo, chosen))
        value = names[chosen] if names else None
        parts.append(gr.update(choices=names, value=value, visible=count > 1))
    return tuple(parts)


def _pick(side: int, face: str, visit: str, model: str | None) -> tuple[Any, ...]:
    """Another face of the same photo."""
    kept = _visits.get(visit) or Kept()
    photo = kept.photos[side]
    if photo is None:
        return *_judged(visit, kept, model), ""
    number = int(face.rsplit(" ", 1)[-1]) - 1
    chosen = kept.with_face(side, number)
    return *_judged(visit, chosen, model), marked(photo, number)


def _judged_again(visit: str, model: str | None) -> tuple[Any, ...]:
    """The same faces by another model."""
    return _judged(visit, _visits.get(visit) or Kept(), model)


def _judged(visit: str, kept: Kept, model: str | None) -> tuple[Any, ...]:
    """Compare: the answer, the threshold's slider, the button and no reasons."""
    from core.inference.kinship.verify import compare

    _visits.put(visit, kept)
    faces = kept.faces()
    if len(faces) < 2:
        return WAITING if faces else EMPTY, *_hidden()
    try:
        asked = named_model(model)
        answer = compare(asked, *faces)
    except EmbedscopeError as error:
        return refused(str(error)), *_hidden()
    _visits.put(visit, replace(kept, answer=answer))
    at = asked.stated(answer.threshold, crops=answer.crops).probability
    slider = gr.update(value=round(at, 2), visible=True)
    return _page(kept, answer, asked, answer.threshold), slider, gr.update(visible=True), ""


def _hidden() -> tuple[Any, Any, str]:
    """No slider, no button, no reasons."""
    return gr.update(visible=False), gr.update(visible=False), ""


def _page(kept: Kept, answer: Answer, model: PairModel, threshold: float) -> str:
    page = answered(answer, model, _portraits(kept), threshold=threshold)
    return DRAWN + page if kept.drawn else page


def _moved(visit: str, model: str | None, probability: float) -> str:
    """The same answer at another threshold."""
    kept = _visits.get(visit)
    if kept is None or kept.answer is None:
        return EMPTY
    asked = named_model(model)
    return _page(kept, kept.answer, asked, asked.score_at(probability))


def _reasons(visit: str, model: str | None) -> str:
    from core.inference.kinship.believed import checked_occlusion

    faces = (_visits.get(visit) or Kept()).faces()
    if len(faces) < 2:
        return ""
    try:
        return explained(*checked_occlusion(named_model(model), *faces))
    except EmbedscopeError as error:
        return refused(str(error))


def _kin(
    first: dict[str, Any] | None, second: dict[str, Any] | None, model: str | None
) -> dict[str, Any]:
    """Compare the largest face on each of two photos.

    Takes two image files and, optionally, a model's name. Returns `kin`, `probability` (calibrated;
    it holds where half of all pairs are kin), its `interval`, `probability_near` (among people of
    one family), `outside` (why the pair is of a kind that was not judged), `score`, `threshold`,
    `same_person`, `distance` (between the encoder's vectors), `faces` (how many were found on each
    photo), `model` and `ms`.
    """
    from core.faces.photo import faces_on
    from core.inference.kinship.verify import verify

    try:
        photos = [opened_upload(upload, faces_on) for upload in (first, second)]
        asked = named_model(model)
        answer = verify(*photos, model=asked)
    except EmbedscopeError as error:
        raise gr.Error(str(error), print_exception=False) from error
    return {
        "kin": bool(answer.kin),
        "probability": round(float(answer.probability), 4),
        "interval": [round(answer.said.low, 4), round(answer.said.high, 4)],
        "probability_near": None if answer.near is None else round(answer.near.probability, 4),
        "outside": list(answer.outside),
        "score": round(float(answer.score), 4),
        "threshold": round(float(asked.threshold), 4),
        "same_person": bool(answer.same_person),
        "distance": None if answer.distance is None else round(answer.distance, 4),
        "faces": [len(photo.faces) for photo in photos],
        "model": answer.model,
        "ms": round(answer.ms, 1),
    }


def _portraits(kept: Kept) -> list[Any]:
    return [photo.portrait(face) for photo, face in kept.faces()]
