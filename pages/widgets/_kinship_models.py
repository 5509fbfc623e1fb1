"""Which pair models the Kinship widget offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import UnknownName

if TYPE_CHECKING:
    from core.inference.kinship.pair_model import PairModel


def offered() -> dict[str, Any]:
    """Choices and value of a list of them."""
    from core.inference.kinship.pair_model import default_model, pair_model_titles

    usable = [(title, name) for name, title in pair_model_titles().items()]
    return {"choices": usable, "value": default_model() if usable else None}


def named_model(name: str | None) -> PairModel:
    """Only models by name: whoever calls from outside must not name other folders."""
    from core.inference.kinship.pair_model import pair_model, pair_models

    known = pair_models()
    if name is not None and name not in known:
        raise UnknownName("model", name, known)
    return pair_model(name)
