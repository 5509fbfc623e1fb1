"""What every task says of a frozen encoder, on whose vectors a head learns in place of a net."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.errors import EmbedscopeError
from core.recipes.recipe import Recipe
from core.settings import setting, values

NO_ENCODER = {"encoder": ("",)}
"""When what is said of a net counts: images go through it, not through a frozen encoder."""
AN_ENCODER = {"encoder": (None,)}
SEEN_ONCE = {
    "data.augment": "changes no image",
    "data.side": "scales no image down",
    "freeze.backbone": "has no backbone that could be frozen besides",
    "freeze.batch_norm": "has no batch norm",
    "optimiser.backbone": "has no backbone with a rate of its own",
}
"""What a training on a frozen encoder's vectors cannot do, and why."""


def encoder() -> Any:
    """The setting that names one."""
    return setting(
        "",
        title="Frozen encoder",
        help="The address of an encoder, such as net:efficientnet-lite0 (docs/encoders.md): it "
        "turns each image into a vector once, and a head on those is all that learns. Empty: the "
        "network learns from the images.",
        open_ended=True,
    )


def hidden() -> Any:
    """The setting that makes the head more than linear."""
    return setting(
        0,
        title="Hidden units",
        help="Of the layer before the last, in a head on a frozen encoder; 0: there is none.",
        low=0,
        when=AN_ENCODER,
    )


def encoder_problems(recipe: Recipe, address: str, *, tuned: str = "") -> Iterator[str]:
    """What is wrong with an encoder, and with settings that a frozen one cannot honour; or, where
    it learns from the stage `tuned` on, that one.
    """
    if not address:
        return
    from core import encoders

    try:
        encoders.check(address)
        if tuned and not encoders.tunable(address):
            yield cannot_learn(encoders.title_of(address))
    except EmbedscopeError as error:
        yield str(error)
    said, usual = values(recipe), values(type(recipe)())
    for key, why in SEEN_ONCE.items():
        if said.get(key) == usual.get(key):
            continue
        if not tuned:
            yield (
                f"{key} needs to be left out, or net.encoder: each image is encoded once, so that "
                f"this training {why}."
            )
        elif key.startswith("freeze."):
            yield f"{key} needs to be left out: net.unfreeze_from says what of the encoder learns."


def cannot_learn(title: str) -> str:
    """The sentence for an encoder that is no net of PyTorch."""
    return (
        f"net.unfreeze_from: {title} cannot be trained here, as it is no net of PyTorch. Take one "
        "of net:, torchvision:, timm:, or bring its weights as safetensors with the net's name."
    )
