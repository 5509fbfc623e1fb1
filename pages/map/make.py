"""Make something else to show: another layer, another data set, or the visitor's own files."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import streamlit as st

from core import data, files
from core.data.catalogue import entry, how_to_get
from core.embeddings import sources
from core.errors import BadUpload, EmbedscopeError
from core.jobs.jobs import jobs
from core.jobs.kinds import MAP
from core.jobs.kinds.map import described
from core.paths import embedding_sets_folder
from core.runs.find import finished_runs, has_net
from core.runs.layers import layers
from core.runs.standing import title_of
from pages.map.projections import wish_form
from pages.shared.errors import explained
from pages.shared.folded import folded

KINDS = {
    "run": "A net's view of images",
    "training": "A net during training",
    "pixels": "Plain pixels",
    "faces": "Faces of families",
    "upload": "Your own files",
}
WEIGHTS = {"trained": "after training", "initial": "before training"}
LARGEST = 200  # MB


def make_form() -> None:
    """The form; its button queues a job and shows it."""
    title = "Map another layer, another data set, or your own files"
    if form := folded(title, key="make-form", icon=":material/add:"):
        with form:
            _draw_form()


def _draw_form() -> None:
    kind = st.segmented_control(
        "What", list(KINDS), format_func=KINDS.__getitem__, default="run", key="make-kind"
    )
    source = FORMS[kind or "run"]()
    if source is None:
        return
    if kind == "training":  # it is all there: no job
        st.button("Show it", type="primary", on_click=_show, args=(source,))
        return
    spec = wish_form("make", dimension=None)
    if st.button("Make the map", type="primary", icon=":material/play_arrow:"):
        with explained():
            sources.check(source)
            job = jobs().start(MAP, described(None, spec, source), title=sources.title_of(source))
            st.query_params.clear()
            st.query_params["job"] = job
            st.rerun()


def _run() -> dict[str, Any] | None:
    runs = finished_runs(has_net)
    if not runs:
        st.info("No finished run with weights is here: train one first.")
        return None
    first, second, third = st.columns([3, 2, 1.5])
    name = first.selectbox(
        "Network", list(runs), format_func=lambda n: title_of(runs[n]), key="make-run"
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
        help="Make both, then compare them to see what training changed.",
    )
    own = runs[name].data().name
    return {"kind": "run", "run": name, "layer": layer, "weights": weights, **_images(own)}


def _training() -> dict[str, Any] | None:
    runs = finished_runs(lambda run: bool(run.frame_steps()))
    if not runs:
        st.info("No finished run with frames of its training is here.")
        return None
    name = st.selectbox(
        "Network", list(runs), format_func=lambda n: title_of(runs[n]), key="make-training"
    )
    st.caption("The probe set as points, from the first step to the last: press play.")
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
    return {"kind": "pixels", **_images(None)}


def _faces() -> dict[str, Any] | None:
    if data.find("families") is None:
        st.info(f"Families in the Wild is not on this machine. {how_to_get(entry('families'))}")
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
    st.caption(
        "All faces of this many families; colours are families, and a column names the person."
    )
    return {"kind": "faces", "families": int(count), "encoder": encoder, "seed": int(seed)}


def _images(own: str | None) -> dict[str, Any]:
    """Data set, split and sample."""
    here = [name for name in data.names() if data.find(name) is not None]
    first, second, third = st.columns(3)
    chosen = first.selectbox(
        "Images",
        here,
        index=here.index(own) if own in here else 0,
        format_func=lambda name: str(entry(name).constants.get("TITLE", name)),
        key=f"make-data-{own}",
    )
    split = second.selectbox("Split", ["test", "train", "all"], key="make-split")
    sample = third.number_input(
        "At most (0 for all)", 0, 1_000_000, 10_000, step=1000, key="make-sample"
    )
    return {"data": chosen, "split": split, "sample": int(sample) or None}


def _upload() -> dict[str, Any] | None:
    st.caption(
        "A zip of images (folders are classes), a `.npy` of vectors, or a table (`.parquet`, "
        f"`.csv`) of numbers; up to {LARGEST} MB. It stays on this machine until you delete its "
        "map."
    )
    first, second = st.columns(2)
    given = first.file_uploader(
        "File", type=["zip", "npy", "parquet", "csv"], max_upload_size=LARGEST, key="make-file"
    )
    labels = first.file_uploader(
        "Classes for a .npy, one number or line per vector (optional)",
        type=["npy", "csv", "txt"],
        key="make-labels",
    )
    place = second.text_input("Or a file or folder on the server", key="make-path")
    runs = finished_runs(has_net)
    by = second.selectbox(
        "Images become vectors through",
        ["pixels", *runs],
        format_func=lambda n: "their pixels" if n == "pixels" else title_of(runs[n]),
        key="make-by",
    )
    column = second.text_input("Column with the classes, for a table (optional)", key="make-col")
    if given is None and not place.strip():
        return None
    with explained():
        path = _kept(given) if given is not None else _there(place.strip())
        source = {"kind": "upload", "file": str(path), "by": by}
        source["name"] = given.name if given is not None else path.name
        if labels is not None:
            source["labels_file"] = str(_kept(labels))
        return source | ({"labels": column.strip()} if column.strip() else {})


FORMS = {
    "run": _run,
    "training": _training,
    "pixels": _pixels,
    "faces": _faces,
    "upload": _upload,
}


def _there(place: str) -> Path:
    path = Path(place).expanduser()
    if not path.exists():
        raise BadUpload(f"There is no file or folder {place} on the server.")
    return path


def _kept(given: Any) -> Path:
    """The upload as a file, named after its content; a second upload of the same is the same."""
    content = given.getbuffer()
    ending = re.sub(r"[^a-z0-9.]", "", Path(given.name).suffix.lower())
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = embedding_sets_folder() / "uploads" / f"{digest}{ending}"
    if not path.is_file():
        files.write(path, lambda part: part.write_bytes(content))
    return path
