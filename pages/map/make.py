"""Make something else to show: another layer, another data set, or the visitor's own files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core import data
from core.embeddings import sources
from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.jobs.kinds import MAP
from core.jobs.kinds.map import described
from core.runs.find import finished_runs, sees_images
from core.runs.layers import layers
from core.runs.run import Run
from core.runs.standing import has_images, title_of
from pages.map.choose_images import choose_images
from pages.map.make_address import KEY, leave_make
from pages.map.own_files import own_files
from pages.map.projections import wish_form
from pages.map.through_encoder import through_encoder
from pages.shared.allowed import train_button
from pages.shared.controls import bound_segments
from pages.shared.errors import explained
from pages.shared.get_data import offer_or_tell

KINDS = {
    "upload": "Your own files",
    "encoder": "Through an encoder",
    "run": "A layer of a net",
    "training": "A net during training",
    "pixels": "Plain pixels",
    "faces": "Faces of families",
}
WEIGHTS = {"trained": "after training", "initial": "before training"}


def draw_make() -> None:
    """The form in the map's place; its button queues a job and shows it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = bound_segments(
            "What to map", list(KINDS), key=KEY, titles=KINDS.__getitem__, always=True
        )
        st.button("Back to the map", icon=":material/arrow_back:", on_click=leave_make)
    source = FORMS[kind]()
    if source is None:
        return
    if kind == "training":  # it is all there: no job
        st.button("Show it", type="primary", on_click=_show, args=(source,))
        return
    with st.container(border=True):
        spec = wish_form("make", dimension=None)
    if train_button("Make the map", type="primary", icon=":material/play_arrow:"):
        with explained():
            sources.check(source)
            job = jobs().start(MAP, described(None, spec, source), title=sources.title_of(source))
            st.query_params.clear()
            st.query_params["job"] = job
            st.rerun()


def _run() -> dict[str, Any] | None:
    runs = fitting_first(finished_runs(sees_images))
    if not runs:
        st.info("No finished run with weights is here yet.")
        return None
    shown = st.query_params.get("checkpoint")
    first, second, third = st.columns([3, 2, 1.5])
    name = first.selectbox(
        "Network",
        list(runs),
        index=list(runs).index(shown) if shown in runs and has_images(runs[shown]) else 0,
        format_func=lambda n: title_of(runs[n]),
        key="make-run",
    )
    known = {each["name"]: each for each in layers(runs[name])}
    layer = second.selectbox(
        "Layer",
        list(known),
        index=len(known) - 1,
        format_func=lambda n: f"{known[n]['title']} ({' x '.join(map(str, known[n]['shape']))})",
        key=f"make-layer-{name}",
    )
    weights = third.selectbox(
        "Weights",
        list(WEIGHTS),
        format_func=WEIGHTS.__getitem__,
        key="make-weights",
        help="Make both to see what training changed.",
    )
    images = choose_images(runs[name].data().name)
    return images and {"kind": "run", "run": name, "layer": layer, "weights": weights, **images}


def fitting_first(runs: Mapping[str, Run]) -> dict[str, Run]:
    """The runs whose own images are on this machine first, each group in the order given."""
    return {name: runs[name] for name in sorted(runs, key=lambda name: not has_images(runs[name]))}


def _training() -> dict[str, Any] | None:
    runs = finished_runs(lambda run: bool(run.frame_steps()))
    if not runs:
        st.info("No finished run with frames of its training is here.")
        return None
    name = st.selectbox(
        "Network", list(runs), format_func=lambda n: title_of(runs[n]), key="make-training"
    )
    st.caption("The probe set from the first step to the last: press play.")
    return {"kind": "training", "run": name}


def _show(source: dict[str, Any]) -> None:
    """A callback: make the embedding set at once and show it."""
    try:
        embedding_set = sources.make(source)
    except EmbedscopeError as error:
        st.toast(str(error), icon=":material/error:")
    else:
        st.query_params.from_dict({"cloud": embedding_set.name})


def _pixels() -> dict[str, Any] | None:
    images = choose_images(None)
    return images and {"kind": "pixels", **images}


def _faces() -> dict[str, Any] | None:
    if not data.is_here("families"):
        offer_or_tell("families", "Families in the Wild is not on this machine.")
        return None
    from core.faces import encoders  # Pillow: only where faces are asked for

    ready = [name for name, missing in encoders.at_hand().items() if not missing]
    first, second, third = st.columns(3)
    encoder = first.selectbox(
        "Face encoder",
        ready,
        index=ready.index(encoders.DEFAULT) if encoders.DEFAULT in ready else 0,
        format_func=lambda name: str(encoders.entry(name).constants["TITLE"]),
        key="make-encoder",
    )
    count = second.number_input("Families", 1, 1000, 12, key="make-families")
    seed = third.number_input("Seed of the choice", 0, 2**31 - 1, 0, key="make-families-seed")
    st.caption("All faces of this many families, coloured by family; a column names the person.")
    return {"kind": "faces", "families": int(count), "encoder": encoder, "seed": int(seed)}


FORMS = {
    "upload": own_files,
    "encoder": through_encoder,
    "run": _run,
    "training": _training,
    "pixels": _pixels,
    "faces": _faces,
}
