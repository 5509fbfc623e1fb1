"""Train a recipe here and now; Ctrl-C stops it so that the same command goes on later."""

from __future__ import annotations

import argparse
import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands._working import STOPPED, setting_of, work_in

if TYPE_CHECKING:
    from core.recipes.recipe import Recipe
    from core.runs.run import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    recipe_arguments(parser)
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        metavar="N",
        help="train with N processes of this machine, each with its part of every batch; torchrun "
        "and the like start their own (docs/data-parallel.md)",
    )


def run(args: argparse.Namespace) -> int:
    """Train to the end: 0; stopped before: 130; failed: 1 or 2.

    Where torchrun or the like has started several of it, the first does, and the others follow.
    """
    from core.jobs.processes import follow, given, let_go

    with given() as processes:
        if not processes.first:
            return follow()
        status = _run(args)
        if status in (0, STOPPED):
            let_go()
        return status


def _run(args: argparse.Namespace) -> int:
    from core.paths import runs_folder
    from core.runs.run import Run

    recipe = asked_recipe(args)
    now = datetime.datetime.now(datetime.UTC)
    folder: Path = args.out or runs_folder() / f"{now:%Y%m%d-%H%M%S}-{recipe.name}"
    title = recipe.title or recipe.name
    status = train_in(folder, recipe, title=title, processes=args.processes)
    if status:
        return status
    if Run(folder).card is not None:
        print(f"{folder}: {Run(folder).finished().verdict}")
    else:
        print(_over_repeats(folder))
    return 0


def _over_repeats(folder: Path) -> str:
    """The figures of a job that trained one recipe several times: mean and t-interval; of its
    held-out classes, what each came to.
    """
    from core.recipes.repeats import count_of, set_apart
    from core.sweeps.repeats import spreads
    from core.sweeps.trials import told

    runs = _runs(folder)
    recipes, cards = [run.recipe() for run in runs], [run.finished() for run in runs]
    lines = [f"{folder}: {count_of(recipes)}, mean and 95 % t-interval over them"]
    lines += [
        f"  {name} {told(name, each)}"
        for name, each in spreads(cards).items()
        if "net/" not in name
    ]
    for recipe, card in zip(recipes, cards, strict=True):
        apart = [name for name in card.metrics if name.endswith("/held-out")]
        lines += [f"{set_apart(recipe, recipes)}:"] if apart else []
        lines += [f"  {name} {told(name, card.metric(name))}" for name in apart]
    return "\n".join(lines)


def _runs(folder: Path) -> list[Run]:
    from core.jobs.jobs import job_file
    from core.runs.run import Run

    return [Run(folder / name) for name in job_file(folder).runs]


def recipe_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say what to train, and where."""
    parser.add_argument("recipe", help="a shipped recipe's name, or a YAML file")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="change a setting, as in --set optimiser.lr=0.01; may be repeated",
    )
    parser.add_argument(
        "--out",
        type=Path,
        help="the folder to fill (default: a new one under runs/); one begun goes on",
    )
    parser.format_help = partial(_help, parser)  # type: ignore[method-assign]


def _help(parser: argparse.ArgumentParser) -> str:
    """The options, and behind them all that `--set` takes."""
    from core.commands._settings_text import settings_text

    return f"{argparse.ArgumentParser.format_help(parser)}\nsettings:\n{settings_text()}\n"


def asked_recipe(args: argparse.Namespace) -> Recipe:
    """The recipe with the settings of the command line; raises BadRecipe where they make no sense,
    in the words of the pages.
    """
    from core.recipes.recipe import changed, load_recipe
    from core.tasks import refuse

    recipe = changed(load_recipe(args.recipe), dict(map(setting_of, args.settings)))
    refuse(recipe)
    return recipe


def train_in(folder: Path, recipe: Recipe, *, title: str, processes: int = 1) -> int:
    """Train in a folder, or go on there, with a line of progress; 0 once the run is finished."""
    from core.jobs.jobs import CANCELLED, make_job
    from core.jobs.make import train_by

    if not (folder / "job.json").is_file():
        make_job(folder, [recipe], title=title, state=CANCELLED, processes=processes)
    if all(run.card for run in _runs(folder)):
        return 0
    train_by(folder, processes)
    if status := work_in(folder):
        return status
    if not all(run.card for run in _runs(folder)):
        print(f"{folder}: stopped; the same command goes on.")
        return STOPPED
    return 0
