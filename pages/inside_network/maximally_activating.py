"""The test images that activate a channel most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import DataMissing, EmbedscopeError
from core.runs.layers import module_path
from core.runs.run import Run
from pages.inside_network.activations import chosen_layer
from pages.inside_network.choose import offer_images, tell_missing
from pages.inside_network.nets import asked, layers_of, stamp
from pages.inside_network.tile_card import chosen_channel, csv_of, tile_card

TOP = 16
SIDE = 96


@dataclass(frozen=True, eq=False)
class Found:
    """The test images that activate each channel of a layer most, the strongest first."""

    images: NDArray[np.int64]
    """By number: [channels, TOP]."""
    strengths: NDArray[np.float32]
    """The largest value that the channel had anywhere on them: [channels, TOP]."""
    mean: NDArray[np.float32]
    """Of the channel's strength over all images that were looked at: [channels]."""
    looked_at: int


def draw_exciting(name: str, run: Run) -> None:
    """The images as tiles, the strongest first."""
    from core.runs.test_images import images_of_test

    left, right = st.columns(2)
    with left:
        layer = chosen_layer(name, run)
    try:
        shown = images_of_test(run)
    except DataMissing:
        tell_missing(run)
        return
    except EmbedscopeError as error:
        st.error(str(error), icon=":material/error:")
        return
    if shown.thumbnails:
        offer_images(run)
    found = _found(name, run, thumbnails=shown.thumbnails)[layer]
    with right:
        channel = chosen_channel(len(found.images))
    if found.strengths[channel].max() <= 0:
        st.info(f"Channel {channel} stays dark on all {found.looked_at:,} images: a dead unit.")
        return
    images = [int(i) for i in found.images[channel]]
    strengths = [float(s) for s in found.strengths[channel]]
    classes = run.data().classes
    named = [_class(classes, int(shown.labels[i])) for i in images]
    _tiles(name, layer, channel, (images, strengths, named), found, shown)


def _tiles(
    name: str,
    layer: str,
    channel: int,
    top: tuple[list[int], list[float], list[str]],
    found: Found,
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
        caption=f"{share}Largest values of channel {channel}: {strengths[0]:.3g} to "
        f"{strengths[-1]:.3g} (mean of all images {found.mean[channel]:.3g}); "
        f"{found.looked_at:,} of {len(shown):,} test images searched. *Trap:* what sixteen "
        f"extremes share may be the background.{small}",
        alt=f"Images that activate channel {channel} of {layer} most",
        table=lambda: csv_of(
            ["test_image", "class", "strength"],
            [[i, f'"{label}"', s] for i, label, s in zip(images, named, strengths, strict=True)],
        ),
    )


def _found(name: str, run: Run, *, thumbnails: bool) -> dict[str, Found]:
    """What activates every channel of every layer most."""
    named = [each["name"] for each in layers_of(name, stamp(run))]
    paths = {layer: module_path(run, layer) for layer in named}
    every = list(dict.fromkeys(paths.values()))
    version = f"{stamp(run)} {'small' if thumbnails else ''}"  # the answers would differ
    with st.spinner("Searching the test images …"):
        said = asked("maximally-activating", name, version, layers=every, most=TOP)
    found = {}
    for layer, path in paths.items():
        place, rows = every.index(path), said["rows"]
        images, strengths, mean = (said[f"{k}-{place}"] for k in ("images", "strengths", "mean"))
        found[layer] = Found(rows[images], strengths, mean, len(rows))
    return found


def _class(classes: tuple[str, ...], label: int) -> str:
    return classes[label] if label < len(classes) else str(label)
