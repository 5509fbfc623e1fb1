"""A recipe: everything that decides how a run comes out, as one YAML file.

The shipped ones lie in `recipes/`, one file an experiment; the file's name is the recipe's name.
"""

from __future__ import annotations

import dataclasses
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from core.errors import BadRecipe, UnknownName

RECIPES = Path(__file__).parent / "recipes"
Section = TypeVar("Section")


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


@dataclass(frozen=True)
class Length:
    """How long: steps, or epochs."""

    epochs: float | None = None
    steps: int | None = None


@dataclass(frozen=True)
class Probe:
    """The fixed images that are watched while training goes on."""

    size: int = 1000
    frames: int = 60
    """How many times, at even distances, the probe set's embedding is kept."""


@dataclass(frozen=True)
class Recipe:
    """What is asked of a run. `name` is the file's name; the rest is its content."""

    name: str = "custom"
    title: str = ""
    about: str = ""
    report: str | None = None
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
    seed: int = 0
    neighbours: int = 3
    """k of the k-NN classifier that reads the embedding."""
    evaluate: str = "full"
    """full: all training images are neighbours; sample: 10,000 of them, for a quick race."""


def recipe_names() -> list[str]:
    """The names of the shipped recipes."""
    return sorted(path.stem for path in RECIPES.glob("*.yaml"))


def load_recipe(name: str) -> Recipe:
    """A shipped recipe by name, or one from a YAML file by path."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else RECIPES / f"{name}.yaml"
    if not path.is_file():
        raise UnknownName("recipe", name, recipe_names())
    return recipe_from_text(path.read_text(encoding="utf-8"), name=path.stem)


def recipe_from_text(text: str, *, name: str = "custom") -> Recipe:
    """Parse YAML; raises BadRecipe with the place of what is wrong."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadRecipe(f"The recipe is no valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise BadRecipe("A recipe is a table of settings, for example `net: {name: light}`.")
    return _section(Recipe, {"name": name, **content}, "recipe")


def recipe_to_text(recipe: Recipe) -> str:
    """The recipe as YAML, every setting written out."""
    content = dataclasses.asdict(recipe)
    content["data"]["augment"] = list(content["data"]["augment"])
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def changed(recipe: Recipe, settings: dict[str, Any]) -> Recipe:
    """The recipe with dotted settings replaced, as in `{"optimiser.lr": 0.01}`."""
    content: dict[str, Any] = dataclasses.asdict(recipe)
    for key, value in settings.items():
        *above, last = key.split(".")
        place = content
        for part in above:
            if not isinstance(place.get(part), dict):
                raise UnknownName("setting", key, _dotted(content))
            place = place[part]
        if last not in place and above != ["strategy", "options"]:
            raise UnknownName("setting", key, _dotted(content))
        place[last] = value
    return _section(Recipe, content, "recipe")


def _dotted(content: dict[str, Any], above: str = "") -> list[str]:
    names = []
    for key, value in content.items():
        names += _dotted(value, f"{above}{key}.") if isinstance(value, dict) else [above + key]
    return names


def _section(kind: type[Section], content: Any, place: str) -> Section:
    if not isinstance(content, dict):
        raise BadRecipe(f"{place} must be a table of settings, not {content!r}.")
    hints = get_type_hints(kind)
    unknown = set(content) - set(hints)
    if unknown:
        raise UnknownName(f"setting of {place}", str(sorted(unknown)[0]), hints)
    values = {key: _value(hints[key], value, f"{place}.{key}") for key, value in content.items()}
    return kind(**values)


def _value(hint: Any, value: Any, place: str) -> Any:
    if dataclasses.is_dataclass(hint):
        return _section(hint, value, place)  # type: ignore[arg-type]
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(option for option in get_args(hint) if option is not type(None))
        origin = get_origin(hint)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(value)
    if origin is dict and isinstance(value, dict):
        return value
    if hint is float and isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)  # YAML reads 1e-3 as text
        except ValueError:
            raise BadRecipe(f"{place} must be a number, not {value!r}.") from None
    if (
        hint in (int, str, bool)
        and isinstance(value, hint)
        and (hint is bool) == (value in (True, False) and isinstance(value, bool))
    ):
        return value
    expected = getattr(hint, "__name__", str(hint))
    raise BadRecipe(f"{place} must be of type {expected}, not {value!r}.")
