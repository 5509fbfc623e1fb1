"""Finding runs: the shipped checkpoints and what was trained here; the whole ones, and the broken.

Every picker takes its runs from here, so that what one page offers the others know, and a broken
run is nowhere but in `broken_runs`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core import files, paths
from core.access import Action, Thing, check
from core.access.owner import owner_of_run
from core.access.private import is_hidden
from core.access.roots import within_roots
from core.errors import RunBroken, UnknownName, Unreadable
from core.paths import runs_folder
from core.runs.check import problem
from core.runs.run import Run
from core.runs.standing import best_first

Needs = Callable[[Run], bool]
MARKS = ("recipe.yaml", "card.json", "history.csv")
"""A folder with one of these is a run, or what is left of one."""
KEPT = "kept.json"
"""In a sweep's folder: `{"runs": ["trials/0003/seed-0"]}`, those of its runs that are listed."""


@dataclass(frozen=True)
class Broken:
    """A run that cannot be read, why, and whether it was trained here and so may be deleted."""

    name: str
    run: Run
    reason: str
    own: bool


def checkpoints(*, task: str | None = None) -> list[Run]:
    """The shipped runs that are whole, by name; all, or those of one task."""
    whole = (run for run in _shipped() if problem(run) is None)
    return [run for run in whole if task in (None, run.task)]


def whole_runs(needs: Needs = lambda _: True) -> dict[str, Run]:
    """Name to run, finished or not, of those that are whole and that `needs` accepts, the best
    first; a run of a race is called `race/lane`.
    """
    runs = {run.name: run for run in checkpoints()}
    for name, run in _own():
        if name not in runs and problem(run) is None:
            runs[name] = run
    return best_first({name: run for name, run in runs.items() if _accepts(needs, run)})


def own_runs() -> dict[str, Run]:
    """Name to run of those outside the checkpoints that are whole, in no order of merit."""
    return {name: run for name, run in _own() if problem(run) is None}


def finished_runs(needs: Needs = lambda _: True) -> dict[str, Run]:
    """As `whole_runs`, of those that have a card."""
    return whole_runs(lambda run: run.card is not None and needs(run))


def broken_runs() -> list[Broken]:
    """Those that cannot be read, with the reason."""
    named = [(run.name, run, False) for run in _shipped()]
    named += [(name, run, True) for name, run in _own()]
    told = ((name, run, problem(run), own) for name, run, own in named)
    return [Broken(name, run, reason, own) for name, run, reason, own in told if reason]


def find_run(name: str) -> Run:
    """A checkpoint or a finished run by its name, `race/lane` by both; or by its path.

    Raises UnknownName; RunBroken where the run is there and cannot be read.
    """
    for folder in (paths.CHECKPOINTS / name, runs_folder() / name, Path(name)):
        if _is_run(folder) and not is_hidden(folder):
            run = Run(_known_or_allowed(folder.resolve()))
            reason = problem(run)
            if reason is not None:
                raise RunBroken(reason)
            return run
    known = [run.name for run in _shipped()] + [name for name, _ in _own()]
    raise UnknownName("checkpoint or run", name, known)


def run_key(run: Run) -> str:
    """The name by which `find_run` finds it again: "light-2d", "race/lane", or its path."""
    for folder in (paths.CHECKPOINTS, runs_folder()):
        if run.folder.is_relative_to(folder.resolve()):
            return run.folder.relative_to(folder.resolve()).as_posix()
    return str(run.folder)


def run_folders() -> list[Path]:
    """The folders of all runs, shipped and own, broken ones too."""
    return [run.folder for run in _shipped()] + [run.folder for _, run in _own()]


def delete_run(name: str) -> None:
    """Remove a run that was trained here, broken or not; raises UnknownName."""
    own = dict(_own())
    if name not in own:
        raise UnknownName("run of your own", name, own)
    check(Action.DELETE, Thing(name, owner_of_run(own[name].folder)))
    shutil.rmtree(own[name].folder)


def has_embedding(run: Run) -> bool:
    """Whether the run carries what a map needs."""
    names = ("test.npy", "test_labels.npy")
    return all(files.is_file(run.folder / "embedding" / name) for name in names)


def has_probabilities(run: Run) -> bool:
    """Whether the run carries what a classifier says of each test image."""
    return run.has_probabilities and files.is_file(run.folder / "embedding/test_labels.npy")


def has_net(run: Run) -> bool:
    """Whether the run is finished and its net can be asked about other images."""
    return run.card is not None and run.card.net is not None and run.has_weights


def sees_images(run: Run) -> bool:
    """Whether the run is finished and turns other images into vectors: by a net, or by a head on a
    frozen encoder.
    """
    return run.card is not None and run.card.outputs is not None and run.has_weights


def _accepts(needs: Needs, run: Run) -> bool:
    try:
        return needs(run)
    except RunBroken:  # its files changed after it was found whole
        return False


def _known_or_allowed(folder: Path) -> Path:
    """Raises NotAllowed for a path elsewhere on the server that who asks may not see."""
    return folder if folder.is_relative_to(paths.CHECKPOINTS.resolve()) else within_roots(folder)


def _is_run(folder: Path) -> bool:
    return any(os.path.lexists(f"{folder}/{name}") for name in MARKS)


def _shipped() -> list[Run]:
    return [Run(folder) for folder in _folders(paths.CHECKPOINTS) if _is_run(folder)]


def _own() -> Iterator[tuple[str, Run]]:
    """Runs of one level, then those of races and what sweeps keep, by the name that `find_run`
    takes; without what is hidden from who asks.
    """
    within, root = [], runs_folder()
    for folder in _folders(root):
        if is_hidden(folder):
            continue
        if _is_run(folder):
            yield folder.name, Run(folder)
        else:
            within += [run for run in (*_folders(folder), *_kept(folder)) if _is_run(run)]
    for run in within:
        yield run.relative_to(root).as_posix(), Run(run)


def _kept(folder: Path) -> list[Path]:
    """The runs of a sweep whose weights it keeps, by its own list."""
    if not os.path.lexists(folder / KEPT):
        return []
    try:
        names = files.read_json(folder / KEPT).get("runs", [])
    except Unreadable:
        return []
    known = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [folder / name for name in known if ".." not in Path(name).parts]


def _folders(place: Path) -> list[Path]:
    try:
        with os.scandir(place) as found:
            names = sorted(each.name for each in found if each.is_dir() and each.name[0] != ".")
    except OSError:
        return []
    return [place / name for name in names]
