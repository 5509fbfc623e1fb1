"""The test images that excite a channel most."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.errors import EmbedscopeError
from core.runs.find import find_run
from core.runs.run import Run
from pages.filter_views.activations import chosen_layer
from pages.filter_views.nets import layer_path, layers_of, stamp, trained
from pages.filter_views.tile_card import chosen_channel, csv_of, tile_card

PIXELS = 4_500_000
"""Pixels of all images that are looked at, about: some seconds on one core."""
FEWEST, MOST = 90, 2000
BATCH = 32
TOP = 16
SIDE = 96


def draw_exciting(name: str, run: Run) -> None:
    """The images as tiles, the strongest first."""
    from core.runs.test_images import images_of_test

    left, right = st.columns(2)
    with left:
        layer = chosen_layer(name, run)
    try:
        shown = images_of_test(run)
    except EmbedscopeError as error:
        st.info(str(error), icon=":material/download:")
        return
    every, rows = _found(name, stamp(run), shown.thumbnails)
    found = every[layer]
    with right:
        channel = chosen_channel(len(found.images))
    if found.strengths[channel].max() <= 0:
        st.info(f"Channel {channel} stayed dark on all {found.looked_at:,} images: a dead unit.")
        return
    images = [int(rows[i]) for i in found.images[channel]]
    strengths = [float(s) for s in found.strengths[channel]]
    classes = run.data().classes
    named = [_class(classes, int(shown.labels[i])) for i in images]
    _tiles(name, layer, channel, (images, strengths, named), found, shown)


def _tiles(
    name: str,
    layer: str,
    channel: int,
    top: tuple[list[int], list[float], list[str]],
    found: Any,
    shown: Any,
) -> None:
    from core.data.sizes import Frame, letterboxed
    from core.figures.tiles import tiles

    images, strengths, named = top
    pictures = [np.asarray(shown.images[i]) for i in images]
    frame = Frame.of(pictures, side=SIDE)
    figure = tiles(
        [letterboxed(picture, frame) for picture in pictures],
        names=[label[:14] for label in named],
        hover=[
            f"test image {i}<br>{label}<br>{strength:.3g}"
            for i, strength, label in zip(*(images, strengths, named), strict=True)
        ],
        tile=104,
    )
    most = max(set(named), key=named.count)
    share = f"{named.count(most)} of {len(named)} are *{most}*. "
    small = " " + shown.note if shown.note else ""
    tile_card(
        figure,
        name=f"exciting-{name.replace('/', '-')}-{layer}-{channel}",
        caption=f"{share}By the largest value of channel {channel} anywhere on the image, "
        f"{strengths[0]:.3g} down to {strengths[-1]:.3g}; its mean over all is "
        f"{found.mean[channel]:.3g}. {found.looked_at:,} of {len(shown):,} test images were looked "
        "at. *Trap:* sixteen extremes are not what the channel mostly sees, and what they share "
        f"may be the background.{small}",
        alt=f"Images that excite channel {channel} of {layer} most",
        table=lambda: csv_of(
            ["test_image", "class", "strength"],
            [[i, f'"{label}"', s] for i, label, s in zip(images, named, strengths, strict=True)],
        ),
    )


@st.cache_data(max_entries=16, show_spinner="Looking at the test images …")
def _found(name: str, created: str, thumbnails: bool) -> tuple[Any, Any]:
    """What excites every channel of every layer, and which test images were looked at."""
    del created, thumbnails  # they tell answers apart that would differ
    from core.data.sizes import Frame
    from core.data.splits import probe
    from core.inference.feature_maps import exciting
    from core.runs.test_images import images_of_test
    from core.training.pixels import Pixels

    run = find_run(name)
    shown, pixels = images_of_test(run), Pixels.of_card(run.finished())
    channels, height, width = pixels.shape
    count = min(MOST, max(FEWEST, PIXELS // (height * width)))
    rows = np.sort(probe(shown.labels, min(count, len(shown)), seed=0))
    frame = Frame(height, width, colour=channels == 3)
    batches = (
        pixels.prepare(shown.batch(rows[at : at + BATCH].tolist(), frame), device="cpu")
        for at in range(0, len(rows), BATCH)
    )
    names = [each["name"] for each in layers_of(name, stamp(run))]
    paths = {layer: layer_path(run, layer) for layer in names}
    net = trained(name, stamp(run))
    found = exciting(net, batches, layers=list(dict.fromkeys(paths.values())), most=TOP)
    return {layer: found[path] for layer, path in paths.items()}, rows


def _class(classes: tuple[str, ...], label: int) -> str:
    return classes[label] if label < len(classes) else str(label)
