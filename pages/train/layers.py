"""The net that a recipe asks for, layer by layer: shapes, and where the weights sit."""

from __future__ import annotations

from dataclasses import asdict, replace

import streamlit as st

from core import encoders, nets
from core.errors import EmbedscopeError
from core.figures.tables import Cell
from core.recipes.sections import Freeze
from core.tasks.classify.layers import Layer
from core.tasks.classify.settings import ClassificationRecipe, Net
from pages.serving.ask import ask
from pages.shared.html_table import html_table


@st.cache_data(max_entries=64, show_spinner="Building the net to count its weights …")
def layers(net: Net, classes: int, *, frozen: bool) -> tuple[Layer, ...]:
    """The net's layers; raises BadRecipe and UnknownName where it cannot be built, ModelsAway."""
    said = ask("net-layers", net=asdict(net), classes=classes, frozen=frozen)["layers"]
    return tuple(Layer(**{**each, "shape": tuple(each["shape"])}) for each in said)


def layers_asked(recipe: ClassificationRecipe, classes: int) -> tuple[Layer, ...]:
    """The same, kept for all recipes that ask for the same layers."""
    net = replace(recipe.net, pretrained=False, stand_in=None, start="torch")
    return layers(net, classes, frozen=recipe.freeze.backbone)


def draw_layers(recipe: ClassificationRecipe, found: tuple[Layer, ...]) -> None:
    """A table of the layers, and the totals."""
    net = recipe.net
    total = sum(layer.parameters for layer in found)
    learning = sum(layer.parameters for layer in found if layer.learns)
    channels, height, width = nets.input_shape(net.name)
    st.markdown(f"**{nets.title(net.name, net.variant)}** · {total:,} parameters")
    st.caption(
        " ".join(
            filter(
                None,
                [
                    nets.entry(net.name).summary,
                    _learning(recipe.freeze, learning, total),
                    _weights(net),
                ],
            )
        )
    )
    first: list[Cell] = ["image", _shape((channels, height, width)), ""]
    html_table(["Layer", "Output", "Parameters"], [first, *(_row(layer, total) for layer in found)])
    st.caption(
        "Output: channels × height × width of one image. Parameters include biases and batch "
        "norm's; shares from 1 % on."
    )


def draw_head(net: Net, classes: int) -> None:
    """In place of a net's layers: the encoder that stays, and the head on it that learns."""
    try:
        title = encoders.title_of(net.encoder)
    except EmbedscopeError:  # said where the button would be
        title = net.encoder
    st.markdown(f"**{title}**, frozen, and a head on it")
    rows: list[list[Cell]] = [["image", ""], [f"{title}, frozen", "a vector"]]
    if net.hidden:
        rows.append(["dense, then ReLU", f"{net.hidden:,}"])
    rows.append(["dense", f"{classes:,}"])
    html_table(["Layer", "Output"], rows)
    st.caption(
        "Each image is encoded once, and kept: what any page has encoded before is not encoded "
        "again. Only the dense layers learn, so that images cannot be changed in training."
    )


def _learning(freeze: Freeze, learning: int, total: int) -> str:
    if learning == total:
        return ""
    epoch = freeze.unfreeze_epoch
    until = "" if epoch is None else f", until epoch {epoch:g}"
    return f"{learning:,} of them learn: the backbone is frozen{until}."


def _weights(net: Net) -> str:
    if not net.pretrained:
        return ""
    other = f"{net.stand_in} stands in" if net.stand_in else "it starts from random weights"
    return f"It starts from ImageNet weights; where they are missing, {other} (see the card)."


def _row(layer: Layer, total: int) -> list[Cell]:
    kind = f"{layer.path}, a block of" if layer.kind == "block" else layer.kind
    what = f"{kind} {layer.about}".strip() + (
        "" if layer.learns or not layer.parameters else ", frozen"
    )
    share = layer.parameters / total if total else 0.0
    count = f"{layer.parameters:,}" if layer.parameters else ""
    return [what, _shape(layer.shape), f"{count} ({share:.0%})" if share >= 0.01 else count]


def _shape(shape: tuple[int, ...]) -> str:
    return "\u00a0×\u00a0".join(f"{size}" for size in shape)
