"""Drop in a photo of a garment: what does the net see, and what does it predict?

A Gradio widget, shown in the page "Clothes" and callable from a program:

    from gradio_client import Client, handle_file
    Client("http://127.0.0.1:8501/widgets/clothes/").predict(
        handle_file("photo.jpg"), api_name="/classify")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from core.data.open_photo import open_photo
from core.errors import BadPhoto, EmbedscopeError, UnknownName
from core.inference.photos.classify import (
    NO_CHECKPOINT,
    Answer,
    Garments,
    clothes_checkpoints,
    default_checkpoint,
    garments,
)
from core.inference.photos.garment import cut_garment
from core.inference.photos.real import NAME, PhotoAnswer, photos_checkpoints, photos_model
from core.runs.run import Run
from core.runs.standing import accuracy
from pages.widgets._clothes_html import CSS, EMPTY, answered
from pages.widgets._html import FIT, refused
from pages.widgets._photos_html import photo_answered
from pages.widgets._uploads import CACHE, forget, path_of

if TYPE_CHECKING:
    from PIL import Image

TITLE = "Clothes"
PRIVACY = (
    "The photo stays on this machine: the upload is deleted after a minute, and only this tab "
    "remembers it, for ten minutes, so that you can try another model on it."
)
BESIDE = "Compare with a Fashion-MNIST net, which sees the garment cut out, in 28 x 28 pixels"


def blocks() -> gr.Blocks:
    """The widget; gradio serves it, here or under the app's own address.

    Without a checkpoint that reads photos, a Fashion-MNIST net answers alone.
    """
    alone = not photos_checkpoints()
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=CACHE, fill_width=True
    ) as widget:
        gr.HTML(f"<style>{CSS}</style>", js_on_load=FIT, padding=False)
        kept = gr.State(None, time_to_live=600)
        with gr.Row():
            with gr.Column(scale=1, min_width=230):
                photo = gr.Image(
                    type="filepath",
                    label="Photo of one garment",
                    sources=["upload", "webcam", "clipboard"],
                    height=300,
                )
                other = gr.UploadButton("Upload another kind of file (HEIC, TIFF, …)", size="sm")
                beside = gr.Checkbox(alone, label=BESIDE, visible=not alone)
                model = gr.Dropdown(
                    **_models(),
                    label="Fashion-MNIST net (dimensions, test accuracy)",
                    visible=alone,
                )
                status = gr.Markdown("Loading the net …")
                gr.Markdown(PRIVACY)
            with gr.Column(scale=1, min_width=250, visible=not alone):
                result = gr.HTML(EMPTY, elem_classes="clothes")
            with gr.Column(scale=1, min_width=250, visible=alone) as second:
                fashion = gr.HTML(EMPTY if alone else "", elem_classes="clothes")
        called, answer = gr.Button(visible=False), gr.JSON(visible=False)
        named = gr.Textbox(_models()["value"] if alone else NAME, visible=False)

        # Gradio would open an upload itself and fail on what Pillow does not know or what is no
        # picture; preprocess=False hands the file over as it came.
        raw: dict[str, Any] = {"preprocess": False, "concurrency_limit": 2}
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
        shown, asked = [kept, result, fashion, photo], [beside, model]
        photo.input(_show, [photo, *asked], shown, **raw, **quiet)
        other.upload(_show, [other, *asked], shown, **raw, **quiet).then(
            lambda: None,
            None,
            photo,
            **quiet,  # it would go on showing the one before
        )
        beside.input(lambda on: [gr.update(visible=on)] * 2, beside, [model, second], **quiet).then(
            _fashion, [kept, *asked], fashion, **quiet
        )
        model.input(_fashion, [kept, *asked], fashion, **quiet)
        called.click(_classify, [photo, named], answer, api_name="classify", **raw)
        widget.load(_warm, None, [status, model], **quiet)
    return widget


def _models() -> dict[str, Any]:
    runs = clothes_checkpoints()
    choices = [(_title(run), run.name) for run in runs]
    return {"choices": choices, "value": default_checkpoint() if runs else None}


def _title(run: Run) -> str:
    share, dimension = accuracy(run), run.finished().image_net.dimension
    return f"{run.name} (d = {dimension}{'' if share is None else f', {share:.1%}'})"


def _warm() -> tuple[str, Any]:
    """When somebody opens the widget: load torch and the default nets, list new checkpoints."""
    try:
        _default()
    except EmbedscopeError as error:
        return str(error), gr.skip()
    return "", gr.update(choices=_models()["choices"])


def _default() -> object:
    return photos_model() if photos_checkpoints() else garments()


def _show(
    upload: dict[str, Any] | None, beside: bool, model: str | None
) -> tuple[Image.Image | None, str, str, Any]:
    """A new photo: what to remember, the photos' model's answer, the one beside it, the preview.

    A file that is refused is not previewed: the browser could only show a broken picture.
    """
    if upload is None:
        return None, EMPTY, EMPTY if beside else "", gr.skip()
    try:
        photo = _opened(upload)
        first = EMPTY
        if photos_checkpoints():
            asked = photos_model()
            first = photo_answered(asked.classify(photo), asked)
    except EmbedscopeError as error:
        return None, refused(str(error)), refused(str(error)) if beside else "", None
    return photo, first, _fashion(photo, beside, model), gr.skip()


def _fashion(photo: Image.Image | None, beside: bool, model: str | None) -> str:
    """What a Fashion-MNIST net makes of the same photo, where it is asked."""
    if not beside:
        return ""
    if photo is None:
        return EMPTY
    try:
        checkpoint = _checkpoint(model)
        return answered(checkpoint.name(cut_garment(photo)), checkpoint)
    except EmbedscopeError as error:
        return refused(str(error))


def _classify(photo: dict[str, Any] | None, model: str | None) -> dict[str, Any]:
    """Name the garment on a photo.

    Takes an image file and, optionally, a model: "photos" (the default where it is there) or a
    Fashion-MNIST checkpoint's name. Returns `label`, `shares` (class to probability, of a
    Fashion-MNIST net the share of the nearest training images; largest first), `neighbours`,
    `model` and `ms`; of the photos' model also `unsure`, `reason` and `strangeness`, of a
    Fashion-MNIST net `position` in the embedding and `note`.
    """
    try:
        opened = _opened(photo or {})
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
        "strangeness": round(answer.strangeness, 4),
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


def _opened(upload: dict[str, Any]) -> Image.Image:
    path = path_of(upload)
    if path is None:
        raise BadPhoto("No photo arrived. Choose a file, take a picture or paste one.")
    try:
        return open_photo(path)
    finally:
        forget(path)


def _checkpoint(model: str | None) -> Garments:
    """Only checkpoints by name: whoever calls from outside must not name other folders."""
    known = [run.name for run in clothes_checkpoints()]
    if not known:
        raise EmbedscopeError(NO_CHECKPOINT)
    if model is not None and model not in known:
        raise UnknownName("model", model, known)
    return garments(model)
