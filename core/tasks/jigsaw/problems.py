"""What several settings of a recipe of puzzles, or its pictures, can only say together."""

from __future__ import annotations

from collections.abc import Iterator

from core.access.roots import allowed_path
from core.data import find
from core.errors import BadUpload, DataCorrupt, NotAllowed, UnknownName
from core.recipes.problems import batch_problems, length_problems
from core.tasks.jigsaw.settings import JigsawRecipe, is_place


def problems(recipe: JigsawRecipe) -> list[str]:
    """A sentence each, with the remedy; the training itself would refuse the same."""
    shared = [*length_problems(recipe.length), *batch_problems(recipe.batch)]
    return [*shared, *_pictures(recipe)]


def fewest_pictures(names: tuple[str, ...]) -> int:
    """Training pictures of the smallest data set; a folder is counted when it is read."""
    found = [find(name) for name in names if not is_place(name)]
    return min((each.sizes()["train"] for each in found if each), default=100)


def _pictures(recipe: JigsawRecipe) -> Iterator[str]:
    if not recipe.data.names:
        yield "There are no pictures to make puzzles of: choose a data set or a folder."
    for name in recipe.data.names:
        if is_place(name):
            try:
                allowed_path(name)
            except (BadUpload, NotAllowed) as error:
                yield str(error)
            continue
        try:
            find(name)
        except (UnknownName, DataCorrupt) as error:
            yield str(error)
