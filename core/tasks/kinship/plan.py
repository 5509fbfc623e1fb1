"""Which models a run trains, and which of them judges, validates and is kept.

A model is named by the folds that it does not see in training.

    fold     one model a fold: it sees neither the fold it is tested on nor the next, which gives
             threshold and calibration; all are kept, and their logits averaged
    inner    one model a fold, which sees all others; threshold and calibration of a fold come from
             further models, each without that fold and one other, on which it is judged. Kept is
             one more model, which sees everybody: it has no figures of its own
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from core.errors import BadRecipe

Without = frozenset[int]
WAYS = ("fold", "inner")


@dataclass(frozen=True)
class Plan:
    """The models of a run, in the order in which they are trained."""

    folds: int
    way: str

    def __post_init__(self) -> None:
        least = 3
        if self.way not in WAYS:
            raise BadRecipe(f"data.validation must be one of {', '.join(WAYS)}, not {self.way!r}.")
        if self.folds < least:
            raise BadRecipe(
                f"data.folds must be {least} or more, not {self.folds}: one to test on, one to "
                "validate on, one to train on."
            )

    @property
    def models(self) -> tuple[Without, ...]:
        """All of them, each once."""
        every = range(self.folds)
        tested = tuple(dict.fromkeys(self.tests(fold) for fold in every))
        if self.way == "fold":
            return tested
        inner = tuple(frozenset(pair) for pair in combinations(every, 2))
        return (*tested, *inner, frozenset())

    def tests(self, fold: int) -> Without:
        """The model that a fold is tested with."""
        if self.way == "fold":
            return frozenset({fold, (fold + 1) % self.folds})
        return frozenset({fold})

    def validates(self, fold: int) -> tuple[tuple[Without, int], ...]:
        """The models, each with the fold it judges, that give a tested fold its threshold."""
        if self.way == "fold":
            return ((self.tests(fold), (fold + 1) % self.folds),)
        others = (other for other in range(self.folds) if other != fold)
        return tuple((frozenset({fold, other}), other) for other in others)

    def watched(self, model: Without) -> tuple[int, ...]:
        """The folds on which a model is looked at while it trains: never one it is tested on."""
        folds = {fold for f in range(self.folds) for m, fold in self.validates(f) if m == model}
        return tuple(sorted(folds))

    @property
    def kept(self) -> tuple[Without, ...]:
        """The models whose logits are averaged for anybody else's photos."""
        if self.way == "fold":
            return self.models
        return (frozenset(),)


def model_name(without: Without) -> str:
    """As files and tables call it: all, without-0, without-0-3."""
    return "-".join(["without", *map(str, sorted(without))]) if without else "all"
