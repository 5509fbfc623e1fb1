"""A recipe: everything that decides how a run comes out, as one YAML file.

The shipped ones lie in `recipes/`, one file an experiment; the file's name is the recipe's name. A
recipe says what is trained with `task:` (an entry of `core.training.tasks`, "embed" where it says
nothing); the task decides which settings there are. Below stand the sections that tasks may share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml

from core.errors import BadRecipe, UnknownName
from core.training import tasks
from core.training.settings import dotted, read, table
from core.yaml_text import read_yaml

RECIPES = Path(__file__).parent / "recipes"
Kind = TypeVar("Kind", bound="Asked")


@dataclass(frozen=True)
class Asked:
    """What every recipe states. `name` is the file's name; the rest is its content."""

    name: str = "custom"
    title: str = ""
    about: str = ""
    report: str | None = None
    task: str = tasks.DEFAULT
    seed: int = 0

    @property
    def lane(self) -> str:
        """What sets it apart from the others of its race."""
        return self.name


@dataclass(frozen=True)
class Net:
    """Which net, its number of outputs d, and whether it starts from ImageNet weights."""

    name: str = "light"
    dimension: int = 2
    pretrained: bool = False


@dataclass(frozen=True)
class Data:
    """Which data set; how many training images are kept aside; what changes an image."""

    name: str = "fashion-mnist"
    validation: int = 0
    folds: int | None = None
    """Instead of `validation`: cross-validation in so many parts, of which part `fold` is kept."""
    fold: int = 0
    hold_out: str | None = None
    """A class that training never sees (leave-one-class-out)."""
    augment: tuple[str, ...] = ()
    """Names of `core.data.transforms`, applied to each training batch in this order."""
    side: int | None = None
    """Height and width to which training batches are made smaller after that, in pixels: quicker,
    and garments then look as large as in whole pictures (Touvron et al. 2019, arXiv:1906.06423)."""


@dataclass(frozen=True)
class Batch:
    """How batches are drawn: plain shuffling, or P classes with K images each."""

    size: int = 512
    """Images a step; triplets drawn beforehand take three each."""
    sampler: str = "shuffle"
    classes: int = 10
    """P of a P x K batch; K is size / P."""


@dataclass(frozen=True)
class Strategy:
    """Which entry of `core.losses.strategies`, with the options its file names."""

    name: str = "semi-hard"
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Margin:
    """Which entry of `core.losses.margins`, from `value` to `end`."""

    schedule: str = "constant"
    value: float = 1.0
    end: float | None = None


@dataclass(frozen=True)
class Optimiser:
    """Adam or another of torch's, its learning rate and what becomes of that."""

    name: str = "adam"
    lr: float = 1e-3
    schedule: str = "constant"
    weight_decay: float = 0.0
    average: float | None = None
    """Decay of an exponential moving average of the weights, which is then what is kept."""
    body: float = 1.0
    """Factor on the rate of what was trained before: every layer of the net but the last."""
    fixed_norms: bool = False
    """Batch norms keep the statistics they begin with, good for small data and small batches."""


@dataclass(frozen=True)
class Length:
    """How long: steps, or epochs."""

    epochs: float | None = None
    steps: int | None = None

    def count(self, per_epoch: int) -> int:
        """Steps in all, where an epoch has so many; raises BadRecipe for none, or both stated."""
        if (self.steps is None) == (self.epochs is None):
            raise BadRecipe("length needs either epochs or steps.")
        steps = self.steps if self.epochs is None else math.ceil(self.epochs * per_epoch)
        if steps is None or steps < 1:
            raise BadRecipe(f"length must be at least one step, not {steps}.")
        return steps


@dataclass(frozen=True)
class Probe:
    """The fixed images that are watched while training goes on."""

    size: int = 1000
    frames: int = 60
    """How many times, at even distances, the probe set's embedding is kept."""


@dataclass(frozen=True)
class Recipe(Asked):
    """What is asked of an embedding: the settings of the task "embed"."""

    net: Net = field(default_factory=Net)
    data: Data = field(default_factory=Data)
    batch: Batch = field(default_factory=Batch)
    strategy: Strategy = field(default_factory=Strategy)
    margin: Margin = field(default_factory=Margin)
    optimiser: Optimiser = field(default_factory=Optimiser)
    length: Length = field(default_factory=lambda: Length(epochs=1))
    probe: Probe = field(default_factory=Probe)
    precision: str = "auto"
    """auto (bf16 where the device is fast at it), fp32 or bf16."""
    neighbours: int = 3
    """k of the k-NN classifier that reads the embedding."""
    evaluate: str = "full"
    """full: all training images are neighbours; sample: 10,000 of them, for a quick race."""

    @property
    def lane(self) -> str:
        """Its strategy."""
        return self.strategy.name


def recipe_names() -> list[str]:
    """The names of the shipped recipes."""
    return sorted(path.stem for path in RECIPES.glob("*.yaml"))


def load_recipe(name: str) -> Asked:
    """A shipped recipe by name, or one from a YAML file by path."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else RECIPES / f"{name}.yaml"
    if not path.is_file():
        raise UnknownName("recipe", name, recipe_names())
    return recipe_from_text(path.read_text(encoding="utf-8"), name=path.stem)


def recipe_from_text(text: str, *, name: str = "custom") -> Asked:
    """Parse YAML; raises BadRecipe or UnknownName with the place of what is wrong."""
    try:
        content = read_yaml(text)
    except yaml.YAMLError as error:
        raise BadRecipe(f"The recipe is no valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise BadRecipe("A recipe is a table of settings, for example `net: {name: light}`.")
    return _asked({"name": name, **content})


def recipe_to_text(recipe: Asked) -> str:
    """The recipe as YAML, every setting written out."""
    return yaml.safe_dump(table(recipe), sort_keys=False, allow_unicode=True)


def changed(recipe: Kind, settings: dict[str, Any]) -> Kind:
    """The recipe with dotted settings replaced, as in `{"optimiser.lr": 0.01}`."""
    content = table(recipe)
    for key, value in settings.items():
        *above, last = key.split(".")
        place = content
        for part in above:
            if not isinstance(place.get(part), dict):
                raise UnknownName("setting", key, dotted(content))
            place = place[part]
        if last not in place and above[-1:] != ["options"]:
            raise UnknownName("setting", key, dotted(content))
        place[last] = value
    return of_kind(_asked(content), type(recipe))


def of_kind(recipe: Asked, kind: type[Kind]) -> Kind:
    """The recipe, known to be of one task's kind; raises BadRecipe where it is of another task."""
    if not isinstance(recipe, kind):
        raise BadRecipe(
            f"The recipe {recipe.name} is of the task {recipe.task!r}, and here one of the task "
            f"{kind.task!r} is needed. Choose another recipe or run."
        )
    return recipe


def _asked(content: dict[str, Any]) -> Asked:
    return read(tasks.settings(str(content.get("task", tasks.DEFAULT))), content, "recipe")
