"""Drop in a photo of a garment: what does the net see, and what does it predict?

A Gradio widget, shown in the page "Clothes" and callable from a program:

    from gradio_client import Client, handle_file
    Client("http://127.0.0.1:8501/widgets/clothes/").predict(
        handle_file("photo.jpg"), api_name="/classify")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from core.data.open_photo import open_photo, open_rgb
from core.errors import EmbedscopeError, UnknownName
from core.inference.photos.classify import (
    NO_CHECKPOINT,
    Answer,
    Garments,
    clothes_checkpoints,
    default_checkpoint,
    garments,
)
from core.inference.photos.examples import EXAMPLES, FIRST, Example, example
from core.inference.photos.garment import cut_garment
from core.inference.photos.real import NAME, PhotoAnswer, photos_checkpoints, photos_model
from core.metrics.decimal import decimal
from core.runs.run import Run
from core.runs.standing import accuracy
from pages.widgets._clothes_html import CSS, EMPTY, LOADING, answered
from pages.widgets._clothes_rows import Kept, Row, kept, table_html
from pages.widgets._examples import CHOOSE, examples_html
from pages.widgets._frame import frame
from pages.widgets._html import refused
from pages.widgets._intake import VISIT, brought, intake
from pages.widgets._intake_script import STYLE
from pages.widgets._photos_html import photo_answered
from pages.widgets._uploads import CACHE, opened_upload
from pages.widgets._visits import Visits

if TYPE_CHECKING:
    from PIL import Image

TITLE = "Clothes"
BESIDE = "Compare with a Fashion-MNIST net, which sees 28 x 28 pixels"
MOST = 24
"""Photos at once."""
FORGOTTEN = "These photos are forgotten: bring them again."
_visits: Visits[Kept] = Visits(Kept.bytes)


def blocks() -> gr.Blocks:
    """The widget; gradio serves it, here or under the app's own address.

    Without a checkpoint that reads photos, a Fashion-MNIST net answers alone.
    """
    alone = not photos_checkpoints()
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=CACHE, fill_width=True
    ) as widget:
        frame(STYLE + CSS)
        visit = gr.Textbox(visible=False)
        with gr.Row():
            with gr.Column(scale=2, min_width=260):
                photos = intake("photos of garments, one on each", most=MOST)
                examples = gr.HTML(
                    examples_html((each.title, _picture(each)) for each in EXAMPLES.values()),
                    js_on_load=CHOOSE,
                    apply_default_css=False,
                )
                beside = gr.Checkbox(alone, label=BESIDE, visible=not alone, container=False)
                model = gr.Dropdown(
                    **_models(),
                    label="Fashion-MNIST net (embedding size, test accuracy)",
                    visible=alone,
                )
            with gr.Column(scale=3, min_width=260):
                table = gr.HTML(
                    "", js_on_load=CHOOSE, elem_classes="clothes", apply_default_css=False
                )
                with gr.Row():
                    with gr.Column(scale=1, min_width=250, visible=not alone):
                        result = gr.HTML(LOADING, elem_classes=["clothes", "answer"])
                    with gr.Column(scale=1, min_width=250, visible=alone) as second:
                        fashion = gr.HTML(LOADING if alone else "", elem_classes="clothes")
        called, answer = gr.Button(visible=False), gr.JSON(visible=False)
        photo = gr.Image(type="filepath", visible=False)
        named = gr.Textbox(_models()["value"] if alone else NAME, visible=False)

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        quiet["trigger_mode"] = "multiple"  # what is asked while another answer is made is not lost
        shown, asked = [table, result, fashion], [visit, beside, model]
        photos.upload(_show, asked, shown, concurrency_limit=2, **quiet)
        examples.click(_example, asked, shown, **quiet)
        table.click(_pick, asked, shown, **quiet)
        beside.input(lambda on: [gr.update(visible=on)] * 2, beside, [model, second], **quiet).then(
            _fashion, asked, fashion, **quiet
        )
        model.input(_fashion, asked, fashion, **quiet)
        # Gradio would open a file itself and fail on what Pillow does not know or what is no
        # picture; preprocess=False hands it over as it came.
        called.click(_classify, [photo, named], answer, api_name="classify",
                     preprocess=False, concurrency_limit=2)  # fmt: skip
        widget.load(None, None, visit, js=VISIT, api_visibility="private").then(
            _begin, asked, [model, *shown], **quiet
        )
    return widget


def _models() -> dict[str, Any]:
    runs = clothes_checkpoints()
    choices = [(_title(run), run.name) for run in runs]
    return {"choices": choices, "value": default_checkpoint() if runs else None}


def _title(run: Run) -> str:
    share, dimension = accuracy(run), run.finished().image_net.dimension
    return f"{run.name} ({dimension}{'' if share is None else f', {decimal(share)}'})"


def _picture(example: Example) -> Image.Image:
    return open_rgb(example.path)


def _begin(visit: str, beside: bool, model: str | None) -> tuple[Any, ...]:
    """When somebody opens the widget: what this visit brought last, else the first example."""
    kept = _visits.get(visit)
    if kept is None:
        row = _of_example(EXAMPLES[FIRST], model)
        kept = _visits.get(visit) or Kept((row,))  # something may have been brought meanwhile
        _visits.put(visit, kept)
    return gr.update(choices=_models()["choices"]), *_drawn(kept, beside, model)


def _show(
    visit: str, beside: bool, model: str | None, event: gr.EventData
) -> Iterator[tuple[Any, ...]]:
    """New photos: the table of many as it grows, then the first of them in full."""
    files, rows = brought(event), []
    for file in files:
        if file.content is None:
            rows.append(Row(file.name, refused=file.refused))
        else:
            rows.append(_row(file.name, file.content, model))
        if len(rows) < len(files):
            yield table_html(rows, shown=-1, of=len(files)), gr.skip(), gr.skip()
    found = kept(rows)
    _visits.put(visit, found)
    yield _drawn(found, beside, model)


def _example(
    visit: str, beside: bool, model: str | None, event: gr.EventData
) -> tuple[str, str, str]:
    """One of the photos to try."""
    try:
        row = _of_example(example(str(event.name)), model)
    except EmbedscopeError as error:
        row = Row("example", refused=str(error))
    found = Kept((row,))
    _visits.put(visit, found)
    return _drawn(found, beside, model)


def _pick(visit: str, beside: bool, model: str | None, event: gr.EventData) -> tuple[str, str, str]:
    """Another photo of the table, in full."""
    found = _visits.get(visit)
    number = int(event.name)
    if found is None or not 0 <= number < len(found.rows):
        return "", refused(FORGOTTEN), ""
    found = replace(found, shown=number)
    _visits.put(visit, found)
    return _drawn(found, beside, model)


def _fashion(visit: str, beside: bool, model: str | None) -> str:
    """What a Fashion-MNIST net makes of the photo that is shown, where it is asked."""
    found = _visits.get(visit)
    return _drawn(found, beside, model)[2] if found else (EMPTY if beside else "")


def _drawn(found: Kept, beside: bool, model: str | None) -> tuple[str, str, str]:
    """The table of many photos, the photos' model's answer, and the one beside it."""
    row = found.rows[found.shown]
    table = table_html(found.rows, shown=found.shown, of=len(found.rows))
    if row.photo is None or row.answer is None:
        said = refused(row.refused)
        return table, said, said if beside else ""
    first = ""
    if isinstance(row.answer, PhotoAnswer):
        first = photo_answered(row.answer, photos_model(), garment=row.garment)
    return table, first, _second(row.photo, model) if beside else ""


def _second(photo: Image.Image, model: str | None) -> str:
    try:
        checkpoint = _checkpoint(model)
        return answered(checkpoint.name(cut_garment(photo)), checkpoint)
    except EmbedscopeError as error:
        return refused(str(error))


def _of_example(example: Example, model: str | None) -> Row:
    row = _row(example.title, example.path.read_bytes(), model)
    return replace(row, garment=example.garment)


def _row(name: str, content: bytes, model: str | None) -> Row:
    """A file's photo and what is predicted for it, or why it is refused."""
    try:
        photo = open_photo(content)
        if photos_checkpoints():
            return Row(name, photo, photos_model().classify(photo))
        return Row(name, photo, _checkpoint(model).name(cut_garment(photo)))
    except EmbedscopeError as error:
        return Row(name, refused=str(error))


def _classify(photo: dict[str, Any] | None, model: str | None) -> dict[str, Any]:
    """Name the garment on a photo.

    Takes an image file and, optionally, a model: "photos" (the default where it is there) or a
    Fashion-MNIST checkpoint's name. Returns `label`, `shares` (class to probability, of a
    Fashion-MNIST net the share of the nearest training images; largest first), `neighbours`,
    `model` and `ms`; of the photos' model also `likely` (the classes that it may be), `unsure`,
    `reason` and `likeness`, of a Fashion-MNIST net `position` in the embedding and `note`.
    """
    try:
        opened = opened_upload(photo, open_photo)
        if model == NAME or (model is None and photos_checkpoints()):
            return _of_photo(photos_model().classify(opened))
        checkpoint = _checkpoint(model)
        answer = checkpoint.name(cut_garment(opened))
    except EmbedscopeError as error:
        raise gr.Error(str(error), print_exception=False) from error
    return _of_cut(answer, checkpoint)


def _of_photo(answer: PhotoAnswer) -> dict[str, Any]:
    return {
        "label": answer.label,
        "shares": answer.probabilities,
        "neighbours": [
            {"label": label, "distance": round(distance, 5)} for label, distance in answer.nearest
        ],
        "unsure": answer.unsure,
        "reason": answer.reason,
        "likely": list(answer.likely),
        "likeness": round(answer.likeness, 4),
        "model": NAME,
        "ms": round(answer.ms, 1),
    }


def _of_cut(answer: Answer, checkpoint: Garments) -> dict[str, Any]:
    near = zip(answer.nearest, answer.distances, strict=True)
    return {
        "label": answer.label,
        "shares": answer.shares,
        "neighbours": [
            {
                "index": row,
                "label": checkpoint.classes[checkpoint.test_labels[row]],
                "distance": round(distance, 5),
            }
            for row, distance in near
        ],
        "position": [round(float(value), 5) for value in answer.position],
        "note": answer.garment.note,
        "model": checkpoint.run.name,
        "ms": round(answer.ms, 1),
    }


def _checkpoint(model: str | None) -> Garments:
    """Only checkpoints by name: whoever calls from outside must not name other folders."""
    known = [run.name for run in clothes_checkpoints()]
    if not known:
        raise EmbedscopeError(NO_CHECKPOINT)
    if model is not None and model not in known:
        raise UnknownName("model", model, known)
    return garments(model)
