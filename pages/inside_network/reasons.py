"""Where on the picture a class was seen: Grad-CAM and occlusion."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.metrics.decimal import decimal
from core.runs.layers import module_path
from core.runs.run import Run
from pages.inside_network.activations import chosen_layer, save_picture, show_picture
from pages.inside_network.believed import draw_believed
from pages.inside_network.choose import Picture, chosen_picture
from pages.inside_network.nets import asked, stamp
from pages.shared.controls import bound_select

SMALL = 64
"""Nets with inputs up to this many pixels are so quick that a fine grid is afforded."""
FINE, COARSE = (13, 0.22), (7, 0.3)
"""Squares a side, and their own side in parts of the picture."""
SIDE = 320


def draw_reasons(name: str, run: Run) -> None:
    """The picture, what the net says, and the two maps of reasons."""
    picture = chosen_picture(run)
    if picture is None:
        return
    answer = asked("class-shares", name, stamp(run), image=picture.pixels)
    classes, said = answer["classes"], answer["shares"].tolist()
    order = sorted(range(len(classes)), key=lambda i: -said[i])
    left, right = st.columns(2)
    with left:
        wanted = bound_select(
            "Why this class?",
            classes,
            default=classes[order[0]],
            titles=lambda c: f"{c} ({decimal(said[classes.index(c)], 3)})",
            key="class",
        )
    with right:
        layer = chosen_layer(name, run, places=True, last=True)
    kind = "Prediction:" if run.task == "classify" else "By a linear discriminant:"
    top = ", ".join(f"**{classes[i]}** {decimal(said[i], 3)}" for i in order[:3])
    st.markdown(f"{kind} {top}.")
    of_class = wanted, classes.index(wanted)
    places = st.columns(3, gap="medium")
    with places[0]:
        show_picture(picture)
    with places[1]:
        _grad_cam(name, run, picture, module_path(run, layer), of_class)
    with places[2]:
        _occlusion(name, run, picture, of_class)
    st.caption(
        "*Trap:* both show where, not what; Grad-CAM leaves out evidence against the class. "
        "Where they disagree, believe neither."
    )
    draw_believed(name, run, picture, module_path(run, layer), of_class[1])


def _grad_cam(
    name: str, run: Run, picture: Picture, layer: str | None, of_class: tuple[str, int]
) -> None:
    from core.figures.tiles import png, under_heat

    label, number = of_class
    question = {"image": picture.pixels, "layer": layer, "number": number}
    heat = asked("grad-cam", name, stamp(run), **question)["heat"]
    laid = under_heat(picture.pixels, heat, side=SIDE)
    st.image(laid, width="stretch", alt=f"Grad-CAM for {label}")
    if heat.max() > 0:
        st.caption(
            f"**Grad-CAM**: light where the layer raises the score of *{label}* "
            f"({heat.shape[0]} x {heat.shape[1]} places)."
        )
    else:
        st.caption(f"**Grad-CAM**: nothing in this layer raises the score of *{label}*.")
    save_picture(png(laid), f"grad-cam-{name}")


def _occlusion(name: str, run: Run, picture: Picture, of_class: tuple[str, int]) -> None:
    from PIL import Image

    from core.data.sizes import enlarged
    from core.figures.tiles import png
    from core.metrics.occlusion import painted

    label, number = of_class
    grid, side = _grid(run)
    question = {"number": number, "grid": grid, "side": side, "shown": SIDE}
    heat = asked("occlusion", name, stamp(run), image=picture.pixels, **question)["heat"]
    large = Image.fromarray(enlarged(picture.pixels, SIDE)).convert("RGB")
    fitted = Image.fromarray(heat).resize(large.size, Image.Resampling.BILINEAR)
    laid = np.asarray(painted(large, np.asarray(fitted)))
    st.image(laid, width="stretch", alt=f"Occlusion map for {label}")
    st.caption(
        f"**Occlusion**: blue where covering ({decimal(side)} of the side) lowers the score of "
        f"*{label}*, orange where it raises it; full colour: {float(np.abs(heat).max()):.2g} in "
        "log-odds."
    )
    save_picture(png(laid), f"occlusion-{name}")


def _grid(run: Run) -> tuple[int, float]:
    return FINE if max(run.finished().image_net.input_shape[1:]) <= SMALL else COARSE
