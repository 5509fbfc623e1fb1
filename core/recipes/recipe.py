"""A recipe: everything that decides how a run comes out, as one YAML file.

The shipped ones lie in this folder, one file an experiment; the file's name is the recipe's name. A
recipe says what is trained with `task:` (an entry of `core.tasks`, "embed" where it says
nothing); the task decides which settings there are, of the sections that tasks share
(`core.recipes.sections`) and its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from core import files
from core.errors import BadRecipe, UnknownName, Unreadable
from core.recipes.earlier import new_name, translated, with_todays_entries
from core.recipes.kinds import DEFAULT, settings_of
from core.settings import dotted, read, setting, table, values
from core.yaml_text import read_yaml, why

RECIPES = Path(__file__).parent
PLACE = "recipe"
UNSAID = ("name", "title", "about", "report", "task")
"""What a recipe says about itself; it changes no figure."""
Kind = TypeVar("Kind", bound="Recipe")


@dataclass(frozen=True)
class Recipe:
    """What every recipe states. `name` is the file's name; the rest is its content."""

    name: str = "custom"
    title: str = ""
    about: str = ""
    report: str | None = None
    task: str = DEFAULT
    seed: int = setting(
        0, title="Seed", help="Decides every draw: the same seed gives the same run.", low=0
    )
    seeds: tuple[int, ...] = setting(
        (),
        title="Seeds",
        help="Trains once with each, which tells how much is chance; empty: once, with the seed.",
        low=0,
        advanced=True,
    )

    @property
    def lane(self) -> str:
        """What sets it apart from the others of its race."""
        return self.name


def recipe_names() -> list[str]:
    """The names of the shipped recipes."""
    return sorted(path.stem for path in RECIPES.glob("*.yaml"))


def load_recipe(name: str) -> Recipe:
    """A shipped recipe by name, or one from a YAML file by path."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else RECIPES / f"{name}.yaml"
    if not path.is_file():
        raise UnknownName("recipe", name, recipe_names())
    try:
        text = files.read_text(path)
    except Unreadable as error:
        raise BadRecipe(f"The recipe {error}. Save it as a text in UTF-8.") from error
    return recipe_from_text(text, name=path.stem)


def recipe_from_text(text: str, *, name: str = "custom") -> Recipe:
    """Parse YAML; raises BadRecipe or UnknownName with the place of what is wrong.

    Names of before are understood: see `core.recipes.earlier`.
    """
    try:
        content = read_yaml(text)
    except yaml.YAMLError as error:
        raise BadRecipe(f"The recipe is not valid YAML: {why(error)}. Mend it.") from error
    if not isinstance(content, dict):
        raise BadRecipe("A recipe is a table of settings, for example `net: {name: light}`.")
    task = str(content.get("task", DEFAULT))
    return _asked({"name": name, **translated(content, task)})


def recipe_to_text(recipe: Recipe) -> str:
    """The recipe as YAML, every setting written out."""
    return yaml.safe_dump(table(recipe), sort_keys=False, allow_unicode=True)


def changed(recipe: Kind, settings: dict[str, Any]) -> Kind:
    """The recipe with dotted settings replaced, as in `{"optimiser.lr": 0.01}`.

    Names of before are understood. Raises UnknownName for a setting that its task does not have.
    """
    content = table(recipe)
    for key, value in settings.items():
        *above, last = new_name(key).split(".")
        place = content
        for part in above:
            if not isinstance(place.get(part), dict):
                raise UnknownName("setting", key, dotted(content))
            place = place[part]
        if last not in place and above[-1:] != ["options"]:
            raise UnknownName("setting", key, dotted(content))
        place[last] = value
    return of_kind(_asked(with_todays_entries(content)), type(recipe))


def changes(recipe: Recipe, base: Recipe) -> dict[str, Any]:
    """The settings in which a recipe differs from `base`, dotted, as `changed` takes them."""
    before = values(base)
    return {
        key: value
        for key, value in values(recipe).items()
        if key not in UNSAID and (key not in before or value != before[key])
    }


def of_kind(recipe: Recipe, kind: type[Kind]) -> Kind:
    """The recipe, known to be of one task's kind; raises BadRecipe where it is of another task."""
    if not isinstance(recipe, kind):
        raise BadRecipe(
            f"The recipe {recipe.name} is of the task {recipe.task!r}, and here one of the task "
            f"{kind.task!r} is needed. Choose another recipe or run."
        )
    return recipe


def _asked(content: dict[str, Any]) -> Recipe:
    """Values that make no sense are left to `core.tasks.problems`: a run of long ago may name a
    data set that is gone, and a form shows what is wrong.
    """
    kind = settings_of(str(content.get("task", DEFAULT)))
    return read(kind, content, PLACE, refuse=False)
