"""What the oven's settings can only say together."""

from __future__ import annotations

from tests.made_task import Settings


def problems(recipe: Settings) -> list[str]:
    """A cake burns under the grill."""
    burns = recipe.oven.rack == "high" and "cake" in recipe.oven.dishes
    return ["A cake burns on the high rack: take another."] if burns else []
