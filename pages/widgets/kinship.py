"""Give two photos: do the people on them look like kin, how sure is that, and why?

A Gradio widget, shown in the page "Faces" and callable from a program:

    from gradio_client import Client, handle_file
    Client("http://127.0.0.1:8501/widgets/kinship/").predict(
        handle_file("a.jpg"), handle_file("b.jpg"), api_name="/kin")
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr
from PIL import Image

from core.errors import BadPhoto, EmbedscopeError, NoFace, UnknownName
from pages.widgets._html import FIT, refused
from pages.widgets._kinship_html import (
    CSS,
    EMPTY,
    LIMITS,
    WAITING,
    answered,
    explained,
    marked,
)
from pages.widgets._uploads import CACHE, forget, path_of

if TYPE_CHECKING:
    from core.faces.photo import Photo
    from core.inference.kinship.pair_model import Chosen, PairModel
    from core.inference.kinship.verify import Answer

TITLE = "Kinship"
SIDES = ("first", "second")
PRIVACY = (
    "The photos stay on this machine: an upload is deleted after a minute, and only this tab "
    "remembers them, for ten minutes. "
)
WHOLE = "Use the whole photo (a tight crop of one face)"


@dataclass(frozen=True, eq=False)
class Kept:
    """What a tab remembers: both photos, which face of each, and the answer."""

    photos: tuple[Photo | None, Photo | None] = (None, None)
    chosen: tuple[int, int] = (0, 0)
    answer: Answer | None = None

    def with_photo(self, side: int, photo: Photo | None) -> Kept:
        """Another photo on one side, its largest face chosen."""
        return replace(
            self,
            photos=_at(self.photos, side, photo),
            chosen=_at(self.chosen, side, 0),
            answer=None,
        )

    def faces(self) -> list[Chosen]:
        """The chosen faces of those photos that are there."""
        pairs = zip(self.photos, self.chosen, strict=True)
        return [(photo, photo.faces[face]) for photo, face in pairs if photo is not None]


def blocks() -> gr.Blocks:
    """The widget; gradio serves it, here or under the app's own address."""
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=CACHE, fill_width=True
    ) as widget:
        gr.HTML(f"<style>{CSS}</style>", js_on_load=FIT, padding=False)
        kept = gr.State(Kept(), time_to_live=600)
        with gr.Row():
            with gr.Column(scale=2, min_width=300):
                model = gr.Dropdown(**_models(), label="Encoder and pair model")
                sides = [_side(side) for side in range(2)]
                status = gr.Markdown("Loading the encoder …")
                gr.Markdown(PRIVACY + LIMITS)
            with gr.Column(scale=3, min_width=320):
                result = gr.HTML(EMPTY, elem_classes="kinship")
                threshold = gr.Slider(
                    0, 1, 0.5, step=0.01, visible=False,
                    label="Threshold: probability from which a pair is predicted kin",
                )  # fmt: skip
                why = gr.Button("Show the evidence for and against", visible=False)
                reasons = gr.HTML("", elem_classes="kinship")
        called, reply = gr.Button(visible=False), gr.JSON(visible=False)

        # preprocess=False hands an upload over as it came: Gradio would open it itself.
        raw: dict[str, Any] = {"preprocess": False, "concurrency_limit": 2}
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
        shown = [kept, result, threshold, why, reasons]
        for side, (photo, other, whole, faces, picker) in enumerate(sides):
            opened, asked = [*shown, faces, picker, photo], [whole, kept, model]
            open_it = partial(_open, side)
            photo.input(open_it, [photo, *asked], opened, **raw, **quiet)
            photo.input(lambda: None, None, other, **quiet)
            other.upload(open_it, [other, *asked], opened, **raw, **quiet).then(
                lambda: None,
                None,
                photo,
                **quiet,  # it would go on showing the one before
            )
            whole.input(partial(_again, side), [photo, other, *asked], opened, **raw, **quiet)
            picked = [picker, kept, model]
            picker.input(partial(_pick, side), picked, [*shown, faces], **quiet)
        model.input(_judged, [kept, model], shown, **quiet)
        threshold.release(_moved, [kept, model, threshold], result, **quiet)
        why.click(_reasons, [kept, model], reasons, **quiet)
        photos = [side[0] for side in sides]
        called.click(_kin, [*photos, model], reply, api_name="kin", **raw)
        widget.load(_warm, None, [status, model], **quiet)
    return widget


def _side(side: int) -> tuple[Any, ...]:
    """Everything about one photo: upload, another kind of file, whole picture, faces, which."""
    photo = gr.Image(
        type="filepath",
        label=f"The {SIDES[side]} photo",
        sources=["upload", "webcam", "clipboard"],
        height=230,
    )
    other = gr.UploadButton("Upload another kind of file (HEIC, TIFF, …)", size="sm")
    whole = gr.Checkbox(False, label=WHOLE)
    picker = gr.Radio([], label="Which face?", visible=False)
    faces = gr.HTML("", elem_classes="kinship")
    return photo, other, whole, faces, picker


def _models() -> dict[str, Any]:
    from core.inference.kinship.pair_model import default_model, pair_models

    usable = [name for name, missing in pair_models().items() if not missing]
    return {"choices": usable, "value": default_model() if usable else None}


def _warm() -> tuple[str, Any]:
    """When somebody opens the widget: load torch, the detector, the encoder and the pair model."""
    from core.faces.find import find_faces
    from core.inference.kinship.pair_model import pair_model

    try:
        pair_model()
        find_faces(Image.new("RGB", (64, 64)))
    except EmbedscopeError as error:
        return str(error), gr.skip()
    return "", gr.update(choices=_models()["choices"])


def _open(
    side: int, upload: dict[str, Any] | None, whole: bool, kept: Kept, model: str | None
) -> tuple[Any, ...]:
    """A new photo on one side: find its faces, and compare where both are there."""
    if upload is None:
        cleared = kept.with_photo(side, None)
        return *_judged(cleared, model), "", gr.update(visible=False), gr.skip()
    try:
        photo = _photo(upload, whole=whole)
    except EmbedscopeError as error:
        without = kept.with_photo(side, None)
        kept_preview = gr.skip() if isinstance(error, NoFace) else None  # a picture it is
        return *_judged(without, model), refused(str(error)), gr.update(visible=False), kept_preview
    names = [f"face {number + 1}" for number in range(len(photo.faces))]
    picker = gr.update(choices=names, value=names[0], visible=len(names) > 1)
    return *_judged(kept.with_photo(side, photo), model), marked(photo, 0), picker, gr.skip()


def _again(side: int, shown: Any, other: Any, *asked: Any) -> tuple[Any, ...]:
    """The same photo, whichever way it came, taken whole or no longer."""
    return _open(side, shown or other, *asked)


def _pick(side: int, face: str, kept: Kept, model: str | None) -> tuple[Any, ...]:
    """Another face of the same photo."""
    photo = kept.photos[side]
    number = int(face.rsplit(" ", 1)[-1]) - 1
    if photo is None:
        return *_judged(kept, model), ""
    chosen = replace(kept, chosen=_at(kept.chosen, side, number))
    return *_judged(chosen, model), marked(photo, number)


def _judged(kept: Kept, model: str | None) -> tuple[Any, ...]:
    """Compare: what to remember, the answer, the threshold's slider, the button and no reasons."""
    from core.inference.kinship.verify import compare

    faces, hidden = kept.faces(), gr.update(visible=False)
    if len(faces) < 2:
        return kept, WAITING if faces else EMPTY, hidden, hidden, ""
    try:
        asked = _pair_model(model)
        answer = compare(asked, *faces)
    except EmbedscopeError as error:
        return replace(kept, answer=None), refused(str(error)), hidden, hidden, ""
    page = answered(answer, asked, _portraits(kept), threshold=asked.threshold)
    slider = gr.update(value=round(asked.probability(asked.threshold), 2), visible=True)
    return replace(kept, answer=answer), page, slider, gr.update(visible=True), ""


def _moved(kept: Kept, model: str | None, probability: float) -> str:
    """The same answer at another threshold."""
    if kept.answer is None:
        return EMPTY
    asked = _pair_model(model)
    threshold = asked.score_at(probability)
    return answered(kept.answer, asked, _portraits(kept), threshold=threshold)


def _reasons(kept: Kept, model: str | None) -> str:
    from core.inference.kinship.occlusion import occlusion

    faces = kept.faces()
    if len(faces) < 2:
        return ""
    try:
        return explained(occlusion(_pair_model(model), *faces))
    except EmbedscopeError as error:
        return refused(str(error))


def _kin(
    first: dict[str, Any] | None, second: dict[str, Any] | None, model: str | None
) -> dict[str, Any]:
    """Compare the largest face on each of two photos.

    Takes two image files and, optionally, a model's name. Returns `kin`, `probability` (calibrated;
    it holds where half of all pairs are kin), `score`, `threshold`, `same_person`, `distance`
    (between the encoder's vectors), `faces` (how many were found on each photo), `model` and `ms`.
    """
    from core.inference.kinship.verify import verify

    try:
        photos = [_photo(upload or {}, whole=False) for upload in (first, second)]
        asked = _pair_model(model)
        answer = verify(*photos, model=asked)
    except EmbedscopeError as error:
        raise gr.Error(str(error), print_exception=False) from error
    return {
        "kin": bool(answer.kin),
        "probability": round(float(answer.probability), 4),
        "score": round(float(answer.score), 4),
        "threshold": round(float(asked.threshold), 4),
        "same_person": bool(answer.same_person),
        "distance": None if answer.distance is None else round(answer.distance, 4),
        "faces": [len(photo.faces) for photo in photos],
        "model": answer.model,
        "ms": round(answer.ms, 1),
    }


def _photo(upload: dict[str, Any], *, whole: bool) -> Photo:
    from core.faces.photo import faces_on

    path = path_of(upload)
    if path is None:
        raise BadPhoto("No photo arrived. Choose a file, take a picture or paste one.")
    try:
        return faces_on(path, whole=whole)
    finally:
        forget(path)


def _pair_model(name: str | None) -> PairModel:
    """Only models by name: whoever calls from outside must not name other folders."""
    from core.inference.kinship.pair_model import pair_model, pair_models

    known = pair_models()
    if name is not None and name not in known:
        raise UnknownName("model", name, known)
    return pair_model(name)


def _portraits(kept: Kept) -> list[Any]:
    return [photo.portrait(face) for photo, face in kept.faces()]


def _at(pair: tuple[Any, Any], side: int, value: Any) -> tuple[Any, Any]:
    return (value, pair[1]) if side == 0 else (pair[0], value)
