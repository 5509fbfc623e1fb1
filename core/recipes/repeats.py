"""Runs of one recipe that differ in chance, in their fold, or in the class that they go without."""

from __future__ import annotations

from collections.abc import Sequence

from core.recipes.recipe import Recipe, changes
from core.recipes.sections import CLASSES, FOLDS, ONCE
from core.settings import values

SEED, SEEDS, FOLD, CLASS = "seed", "seeds", "data.fold", "data.hold_out"
REPEAT, PARTS = "data.repeat", "data.folds"


def repeats_over(recipe: Recipe) -> str:
    """What it asks for a run each of, beside its seeds: `sections.ONCE`, `FOLDS` or `CLASSES`."""
    return str(values(recipe).get(REPEAT, ONCE))


def asks_for_several(recipe: Recipe) -> bool:
    """Whether it stands for more than one run."""
    return bool(recipe.seeds) or repeats_over(recipe) != ONCE


def differ_in(recipes: Sequence[Recipe]) -> set[str]:
    """The settings in which any of them differs from the first."""
    return {key for recipe in recipes[1:] for key in changes(recipe, recipes[0])}


def are_repeats(recipes: Sequence[Recipe]) -> bool:
    """Whether they are several that differ in nothing but seed, fold and held-out class."""
    return len(recipes) > 1 and differ_in(recipes) <= {SEED, FOLD, CLASS}


def count_of(recipes: Sequence[Recipe]) -> str:
    """How many runs these repeats are, as in "3 seeds" or "2 seeds, 10 held-out classes"."""
    apart = differ_in(recipes)
    told = []
    for key, word in ((SEED, "seeds"), (FOLD, "folds"), (CLASS, "held-out classes")):
        if key in apart:
            named = {values(recipe)[key] for recipe in recipes} - {None}
            told.append(f"{len(named)} {word}")
    return ", ".join(told)


def set_apart(recipe: Recipe, recipes: Sequence[Recipe]) -> str:
    """Which of the repeats it is, as in "Seed 1" or "Seed 1, without Dress"."""
    apart, asked = differ_in(recipes), values(recipe)
    words = {SEED: "seed {}", FOLD: "fold {}", CLASS: "without {}"}
    if asked.get(CLASS) is None:
        words[CLASS] = "with every class"
    told = ", ".join(text.format(asked[key]) for key, text in words.items() if key in apart)
    return told[:1].upper() + told[1:]


def wrong_repeats(recipe: Recipe) -> list[str]:
    """What does not make sense in what it repeats, a sentence each."""
    over, asked = repeats_over(recipe), values(recipe)
    if over == FOLDS and asked[PARTS] is None:
        return ["To train on each fold, say how many folds there are (data.folds)."]
    if over == CLASSES and asked[CLASS] is not None:
        return [f"Each class is held out in turn: leave {CLASS} empty."]
    return []
