"""Nets: one architecture a file. A file here is in the registry: its name is the net's name.

Each file states `INPUT_SHAPE` (channels, height, width) and defines
`build(*, dimension: int, pretrained: bool) -> torch.nn.Module`, which maps float32
[n, channels, height, width] to float32 [n, dimension]. It may name the layers that are worth a look
in `LAYERS`: title, path of the module whose output is meant, and that output's shape for one image.
Weights from elsewhere may expect pixels in their own scale: `MEAN` and `STD`, per channel, of
pixels from 0 to 1; without them both are measured on the training images. What it is built for as a
rule stands in `OUTPUTS`: by a name in words, what `build` takes for it.

What may be chosen of a net, its file states with a constant, and its `build` takes it: its usual
`WIDTHS` (`widths`); the `CHANNELS` of its last maps, upon which another head may stand (`head`,
and `HEAD` where it has none of its own), its `LAYERS` being those of the body then; what stands in
their place where batch norm comes `AFTER` the ReLU (`batch_norm`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.errors import BadRecipe
from core.nets._outputs import Outputs, stated_outputs
from core.nets._variant import BATCH_NORMS, HEAD_LAYERS, HEADS, STATED_BY, Layers, Variant
from core.registry import Entry, entries, find

if TYPE_CHECKING:
    from torch import nn

PACKAGE = "core.nets"
__all__ = ["BATCH_NORMS", "HEADS", "Layers", "Outputs", "Variant"]
PENULTIMATE = "penultimate"
USUAL = Variant()


def names() -> list[str]:
    """The nets that can be built."""
    return list(entries(PACKAGE))


def entry(name: str) -> Entry:
    """The net's file, unread but for its docstring and constants; raises UnknownName."""
    return find(PACKAGE, "net", name)


def input_shape(name: str) -> tuple[int, int, int]:
    """Channels, height and width that the net called `name` takes."""
    channels, height, width = entry(name).constants["INPUT_SHAPE"]
    return channels, height, width


def may_choose(name: str, what: str) -> bool:
    """Whether the net called `name` lets one choose its "widths", "head" or "batch_norm"."""
    return STATED_BY[what] in entry(name).constants


def layers(name: str, variant: Variant = USUAL) -> Layers:
    """The named layers of a net between pixels and output, by title, module path and shape."""
    stated = entry(name).constants
    named: Layers = stated.get("LAYERS", ())
    if variant.batch_norm == "after":
        last: dict[str, str] = stated.get("AFTER", {})
        named = tuple((title, last.get(path, path), shape) for title, path, shape in named)
    head = variant.head or stated.get("HEAD")
    if head not in HEAD_LAYERS or "CHANNELS" not in stated:
        return named
    body = ((title, f"body.{path}", s) for title, path, s in named if title != PENULTIMATE)
    upon = ((title, path, s or (stated["CHANNELS"],)) for title, path, s in HEAD_LAYERS[head])
    return (*body, *upon)


def title(name: str, variant: Variant = USUAL) -> str:
    """What screens call it, such as "ResNet-50 with a dense head"; a net of one's own may have
    no TITLE, and is called by its name.
    """
    said = [f" with a {variant.head} head"] if variant.head else []
    said += [f", batch norm {variant.batch_norm} the ReLU"] if variant.batch_norm else []
    return "".join([str(entry(name).constants.get("TITLE", name)), *said])


def outputs(name: str) -> tuple[Outputs, ...]:
    """The net's standard outputs, the usual first; two dimensions where its file states none."""
    return stated_outputs(entry(name).constants)


def penultimate(name: str, variant: Variant = USUAL) -> str | None:
    """The module whose output are the features; None where the net names none."""
    named = layers(name, variant)
    return next((path for title, path, _ in named if title == PENULTIMATE), None)


def build(
    name: str, *, dimension: int, pretrained: bool = False, variant: Variant = USUAL
) -> nn.Module:
    """A new net with `dimension` outputs; raises UnknownName, or DataMissing without weights.

    Raises BadRecipe for a variant that this net does not have, UnknownName for one that none has.
    """
    wrong = next(problems_of_variant(name, variant), None)
    if wrong:
        raise BadRecipe(wrong)
    net: nn.Module = (
        entry(name).load().build(dimension=dimension, pretrained=pretrained, **variant.chosen)
    )
    return net


def problems_of_variant(name: str, variant: Variant) -> Iterator[str]:
    """A sentence, with the remedy, for each choice that the net called `name` does not offer."""
    if name not in names():
        return
    for what in variant.chosen:
        if not may_choose(name, what):
            able = ", ".join(each for each in names() if may_choose(each, what))
            yield f"net.{what} of {name} needs to be left out: only {able} let one choose it."
    usual = entry(name).constants.get("WIDTHS")
    if usual and variant.widths and (len(usual) != len(variant.widths) or min(variant.widths) < 1):
        yield (
            f"net.widths of {name} needs {len(usual)} whole numbers, as {list(usual)}, not "
            f"{list(variant.widths)}."
        )


def parameters(net: nn.Module) -> int:
    """The number of trainable parameters."""
    return sum(p.numel() for p in net.parameters() if p.requires_grad)
