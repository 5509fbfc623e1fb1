"""A card of schema 1 in the words of schema 2: what was written before cards had types.

Total: whatever is not as it was written then stays as it is, and the reader says what is wrong.
"""

from __future__ import annotations

from typing import Any

from core.runs.metric_names import metric_name

TOP = {"versions": "libraries", "epoch_kept": "kept"}
KINSHIP = ("head", "encoders", "mirror", "folds")
PEOPLE = (
    "also",
    "protocol",
    "validation",
    "people",
    "photos",
    "families",
    "relations",
    "skipped",
)


def translated(content: dict[str, Any]) -> dict[str, Any]:
    """The table of a card of schema 2; keys that nobody knows stay."""
    card = {TOP.get(key, key): value for key, value in content.items()}
    card["schema"] = 2
    if isinstance(card.get("metrics"), dict):
        card["metrics"] = {metric_name(k): _metric(v) for k, v in card["metrics"].items()}
    if "head" in card:
        _kinship(card)
    return card


def _metric(figure: Any) -> Any:
    """A figure was a table, or a plain number where it has no interval."""
    return figure if isinstance(figure, dict) else {"value": figure}


def _kinship(card: dict[str, Any]) -> None:
    """What only pairs of faces have moves into a table of its own."""
    own = {key: card.pop(key) for key in KINSHIP if key in card}
    data = card.get("data")
    if isinstance(data, dict):
        own["people"] = {key: data[key] for key in PEOPLE if key in data}
        card["data"] = {key: value for key, value in data.items() if key not in PEOPLE}
    card["kinship"] = own
