"""What can be set for a race, as one value: checked, turned into recipes, and kept in a link."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.data import find
from core.errors import BadRecipe
from core.losses.margins import names as schedules
from core.losses.strategies import names as strategies
from core.losses.strategies import uses_margin
from core.nets import names as nets
from core.recipes.sections import Batch, LayeredOptimiser, Length, Probe
from core.tasks.embed.settings import Data, EmbeddingRecipe, Margin, Net, Strategy

REAL, ALWAYS = "fashion-mnist", "digits"
SAMPLERS = {"shuffle": "shuffled", "p-k": "P classes x K images"}
FEWEST, MOST = 2, 4
FRAMES = 50


@dataclass(frozen=True)
class Entrant:
    """One strategy of the race and its margin."""

    strategy: str
    margin: float = 1.0
    schedule: str = "constant"
    end: float | None = None


@dataclass(frozen=True)
class Settings:
    """Everything that decides how a race comes out, and its name."""

    entrants: tuple[Entrant, ...] = (
        Entrant("batch-hard", 1e-3),
        Entrant("semi-hard"),
        Entrant("nca"),
        Entrant("random-online"),
    )
    data: str = REAL
    net: str = "light"
    dimension: int = 2
    batch: int = 512
    sampler: str = "shuffle"
    classes: int = 10
    lr: float = 1e-3
    steps: int = 300
    seed: int = 0
    title: str = ""


def default_settings() -> Settings:
    """Four strategies with different fates, on Fashion-MNIST where that is on this machine."""
    here = find(REAL) is not None
    return Settings() if here else Settings(data=ALWAYS, batch=256)


def problems(settings: Settings) -> list[str]:
    """What does not make sense, a sentence each; the worker would refuse the same."""
    found = []
    count = len(settings.entrants)
    if count < FEWEST:
        found.append(f"Choose at least two strategies: a race of {count} has no winner.")
    if count > MOST:
        found.append(f"Choose at most four strategies, not {count}: their maps share one screen.")
    found += [text for entrant in settings.entrants for text in _margin_problems(entrant)]
    if not 0 < settings.lr < math.inf:
        found.append(f"The learning rate must be greater than 0, not {settings.lr:g}.")
    if settings.sampler == "p-k" and (
        settings.batch % settings.classes or settings.batch < 2 * settings.classes
    ):
        near = max(2, round(settings.batch / settings.classes)) * settings.classes
        found.append(
            f"A P x K batch of {settings.batch} cannot hold {settings.classes} classes with "
            f"equally many images, two or more each. Take for example {near}."
        )
    images = training_images(settings.data)
    if images is None:
        found.append(f"The data set {settings.data} is not on this machine.")
    elif settings.batch > images:
        found.append(
            f"A batch of {settings.batch} is larger than the {images} training images of "
            f"{settings.data}."
        )
    return found


def _margin_problems(entrant: Entrant) -> list[str]:
    if not uses_margin(entrant.strategy):
        return []
    asked = (entrant.margin, entrant.end if entrant.schedule != "constant" else None)
    if all(value is None or 0 < value < math.inf for value in asked):
        return []
    return [f"The margin of {entrant.strategy} must be greater than 0."]


def training_images(data: str) -> int | None:
    """How many images are trained on; None where the data set is not here."""
    found = find(data)
    if found is None:
        return None
    train = found.sizes()["train"]
    return train - _validation(train)


def _validation(train: int) -> int:
    """A fifth of a large training set is kept aside for the probe set, as in report 000."""
    return train // 5 if train >= 20_000 else 0


def recipes(settings: Settings) -> list[EmbeddingRecipe]:
    """One recipe per strategy, alike in all but the loss; raises BadRecipe with the problems."""
    wrong = problems(settings)
    if wrong:
        raise BadRecipe(" ".join(wrong))
    found = find(settings.data)
    train = found.sizes()["train"] if found else 0
    common = EmbeddingRecipe(
        title=settings.title,
        net=Net(name=settings.net, dimension=settings.dimension),
        data=Data(name=settings.data, validation=_validation(train)),
        batch=Batch(size=settings.batch, sampler=settings.sampler, classes=settings.classes),
        optimiser=LayeredOptimiser(lr=settings.lr),
        length=Length(steps=settings.steps),
        probe=Probe(frames=min(FRAMES, settings.steps)),
        seed=settings.seed,
        evaluate="sample",
    )
    return [
        replace(
            common,
            title=f"{race_title(settings)}: {entrant.strategy}",
            strategy=Strategy(name=entrant.strategy),
            margin=Margin(schedule=entrant.schedule, value=entrant.margin, end=entrant.end),
        )
        for entrant in settings.entrants
    ]


def race_title(settings: Settings) -> str:
    """The name that was given, else the strategies."""
    return settings.title.strip() or " / ".join(e.strategy for e in settings.entrants)


def settings_of(runs: Sequence[EmbeddingRecipe], *, title: str) -> Settings:
    """The settings of a race that was run."""
    first = runs[0]
    return Settings(
        entrants=tuple(
            Entrant(run.strategy.name, run.margin.value, run.margin.schedule, run.margin.end)
            for run in runs
        ),
        data=first.data.name,
        net=first.net.name,
        dimension=first.net.dimension,
        batch=first.batch.size,
        sampler=first.batch.sampler,
        classes=first.batch.classes,
        lr=first.optimiser.lr,
        steps=first.length.steps or Settings.steps,
        seed=first.seed,
        title=title,
    )


NUMBERS = {"dimension": int, "batch": int, "classes": int, "steps": int, "seed": int, "lr": float}
WORDS = ("data", "net", "sampler", "title")


def to_query(settings: Settings) -> dict[str, str]:
    """The settings as a link's query: `strategies=batch-hard:0.001,semi-hard:1:linear:10&...`."""
    return {
        "strategies": ",".join(_entrant_text(entrant) for entrant in settings.entrants),
        **{key: f"{getattr(settings, key):g}" for key in NUMBERS},
        **{key: getattr(settings, key) for key in WORDS if getattr(settings, key)},
    }


def from_query(query: Mapping[str, str]) -> Settings | None:
    """The settings a link asks for, None where it asks for none; raises BadRecipe for nonsense."""
    if "strategies" not in query:
        return None
    start = default_settings()
    try:
        numbers = {key: kind(query[key]) for key, kind in NUMBERS.items() if key in query}
        entrants = tuple(_entrant(text) for text in query["strategies"].split(",") if text)
    except ValueError as error:
        raise BadRecipe(f"The link's settings cannot be read: {error}.") from error
    words = {key: query[key] for key in WORDS if key in query}
    settings = replace(start, entrants=entrants, **numbers, **words)
    for kind, name, known in (
        ("net", settings.net, nets()),
        ("sampler", settings.sampler, list(SAMPLERS)),
        *(("strategy", e.strategy, strategies()) for e in entrants),
        *(("margin schedule", e.schedule, schedules()) for e in entrants),
    ):
        if name not in known:
            raise BadRecipe(f"The link asks for a {kind} that is not here: {name!r}.")
    return settings


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
