"""What a layer makes of one picture: its channels as small pictures, the strongest first."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runs.layers import module_path
from core.runs.run import Run
from pages.inside_network.choose import Picture, chosen_picture
from pages.inside_network.nets import asked, layers_of, stamp
from pages.inside_network.tile_card import chosen_channel, csv_of, tile_card
from pages.shared.controls import bound_select
from pages.shared.figure_card import figure_card

SHOWN = 32
BARS = 48


def chosen_layer(name: str, run: Run, *, places: bool = False, last: bool = False) -> str:
    """A named layer of the net, in the address; with `places` only those that have maps."""
    known = layers_of(name, stamp(run))
    shapes = {e["name"]: e["shape"] for e in known if not places or len(e["shape"]) == 3}
    titles = {e["name"]: e["title"] for e in known}
    options = list(shapes)
    return bound_select(
        "Layer",
        options,
        default=options[-1 if last else 0],
        titles=lambda n: f"{titles[n]} ({' x '.join(map(str, shapes[n]))})",
        key="layer",
    )


def draw_activations(name: str, run: Run) -> None:
    """The picture beside the layer's channels."""
    picture = chosen_picture(run)
    layer = chosen_layer(name, run)
    if picture is None:
        return
    path = module_path(run, layer)
    maps = asked("activations", name, stamp(run), image=picture.pixels, layer=path)["maps"]
    order = np.argsort(-maps.reshape(len(maps), -1).max(axis=1), kind="stable")
    left, right = st.columns([1, 3], gap="medium")
    with left:
        show_picture(picture)
        if maps.shape[1:] != (1, 1):
            _one(picture, maps, name)
    with right:
        if maps.shape[1:] == (1, 1):
            _values(name, run, layer, maps[:, 0, 0], order)
        else:
            _maps(name, layer, maps, order)


def show_picture(picture: Picture) -> None:
    """The picture as it is given to the net, enlarged."""
    from core.data.sizes import enlarged

    st.image(enlarged(picture.pixels, 320), width="stretch", alt=picture.title)
    st.caption(picture.title + (f", *{picture.label}*" if picture.label else ""))


def _maps(name: str, layer: str, maps: NDArray[np.float32], order: NDArray[np.int64]) -> None:
    from core.figures.tiles import Scale, tiles

    scale, shown = Scale.from_zero(maps), order[:SHOWN]
    silent = int((maps.reshape(len(maps), -1).max(1) <= 0).sum())
    means = maps.reshape(len(maps), -1).mean(1)
    channel = int(st.session_state.get("bound-channel", 0))
    figure = tiles(
        [scale.paint(maps[i]) for i in shown],
        names=[str(i) for i in shown],
        hover=[f"channel {i}<br>largest {maps[i].max():.3g}<br>mean {means[i]:.3g}" for i in shown],
        scale=scale,
        chosen=next((p for p, i in enumerate(shown) if i == channel), None),
    )
    count = f"The {len(shown)} strongest of {len(maps)} channels" if len(maps) > SHOWN else (
        f"All {len(maps)} channels"
    )  # fmt: skip
    dark = f" {silent} are dark everywhere on this image." if silent else ""
    tile_card(
        figure,
        name=f"activations-{name.replace('/', '-')}-{layer}",
        caption=f"{count}, by largest value, on one scale.{dark} Click one to enlarge it. "
        "*Trap:* a channel that lights up on every image distinguishes nothing.",
        alt=f"Activations of {layer} of {name}",
        chooses=[int(i) for i in shown],
        table=lambda: csv_of(
            ["channel", "largest", "mean"],
            [[int(i), float(maps[i].max()), float(means[i])] for i in order],
        ),
    )


def _one(picture: Picture, maps: NDArray[np.float32], name: str) -> None:
    """One channel large, laid over the picture."""
    from core.figures.tiles import png, under_heat

    channel = chosen_channel(len(maps))
    peak = float(maps[channel].max())
    if peak <= 0:
        st.caption(f"Channel {channel} is dark on this image.")
        return
    laid = under_heat(picture.pixels, np.clip(maps[channel], 0, None) / peak)
    st.image(laid, width="stretch", alt=f"Where channel {channel} responds")
    st.caption(f"Where channel {channel} responds (largest value {peak:.3g}).")
    save_picture(png(laid), f"channel-{channel}-{name}")


def save_picture(content: bytes, name: str) -> None:
    """A button that saves a PNG."""
    st.download_button(
        "Save the picture",
        content,
        file_name=f"{name.replace('/', '-')}.png",
        mime="image/png",
        key=f"png-{name}",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def _values(
    name: str, run: Run, layer: str, values: NDArray[np.float32], order: NDArray[np.int64]
) -> None:
    from core.figures.values import strongest_values

    classes = run.data().classes if layer == "output" else ()
    names = classes if classes and len(classes) == len(values) else None
    figure_card(
        strongest_values(
            values,
            order=order[:BARS],
            names=names,
            noun="class" if names else "channel",
        ),
        name=f"values-{name.replace('/', '-')}-{layer}",
        caption=f"This layer has no spatial positions: {len(values)} values. "
        + ("Scores before the softmax." if names else "After a ReLU none is negative."),
        alt=f"Values of {layer} of {name}",
        table=lambda: csv_of(["channel", "value"], [[int(i), float(values[i])] for i in order]),
    )
