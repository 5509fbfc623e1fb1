"""Drop in a photo of a garment: what does the net see, and what does it take it for?

A Gradio widget, shown in the page "Clothes" and callable from a program:

    from gradio_client import Client, handle_file
    Client("http://127.0.0.1:8501/widgets/clothes/").predict(
        handle_file("photo.jpg"), api_name="/classify")
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from core.errors import BadPhoto, EmbedscopeError, UnknownName
from core.photos.classify import (
    NO_CHECKPOINT,
    Answer,
    Garments,
    clothes_checkpoints,
    default_checkpoint,
    garments,
)
from pages.widgets._clothes_html import CSS, EMPTY, answered, refused

if TYPE_CHECKING:
    from core.photos.garment import Garment

TITLE = "Clothes"
FORGET_AFTER = 60.0
"""Seconds until an upload is removed: the browser still shows it meanwhile."""
CACHE = (300, 300)
"""Every five minutes Gradio removes what is older than five minutes, and all when it stops."""
PRIVACY = (
    "The photo stays on this machine: the upload is deleted after a minute, and only this tab "
    "remembers what was cut out, for ten minutes, so that you can try another model on it."
)


def blocks() -> gr.Blocks:
    """The widget; gradio serves it, here or under the app's own address."""
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=CACHE, fill_width=True
    ) as widget:
        gr.HTML(f"<style>{CSS}</style>", padding=False)
        kept = gr.State(None, time_to_live=600)
        with gr.Row():
            with gr.Column(scale=1, min_width=280):
                model = gr.Dropdown(
                    **_models(), label="Model (dimensions, share of test images named right)"
                )
                photo = gr.Image(
                    type="filepath",
                    label="Photo of one garment",
                    sources=["upload", "webcam", "clipboard"],
                    height=300,
                )
                other = gr.UploadButton("Another kind of file (HEIC, TIFF, ...)", size="sm")
                status = gr.Markdown("Getting the net ready ...")
                gr.Markdown(PRIVACY)
            with gr.Column(scale=2, min_width=320):
                result = gr.HTML(EMPTY, elem_classes="clothes")
        called, answer = gr.Button(visible=False), gr.JSON(visible=False)

        # Gradio would open an upload itself and fail on what Pillow does not know or what is no
        # picture; preprocess=False hands the file over as it came.
        raw: dict[str, Any] = {"preprocess": False, "concurrency_limit": 2}
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
        photo.input(_show, [photo, model], [result, kept], **raw, **quiet)
        other.upload(_show, [other, model], [result, kept], **raw, **quiet)
        model.input(_show_again, [kept, model], result, **quiet)
        called.click(_classify, [photo, model], answer, api_name="classify", **raw)
        widget.load(_warm, None, [status, model], **quiet)
    return widget


def _models() -> dict[str, Any]:
    runs = clothes_checkpoints()
    choices = [(_title(run.card(), run.name), run.name) for run in runs]
    return {"choices": choices, "value": default_checkpoint() if runs else None}


def _title(card: dict[str, Any], name: str) -> str:
    figure = card.get("metrics", {}).get("knn_accuracy_test", {}).get("value")
    accuracy = f", {figure:.1%}" if figure is not None else ""
    return f"{name} (d = {card['net']['dimension']}{accuracy})"


def _warm() -> tuple[str, Any]:
    """When somebody opens the widget: load torch and the default net, list new checkpoints."""
    try:
        garments()
    except EmbedscopeError as error:
        return str(error), gr.skip()
    return "", gr.update(choices=_models()["choices"])


def _show(upload: dict[str, Any] | None, model: str | None) -> tuple[str, Garment | None]:
    if upload is None:
        return EMPTY, None
    try:
        checkpoint, answer = _answer(upload, model)
    except EmbedscopeError as error:
        return refused(str(error)), None
    return answered(answer, checkpoint), answer.garment


def _show_again(garment: Garment | None, model: str | None) -> str:
    if garment is None:
        return EMPTY
    try:
        checkpoint = _checkpoint(model)
        return answered(checkpoint.name(garment), checkpoint)
    except EmbedscopeError as error:
        return refused(str(error))


def _classify(photo: dict[str, Any] | None, model: str | None) -> dict[str, Any]:
    """Name the garment on a photo.

    Takes an image file and, optionally, a checkpoint's name. Returns `label`, `shares` (class to
    share of the nearest training images, largest first), `neighbours` (the nearest test images:
    `index`, `label`, `distance`), `position` in the embedding, `note`, `model` and `ms`.
    """
    try:
        checkpoint, answer = _answer(photo, model)
    except EmbedscopeError as error:
        raise gr.Error(str(error), print_exception=False) from error
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


def _answer(upload: dict[str, Any] | None, model: str | None) -> tuple[Garments, Answer]:
    path = (upload or {}).get("path")
    if not path:
        raise BadPhoto("No photo arrived. Choose a file, take a picture or paste one.")
    try:
        checkpoint = _checkpoint(model)
        return checkpoint, checkpoint.classify(path)
    finally:
        _forget(Path(path))


def _checkpoint(model: str | None) -> Garments:
    """Only checkpoints by name: whoever calls from outside must not name other folders."""
    known = [run.name for run in clothes_checkpoints()]
    if not known:
        raise EmbedscopeError(NO_CHECKPOINT)
    if model is not None and model not in known:
        raise UnknownName("model", model, known)
    return garments(model)


def _forget(path: Path) -> None:
    """Remove an upload in a minute.

    Gradio names uploads by their content, so the same photo sent by somebody else in the meantime
    is the same file: then it is newer, and left to their own call.
    """

    def remove() -> None:
        try:
            if time.time() - path.stat().st_mtime >= FORGET_AFTER - 1:
                path.unlink()
                path.parent.rmdir()
        except OSError:  # gone already, or another upload lies beside it
            return

    timer = threading.Timer(FORGET_AFTER, remove)
    timer.daemon = True
    timer.start()
