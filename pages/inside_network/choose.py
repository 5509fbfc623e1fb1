"""Which net and which picture: both are in the address."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.catalogue import names, title
from core.errors import BadPhoto, DataMissing, EmbedscopeError
from core.runs.find import finished_runs, has_net
from core.runs.run import Run
from core.runs.standing import lines_of, opening
from pages.inside_network.pruned import pruned_pairs
from pages.shared.controls import bound_number, bound_segments, bound_select
from pages.shared.get_data import offer_data, offer_or_tell
from pages.shared.last_seen import last_seen, saw
from pages.shared.plain import quoted

TEST, UPLOAD = "test image", "your own"
LARGEST = 20  # MB
BY_WEIGHT = ("layers", "pruning")
"""Views that open on a net of which another was cut."""


@dataclass(frozen=True, eq=False)
class Picture:
    """What the net is shown: uint8 [h, w] or [h, w, 3], and what to call it."""

    pixels: NDArray[np.uint8]
    title: str
    label: str = ""
    """Its true class, where that is known."""


def chosen_run() -> tuple[str, Run] | None:
    """The net that is looked into; None where there is none."""
    runs = finished_runs(has_net)
    if not runs:
        return None
    asked = st.query_params.get("run")
    if asked is not None and asked not in runs:
        st.warning(f"No net {quoted(asked)} with its weights is here; another is shown.")
    cut = set(pruned_pairs(runs).values()) if st.query_params.get("view") in BY_WEIGHT else set()
    lines = lines_of(runs)
    name = bound_select(
        "Network",
        list(runs),
        default=opening(
            runs,
            last=None if cut else last_seen(),
            prefer=lambda run: run.name in cut if cut else _pixels(run),
        ),
        titles=lines.__getitem__,
        key="run",
        always=True,
        help="Checkpoints and finished runs whose weights are kept.",
    )
    saw(name)
    return name, runs[name]


def _pixels(run: Run) -> int:
    """How large a picture a classifier sees; an embedding has no class to show the reasons for."""
    return run.finished().image_net.input_shape[-1] if run.task == "classify" else 0


def chosen_picture(run: Run) -> Picture | None:
    """A test image by its number, or an upload; None, with a sentence, where there is none."""
    first, second = st.columns([2, 3])
    with first:
        way = bound_segments("Image", [TEST, UPLOAD], key="picture", titles=str.capitalize)
    with second:
        return _uploaded(run) if way == UPLOAD else _tested(run)


def _tested(run: Run) -> Picture | None:
    from core.runs.test_images import images_of_test

    try:
        shown = images_of_test(run)
    except DataMissing:
        tell_missing(run)
        return None
    except EmbedscopeError as error:
        st.error(str(error), icon=":material/error:")
        return None
    number = bound_number(f"Number, 0 to {len(shown) - 1:,}", len(shown) - 1, key="image")
    label = int(shown.labels[number])
    if shown.note:
        st.caption(shown.note)
    if shown.thumbnails:
        offer_images(run)
    try:
        pixels = np.array(shown.images[number])
    except EmbedscopeError as error:
        st.error(str(error), icon=":material/error:")
        return None
    return Picture(pixels, f"test image {number}", _class(run.data().classes, label))


def tell_missing(run: Run) -> None:
    """What is missing where the run has no test images at all, and the way to get them."""
    name = run.data().name
    why = f"{title(name)} is not on this machine, and this run keeps no thumbnails of it."
    offer_or_tell(name, why)


def offer_images(run: Run) -> None:
    """Beside thumbnails: a button for the images themselves, where they can be fetched."""
    name = run.data().name
    if name in names():
        offer_data(name, f"With {title(name)} here, the images are shown as they are.")


def _uploaded(run: Run) -> Picture | None:
    given = st.file_uploader(
        "An image", max_upload_size=LARGEST, key="filters-upload", label_visibility="collapsed"
    )
    if given is None:
        st.caption(
            "JPEG, PNG, WebP, HEIC and a few more. It stays on this machine and is not kept. "
            + _world(run)
        )
        return None
    from core.data.open_photo import open_rgb

    try:
        photo = open_rgb(given.getvalue())
    except BadPhoto as error:
        st.error(f"{given.name}: {error}", icon=":material/error:")
        return None
    channels = run.finished().image_net.input_shape[0]
    st.caption(f"Resized to the net's input size. {_world(run)}")
    return Picture(np.array(photo if channels == 3 else photo.convert("L")), given.name)


def _world(run: Run) -> str:
    data = run.data().name
    if data in ("mnist", "fashion-mnist"):
        return f"It was trained on {data}: one thing, light on black, in the middle."
    return f"It was trained on {data} and predicts one of its classes for any image."


def _class(classes: tuple[str, ...], label: int) -> str:
    return classes[label] if label < len(classes) else str(label)
