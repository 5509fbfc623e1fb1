"""A study is several runs read together: one YAML file, read here and nowhere else.

    title:        what is compared
    report:       the source report whose study it is, or null where it is ours
    order:        its place in lists
    about:        what to see in it, and its trap; needed where recipes are compared
    members:      recipes in the order in which they are read: names, or {recipe, title}, where the
                  title is a short one of this study. Where there are pairs it may be left out
    pairs:        {recipe, control, title, data, share}: a recipe and what it is held against, over
                  which data set; `share` of the labels, where pairs differ in nothing else
    data_titles:  by a pair's `data`, what a person calls it
    nets:         that the members may be trained with, by name: what a person calls them; the
                  first is the usual one, and stands in where another's weights cannot be had
    experiments:  what the report claims, a list of {name, recipe, settings, reproduced, ours, note,
                  why, figures}, as `Experiment` and `Figure` explain

A new study is a new file. One that is wrong is left out everywhere, and `broken_studies` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from yaml import YAMLError

from core.errors import BadStudy, UnknownName
from core.recipes.recipe import recipe_names
from core.stamps import Stamp, stamps
from core.typed_json import WrongType, typed
from core.yaml_text import read_yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Member:
    """One of the recipes that are compared."""

    recipe: str
    title: str | None = None
    """A short one, for this study; None: the recipe's own."""


@dataclass(frozen=True)
class Pair:
    """A recipe and its control, over one data set."""

    recipe: str
    control: str
    title: str
    data: str
    share: float | None = None
    """Of the labels, where pairs differ in nothing else; else None."""


@dataclass(frozen=True)
class Figure:
    """One number of a report, and where its like is found in a card."""

    metric: str
    reported: float
    card: str | None = None
    """Its name among a card's metrics."""
    ours: bool = True
    """Whether the figure of our net can be compared."""
    times: float | None = None
    """What a card's figure is multiplied with: 100 where the report gives per cent."""
    n: int | None = None
    """Test images of the report, where it says how many: its share has an interval then."""


@dataclass(frozen=True)
class Experiment:
    """What a report did, and where the same was done here."""

    name: str
    figures: tuple[Figure, ...]
    recipe: str | None = None
    """The recipe that does it, or None where there is none yet."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Changes to the recipe, as `python -m core train RECIPE --set` takes them."""
    reproduced: str | None = None
    """The checkpoint or trial that holds the reproduced figures; it need not be there."""
    ours: str | None = None
    """The checkpoint that holds ours."""
    note: str = ""
    """What a reader must know to compare."""
    why: str = ""
    """What explains the difference between reported and reproduced, or why there is no figure: a
    finding, with how it was found. Its figures stand as `core.studies.filled` reads them."""


@dataclass(frozen=True)
class Study:
    """Several runs that are read together; `name` is the file's name."""

    name: str
    title: str
    order: int
    report: str | None = None
    about: str = ""
    members: tuple[Member, ...] = ()
    pairs: tuple[Pair, ...] = ()
    data_titles: Mapping[str, str] = field(default_factory=dict)
    nets: Mapping[str, str] = field(default_factory=dict)
    experiments: tuple[Experiment, ...] = ()

    @property
    def recipes(self) -> tuple[str, ...]:
        """The names of the recipes that are compared, in the order in which they are read."""
        return tuple(member.recipe for member in self.members)

    @property
    def titles(self) -> dict[str, str]:
        """What a person calls each recipe within the study; its name where nothing is said."""
        return {member.recipe: member.title or member.recipe for member in self.members}


def studies() -> dict[str, Study]:
    """Every study that can be read, by name, in the order of lists."""
    return _read_all(stamps(str(FOLDER)))[0]


def broken_studies() -> dict[str, str]:
    """Why the others cannot be read, by name: the file, the place in it, and what to do."""
    return _read_all(stamps(str(FOLDER)))[1]


def study(name: str) -> Study:
    """The study called `name`; raises UnknownName, BadStudy."""
    if name in broken_studies():
        raise BadStudy(broken_studies()[name])
    if name not in studies():
        raise UnknownName("study", name, studies())
    return studies()[name]


def experiments() -> list[Experiment]:
    """What all reports did, study by study."""
    return [done for each in studies().values() for done in each.experiments]


def compared() -> dict[str, Study]:
    """Those that lay recipes beside each other, by name."""
    return {name: each for name, each in studies().items() if each.members}


@lru_cache(maxsize=8)
def _read_all(written: tuple[Stamp, ...]) -> tuple[dict[str, Study], dict[str, str]]:
    """The studies among these files, and why others are none."""
    found: list[Study] = []
    broken: dict[str, str] = {}
    for path in (Path(name) for name, *_ in written if name.endswith(".yaml")):
        try:
            found.append(_read(path))
        except BadStudy as error:
            broken[path.stem] = str(error)
    found.sort(key=lambda each: (each.order, each.name))
    return {each.name: each for each in found}, broken


def _read(path: Path) -> Study:
    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            if "name" in content:
                raise WrongType(f"{path.name} has the key 'name', which is the file's own")
            members = _members(content.get("members", []))
            content = {**content, "name": path.stem, "members": members}
        return _complete(typed(Study, content, path.name, strict=True))
    except (OSError, UnicodeDecodeError, YAMLError, WrongType) as error:
        raise BadStudy(f"The study {path} cannot be read: {error}. Correct the file.") from error


def _members(listed: Any) -> Any:
    """A recipe's name alone is a member without a title of its own."""
    if not isinstance(listed, list):
        return listed  # refused by its type
    return [{"recipe": each} if isinstance(each, str) else each for each in listed]


def _complete(found: Study) -> Study:
    """With the members that pairs imply; raises WrongType for what makes no sense."""
    in_pairs = (name for pair in found.pairs for name in (pair.recipe, pair.control))
    members = found.members or tuple(Member(name) for name in dict.fromkeys(in_pairs))
    about = " ".join(found.about.split())
    if not members and not found.experiments:
        raise WrongType("it has no members, pairs or experiments: name some")
    if members and not about:
        raise WrongType("it lacks `about`: what is to be seen in it, and its trap")
    if found.experiments and not found.report:
        raise WrongType("it lacks `report`: whose experiments these are")
    _check_recipes(found)
    return replace(found, members=members, about=about)


def _check_recipes(found: Study) -> None:
    named = {f"members[{at}].recipe": each.recipe for at, each in enumerate(found.members)} | {
        f"experiments[{at}].recipe": each.recipe for at, each in enumerate(found.experiments)
    }
    for at, pair in enumerate(found.pairs):
        named |= {f"pairs[{at}].recipe": pair.recipe, f"pairs[{at}].control": pair.control}
    known = {None, *recipe_names()}
    for place, name in named.items():
        if name not in known:
            raise WrongType(f"{place} is {name!r}, and there is no such recipe in core/recipes")
