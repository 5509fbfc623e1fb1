"""Which images does a trained net find alike? Its test images as points: near means alike."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.evaluation.neighbours import neighbours
from core.figures.embedding_map import embedding_map
from pages.blocks.class_counts import class_counts
from pages.blocks.cloud import Cloud, cloud_of, cloud_table
from pages.blocks.errors import explained
from pages.blocks.figure_card import csv_button, figure_card
from pages.blocks.header import header
from pages.blocks.run_picker import run_picker
from pages.components.tile_grid import Tile, tile_grid

TITLE = "Map"
GROUP = "Explore"
ORDER = 2
ICON = ":material/scatter_plot:"

PAGE = 200
NEIGHBOURS = 12
HOW_TO_READ = """
Each point is one test image; its place is what the net puts out for it, its colour the true class.
A good net makes one island per class. A **collapsed** one puts everything on one spot: look at the
numbers on the axes, a map zooms in until even nothing fills the picture.

Neighbours are the images at the smallest Euclidean distance $\\lVert f(a) - f(b) \\rVert_2$ in
**all** dimensions of the embedding.

**Trap.** With more than two dimensions this is a shadow: the two principal axes, along which the
points spread most. Classes that overlap here may be apart there. The share of the variance that the
shadow keeps stands under the map. Pearson (1901), *On lines and planes of closest fit*.
"""


def chosen_image(cloud: Cloud) -> int | None:
    asked = st.query_params.get("image", "")
    return int(asked) if asked.isdecimal() and int(asked) < len(cloud.labels) else None


def choose(image: int) -> None:
    st.query_params["image"] = str(image)


def draw_map(cloud: Cloud) -> NDArray[np.int64] | None:
    """The map; returns the rows that lasso or box hold, None where nothing is selected."""
    event = figure_card(
        embedding_map(cloud.plane.points, cloud.labels, classes=cloud.classes),
        name=f"map-{cloud.run.name}",
        caption=about(cloud),
        on_select=True,
        alt=f"The test embedding of {cloud.run.name}, coloured by class",
    )
    rows = np.array(sorted(event.selection.point_indices), np.int64)
    if len(rows) == 1 and st.session_state.get("pointed") != (cloud.run.name, int(rows[0])):
        st.session_state["pointed"] = (cloud.run.name, int(rows[0]))
        choose(int(rows[0]))
    return rows if len(rows) else None


def about(cloud: Cloud) -> str:
    n, d = cloud.embedding.shape
    shadow = (
        f" Of its {d} dimensions the first two principal axes are shown; they hold "
        f"{cloud.plane.share:.0%} of the variance."
        if d > 2
        else ""
    )
    return (
        f"{n:,} test images, d = {d}.{shadow} Drag for a lasso (box, pan and saving the picture: "
        "the bar above the map); a double click lets go."
    )


def draw_neighbours(cloud: Cloud, image: int | None) -> None:
    if image is None:
        st.info("Click an image to see its nearest neighbours.", icon=":material/touch_app:")
        return
    k = min(NEIGHBOURS + 1, len(cloud.labels))
    found, away = neighbours(cloud.embedding, cloud.embedding[image : image + 1], k=k)
    near = [(int(i), float(a)) for i, a in zip(found[0], away[0], strict=True) if i != image]
    near = near[:NEIGHBOURS]
    same = sum(cloud.labels[i] == cloud.labels[image] for i, _ in near)
    name = cloud.classes[cloud.labels[image]]
    st.markdown(
        f"**Image {image}, {name}**, then its {len(near)} nearest: {same} of {len(near)} are "
        f"{name} too. Under each its distance."
    )
    tiles = [Tile(image, int(cloud.labels[image]), "this one")]
    tiles += [Tile(i, int(cloud.labels[i]), f"{a:.3g}") for i, a in near]
    draw_tiles(cloud, tiles, key="neighbours", size=64, chosen=image)


def draw_selection(cloud: Cloud, rows: NDArray[np.int64] | None, image: int | None) -> None:
    if rows is None:
        st.subheader("The first images", anchor=False)
        st.caption("Nothing is selected on the map yet. Draw a lasso round an island.")
        rows = np.arange(min(60, len(cloud.labels)))
    else:
        st.subheader(f"Selected: {len(rows):,} of {len(cloud.labels):,} images", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        csv_button("As a table (CSV)", lambda: cloud_table(cloud, rows), name="selection")
        shown = page_of(rows)
    tiles = [Tile(int(i), int(cloud.labels[i])) for i in shown]
    draw_tiles(cloud, tiles, key="selection", size=48, chosen=image)


def page_of(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    pages = -(-len(rows) // PAGE)
    if pages <= 1:
        return rows
    label = f"Page, 1 to {pages} ({PAGE} images each)"
    page = int(st.number_input(label, 1, pages, key=f"page-{pages}-{rows[0]}", width=260))
    return rows[(page - 1) * PAGE : page * PAGE]


def draw_tiles(cloud: Cloud, tiles: list[Tile], *, key: str, size: int, chosen: int | None) -> None:
    names = {"classes": cloud.classes, "colours": cloud.colours}
    tile_grid(cloud.run, tiles, **names, key=key, size=size, chosen=chosen, on_click=choose)


header(TITLE, "Which images does a trained net find alike, and which does it mix up?", HOW_TO_READ)
with explained():
    run = run_picker()
    if run is None:
        st.info("No checkpoint and no finished run has a test embedding yet: train one first.")
        st.stop()
    cloud = cloud_of(run)
    picture, words = st.columns([3, 2], gap="medium")
    with picture:
        rows = draw_map(cloud)
    image = chosen_image(cloud)
    with words:
        class_counts(cloud.labels, rows, classes=cloud.classes, colours=cloud.colours)
        draw_neighbours(cloud, image)
    draw_selection(cloud, rows, image)
