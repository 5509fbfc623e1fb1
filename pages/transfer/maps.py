"""The four maps of the same test images side by side, linked: what one selects, all show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from core.diagnosis.data_issues import nearest
from core.embeddings import EmbeddingSet, Map
from core.embeddings.maps import ProjectionSpec, find
from core.embeddings.sources import stored
from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.jobs.kinds import MAP
from core.jobs.kinds.map import described
from core.metrics.decimal import decimal
from core.runs.run import Run
from pages.components.point_map import Pane, Seen, Stop, point_map
from pages.serving.embedding_sets import embedding_set_url
from pages.shared.allowed import train_button

METHOD = "tsne"
NEIGHBOURS = 8
MOST = 24
HEIGHT, LOW = 300, 230  # pixels: of one or two panes, and of more, which are narrower
POLL = 2.0


def draw_maps(ways: Mapping[str, Run], *, name: str) -> None:
    """Panes by t-SNE where all have one, else by their two principal axes."""
    embedding_sets = {way: stored(run) for way, run in ways.items()}
    spec = ProjectionSpec(METHOD)
    waiting = _under_way(embedding_sets)
    st.fragment(_draw, run_every=POLL if waiting else None)(
        ways, embedding_sets, spec, name, waiting
    )


def _draw(
    ways: Mapping[str, Run],
    embedding_sets: Mapping[str, EmbeddingSet],
    spec: ProjectionSpec,
    name: str,
    waiting: bool,
) -> None:
    if waiting != _under_way(embedding_sets):
        st.rerun()
    first = next(iter(embedding_sets.values()))
    laid = {way: _found(embedding_set, spec) for way, embedding_set in embedding_sets.items()}
    shown = (
        laid
        if all(laid.values())
        else {way: _first(embedding_set) for way, embedding_set in embedding_sets.items()}
    )
    panes = [_pane(way, embedding_sets[way], found) for way, found in shown.items() if found]
    if not panes:
        return
    seen = point_map(
        first,
        panes[:4],
        key=f"transfer-map-{name}",
        near=lambda row: [
            (int(i), float(a))
            for i, a in zip(*nearest(first.vectors(), row, NEIGHBOURS), strict=True)
        ],
        height=HEIGHT if len(panes) <= 2 else LOW,
    )
    how = "t-SNE" if all(laid.values()) else "PCA"
    st.caption(
        f"Each net's second-to-last layer, by {how}. A lasso marks the same images on all maps. "
        "*Trap:* compare which images lie together, not places, sizes or gaps."
    )
    if not all(laid.values()) and not waiting:
        if train_button("Make t-SNE maps", icon=":material/scatter_plot:", key=f"tsne-{name}"):
            for way, embedding_set in embedding_sets.items():
                title = f"t-SNE of {way}, test images"
                jobs().start(MAP, described(embedding_set.name, spec), title=title)
            st.rerun()
    elif waiting:
        st.caption("The t-SNE maps are being made …")
    _pictures(ways, first, seen, name)


def _pictures(ways: Mapping[str, Run], embedding_set: EmbeddingSet, seen: Seen, name: str) -> None:
    """The selected images, and what each net says of the pinned one."""
    rows: Sequence[int] = [] if seen.selection is None else seen.selection.tolist()
    if seen.pinned is not None:
        rows = [seen.pinned, *(row for row in rows if row != seen.pinned)]
        st.markdown(_said(ways, seen.pinned))
    if not rows or embedding_set.about()["sheets"]:
        return  # with a sheet the map itself shows the pictures
    from core.data.sizes import Frame, letterboxed
    from core.figures.tiles import tiles
    from core.runs.test_images import images_of_test
    from pages.inside_network.tile_card import tile_card

    run = next(iter(ways.values()))
    try:
        images = images_of_test(run)
    except EmbedscopeError as error:
        st.info(str(error), icon=":material/download:")
        return
    pictures = [np.asarray(images.images[row]) for row in rows[:MOST]]
    frame = Frame.of(pictures, side=96)
    classes = run.data().classes
    names = [str(classes[int(images.labels[row])]) for row in rows[:MOST]]
    tile_card(
        tiles(
            [letterboxed(picture, frame) for picture in pictures],
            names=[each[:14] for each in names],
            hover=[f"test image {r}<br>{n}" for r, n in zip(rows, names, strict=False)],
        ),
        name=f"transfer-selected-{name}",
        alt="The selected test images",
        caption=f"{min(len(rows), MOST)} of {len(rows)} selected images.",
    )


def _said(ways: Mapping[str, Run], row: int) -> str:
    said = []
    for way, run in ways.items():
        shares, classes = run.probabilities()[row], run.data().classes
        right = shares.argmax() == run.labels("test")[row]
        said.append(
            f"{way}: **{classes[int(shares.argmax())]}** {decimal(shares.max())} "
            f"({'right' if right else 'wrong'})"
        )
    return f"Test image {row}. " + "; ".join(said) + "."


def _pane(way: str, embedding_set: EmbeddingSet, found: Map) -> Pane:
    return Pane(way, [Stop(f"{embedding_set_url(embedding_set)}maps/{found.name}/points.npy")])


def _first(embedding_set: EmbeddingSet) -> Map | None:
    maps = embedding_set.maps()
    return maps.get("pca") or maps.get("own") or next(iter(maps.values()), None)


def _found(embedding_set: EmbeddingSet, spec: ProjectionSpec) -> Map | None:
    return find(embedding_set, spec)


def _under_way(embedding_sets: Mapping[str, EmbeddingSet]) -> bool:
    names = {embedding_set.name for embedding_set in embedding_sets.values()}
    return any(job.unfinished and job.about.get("cloud") in names for job in jobs().open())
