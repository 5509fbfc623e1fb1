"""What can be set for a race: the strategies, and one recipe of what they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core import tasks
from core.data import find
from core.errors import BadRecipe, DataCorrupt, UnknownName
from core.losses.margins import names as schedules
from core.losses.strategies import names as strategies
from core.recipes.recipe import changed
from core.recipes.sections import Batch, Length, Probe
from core.settings import as_text, at, listed
from core.tasks.embed.problems import training_images
from core.tasks.embed.settings import Data, EmbeddingRecipe, Margin, Strategy
from pages.shared.query_params import from_text
from pages.shared.query_params import to_query as changes_to_query

REAL, ALWAYS = "fashion-mnist", "digits"
FEWEST, MOST = 2, 4
SMALL = 0.1
"""Margins below this invite a collapse;"""
CURES = ("semi-hard", "nca")
"""and these strategies are the usual cures."""
FRAMES = 50
ENOUGH = 1000
"""Training images of which some can be kept aside."""
EARLIER = {
    "data": "data.name",
    "net": "net.name",
    "dimension": "net.dimension",
    "batch": "batch.size",
    "sampler": "batch.sampler",
    "classes": "batch.classes",
    "lr": "optimiser.lr",
    "steps": "length.steps",
}
"""What links of before call these settings."""
STATED = ("data.name", "batch.size")
"""Settings that a link always states: another machine may have other data, and another default."""
STRATEGIES, TITLE, RACE = "strategies", "title", "race"


@dataclass(frozen=True)
class Entrant:
    """One strategy of the race and its margin."""

    strategy: str
    margin: float = 1.0
    schedule: str = "constant"
    end: float | None = None


SHARED = EmbeddingRecipe(
    batch=Batch(size=512),
    length=Length(steps=300),
    probe=Probe(frames=FRAMES),
    evaluate="sample",
)


@dataclass(frozen=True)
class Race:
    """Everything that decides how a race comes out, and its name.

    Of `recipe` strategy and margin are each entrant's own; with no validation images it keeps as
    many aside as `recipes` says.
    """

    entrants: tuple[Entrant, ...] = (
        Entrant("batch-hard", 1e-3),
        Entrant("semi-hard"),
    )
    recipe: EmbeddingRecipe = SHARED
    title: str = ""


def default_race() -> Race:
    """Two strategies with different fates, on Fashion-MNIST where that is on this machine."""
    if find(REAL) is not None:
        return Race()
    return Race(recipe=replace(SHARED, data=Data(name=ALWAYS), batch=Batch(size=256)))


def problems(race: Race) -> list[str]:
    """What does not make sense, a sentence each; the worker would refuse the same. A data set that
    can be fetched counts as here.
    """
    found, count = [], len(race.entrants)
    if count < FEWEST:
        found.append(f"Choose at least two strategies: a race of {count} has no winner.")
    if count > MOST:
        found.append(f"Choose at most four strategies, not {count}: their maps share one screen.")
    told = {lane.strategy.name: tasks.problems(lane, fetched=True) for lane in _lanes(race)}
    said = [text for texts in told.values() for text in texts]
    for name, texts in told.items():
        found += [t if said.count(t) == count else f"{name}: {t}" for t in texts]
    return list(dict.fromkeys(found))


def recipes(race: Race) -> list[EmbeddingRecipe]:
    """One recipe per strategy, alike in all but the loss; raises BadRecipe with the problems."""
    wrong = problems(race)
    if wrong:
        raise BadRecipe(" ".join(wrong))
    return _lanes(race)


def _lanes(race: Race) -> list[EmbeddingRecipe]:
    shared, steps = race.recipe, race.recipe.length.steps
    probe = replace(shared.probe, frames=min(shared.probe.frames, steps or FRAMES))
    data = replace(shared.data, validation=shared.data.validation or _validation(shared))
    return [
        replace(
            shared,
            title=f"{race_title(race)}: {entrant.strategy}",
            data=data,
            probe=probe,
            strategy=Strategy(name=entrant.strategy),
            margin=Margin(schedule=entrant.schedule, value=entrant.margin, end=entrant.end),
        )
        for entrant in race.entrants
    ]


def _validation(shared: EmbeddingRecipe) -> int:
    """A fifth of the training images is kept for the probe set, as in report 000; of few none."""
    if shared.data.folds is not None:
        return 0
    try:
        train = training_images(shared) or 0
    except (UnknownName, DataCorrupt):
        return 0
    return train // 5 if train >= ENOUGH else 0


def race_title(race: Race) -> str:
    """The name that was given, else the strategies."""
    return race.title.strip() or " / ".join(entrant.strategy for entrant in race.entrants)


def race_of(runs: Sequence[EmbeddingRecipe], *, title: str) -> Race:
    """The settings of a race that was run."""
    first = runs[0]
    entrants = tuple(
        Entrant(run.strategy.name, run.margin.value, run.margin.schedule, run.margin.end)
        for run in runs
    )
    plain = replace(first.data, validation=0)
    usual = first.data.validation == _validation(replace(first, data=plain))
    frames = FRAMES if first.probe.frames == first.length.steps else first.probe.frames
    shared = replace(
        first,
        title="",
        data=plain if usual else first.data,
        probe=replace(first.probe, frames=frames),
        strategy=SHARED.strategy,
        margin=SHARED.margin,
    )
    return Race(entrants, shared, title)


def remedy(race: Race, strategy: str) -> tuple[str, Race]:
    """For a lane that collapsed: what to try, and the race in which just that is changed.

    A small margin asks for almost no distance between classes; where it is not small, the choice of
    triplets is what has to change.
    """
    lane = next(entrant for entrant in race.entrants if entrant.strategy == strategy)
    if lane.margin < SMALL:
        label, instead = f"Try {strategy} with margin 1", replace(lane, margin=1.0)
    else:
        known = {entrant.strategy for entrant in race.entrants}
        cure = next((each for each in CURES if each not in known), CURES[0])
        label, instead = f"Try {cure} instead", Entrant(cure)
    entrants = tuple(instead if entrant == lane else entrant for entrant in race.entrants)
    return label, replace(race, entrants=entrants)


def to_query(race: Race) -> dict[str, str]:
    """The settings as a link's query: `strategies=batch-hard:0.001,semi-hard:1:linear:10&...`."""
    query = {STRATEGIES: ",".join(map(_entrant_text, race.entrants))}
    query |= {key: as_text(at(race.recipe, key)) for key in STATED}
    query |= changes_to_query(race.recipe, SHARED)
    return {**query, TITLE: race.title} if race.title else query


def from_query(query: Mapping[str, str]) -> Race:
    """The race that a link asks for, the default one in what it does not say; raises BadRecipe and
    UnknownName for nonsense.
    """
    start = default_race()
    if STRATEGIES not in query:  # a link to the page; what else stands there is not the race's
        ours = {each.key for each in listed(EmbeddingRecipe)}
        asked = {key: from_text(text) for key, text in query.items() if key in ours}
        return replace(start, recipe=changed(start.recipe, asked))
    try:
        entrants = tuple(_entrant(text) for text in query[STRATEGIES].split(",") if text)
    except ValueError as error:
        raise BadRecipe(f"The link's strategies cannot be read: {query[STRATEGIES]!r}.") from error
    for kind, name, known in (
        *(("strategy", entrant.strategy, strategies()) for entrant in entrants),
        *(("margin schedule", entrant.schedule, schedules()) for entrant in entrants),
    ):
        if name not in known:
            raise BadRecipe(f"The link asks for an unknown {kind}: {name!r}.")
    settings = {
        EARLIER.get(key, key): from_text(text)
        for key, text in query.items()
        if key not in (STRATEGIES, TITLE, RACE)
    }
    return Race(entrants, changed(start.recipe, settings), query.get(TITLE, ""))


def _entrant_text(entrant: Entrant) -> str:
    parts = [entrant.strategy, f"{entrant.margin:g}"]
    if entrant.schedule != "constant":
        parts += [entrant.schedule, "" if entrant.end is None else f"{entrant.end:g}"]
    return ":".join(parts)


def _entrant(text: str) -> Entrant:
    name, margin, schedule, end = [*text.split(":"), "", "", ""][:4]
    return Entrant(
        name, float(margin or 1), schedule or "constant", float(end) if end.strip() else None
    )
