"""Trials: runs made to find out why a figure of a report came out as it did, kept without weights.

trials/<name>.json holds what one setting measured with one seed or several. `keep_trial` writes it
from finished runs (`python -m core report --keep-trial NAME RUN...`), and nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.errors import BadRecipe, UnknownName
from core.metrics.metric import Metric
from core.recipes.recipe import changes, load_recipe
from core.recipes.repeats import differ_in
from core.runs.card_parts import EncoderCard, NetCard
from core.runs.run import Run
from core.stamps import Stamp, stamps
from core.sweeps.repeats import spreads
from core.typed_json import plain, typed

FOLDER = Path(__file__).parent / "trials"
UNTOLD = ("seed", "seeds", "device", "precision", "name", "title", "about")
"""Settings that do not tell one trial from another."""


@dataclass(frozen=True)
class Trial:
    """What one setting came to; `name` is the file's name."""

    name: str
    recipe: str
    changed: Mapping[str, Any] = field(default_factory=dict)
    """What the setting changes in the shipped recipe."""
    seeds: tuple[int, ...] = ()
    seconds: float = 0.0
    """Of all its runs together."""
    device: str = ""
    created: str = ""
    stand_in: str | None = None
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    """Of the first seed, with intervals over images."""
    over_seeds: Mapping[str, Metric] = field(default_factory=dict)
    by_seed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By seed, the value of every figure."""
    ended: Mapping[str, float] = field(default_factory=dict)
    """The last value of every column of the first seed's history."""


def trials() -> dict[str, Trial]:
    """Every trial that is kept, by name."""
    return _read_all(stamps(str(FOLDER)))


def trial(name: str) -> Trial:
    """The trial called `name`; raises UnknownName."""
    if name not in trials():
        raise UnknownName("trial", name, trials())
    return trials()[name]


def keep_trial(name: str, runs: Sequence[Run]) -> Path:
    """Write what finished runs of one setting measured, a seed each; the file.

    Raises BadRecipe where they differ in more than the seed, and RunBroken for an unfinished one.
    """
    recipes = [run.recipe() for run in runs]
    apart = differ_in(recipes) - set(UNTOLD)
    if apart or len({recipe.seed for recipe in recipes}) < len(recipes):
        raise BadRecipe(
            "A trial is one setting, a run for each seed; these runs differ in "
            f"{', '.join(sorted(apart)) or 'nothing, not even the seed'}."
        )
    cards = [run.finished() for run in runs]
    asked, first = recipes[0], cards[0]
    changed = changes(asked, load_recipe(asked.name))
    history = runs[0].history()
    kept = Trial(
        name=name,
        recipe=asked.name,
        changed={key: value for key, value in changed.items() if key not in UNTOLD},
        seeds=tuple(recipe.seed for recipe in recipes),
        seconds=round(sum(card.seconds for card in cards), 1),
        device=first.device,
        created=max(card.created for card in cards),
        stand_in=stand_in_of(runs[0]),
        metrics=first.metrics,
        over_seeds=spreads(cards) if len(cards) > 1 else {},
        by_seed={
            str(recipe.seed): {k: m.value for k, m in card.metrics.items() if m.value is not None}
            for recipe, card in zip(recipes, cards, strict=True)
        },
        ended=_ends(history),
    )
    path = FOLDER / f"{name}.json"
    content = {key: value for key, value in plain(kept).items() if key != "name"}
    files.write_json(path, content)
    return path


def stand_in_of(run: Run) -> str | None:
    """What ran in place of what its recipe asks for, as in "dlib-resnet for vggface2-resnet50";
    None where that could be had.
    """
    card = run.finished()
    parts: list[NetCard | EncoderCard] = [card.net] if card.net else []
    parts += card.kinship.encoders if card.kinship else ()
    told = [f"{part.name} for {part.stands_in_for}" for part in parts if part.stands_in_for]
    asked = getattr(getattr(run.recipe(), "net", None), "pretrained", False)
    if asked and card.net is not None and not card.net.pretrained:
        told.append("random weights for ImageNet's")
    return ", ".join(told) or None


def _ends(history: Mapping[str, NDArray[np.float64]]) -> dict[str, float]:
    """The last known value of every column."""
    return {
        name: float(known[-1])
        for name, values in history.items()
        if len(known := values[np.isfinite(values)])
    }


@lru_cache(maxsize=4)
def _read_all(written: tuple[Stamp, ...]) -> dict[str, Trial]:
    found = {}
    for path in (Path(name) for name, *_ in written if name.endswith(".json")):
        found[path.stem] = typed(Trial, {**files.read_json(path), "name": path.stem}, path.name)
    return found
