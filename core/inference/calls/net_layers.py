"""The layers of the net that a recipe asks for: shapes, and where the weights sit."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from core.inference.wire import Named
from core.tasks.classify.settings import Net


def answer(*, net: dict[str, Any], classes: int, frozen: bool = False) -> Named:
    """`layers`, each as core.tasks.classify.layers.Layer has it; `net` as `asdict` gives it.

    Raises BadRecipe and UnknownName where no such net can be built.
    """
    from core.tasks.classify.layers import layers_of

    known: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in net.items()}
    found = layers_of(Net(**known), classes=classes, frozen=frozen)
    return {"layers": [asdict(layer) for layer in found]}
