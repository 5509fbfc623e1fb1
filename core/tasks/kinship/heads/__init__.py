"""Pair models: two vectors in, one logit out. A file here is in the registry.

Each file states the default of each option in `OPTIONS` and defines
`build(*, blocks: tuple[int, ...], **options) -> PairHead`; `blocks` are the lengths of the
encoders' vectors, which stand one behind the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import BadRecipe
from core.registry import entries, find

if TYPE_CHECKING:
    from core.tasks.kinship.heads._head import PairHead

PACKAGE = "core.tasks.kinship.heads"


def names() -> list[str]:
    """The pair models that there are."""
    return list(entries(PACKAGE))


def build(name: str, *, blocks: tuple[int, ...], options: dict[str, Any]) -> PairHead:
    """A new one; raises UnknownName, or BadRecipe for an option it lacks."""
    entry = find(PACKAGE, "pair model", name)
    known: dict[str, Any] = entry.constants.get("OPTIONS", {})
    for option in options:
        if option not in known:
            raise BadRecipe(
                f"The pair model {name} has no option {option!r}. It has: "
                f"{', '.join(known) or 'none'}."
            )
    head: PairHead = entry.load().build(blocks=blocks, **{**known, **options})
    return head
