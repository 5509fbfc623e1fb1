"""The folder of a new job."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import files
from core.access import access, who
from core.errors import BadRecipe
from core.jobs.folders import ring
from core.jobs.job_files import WAITING, Status, job_file, write_status
from core.jobs.kinds import SWEEP, kind_of_job
from core.recipes.recipe import Recipe
from core.recipes.repeats import asks_for_several
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.sweeps.repeats import runs_asked
from core.typed_json import plain


def make_job(
    folder: Path,
    recipes: Sequence[Recipe],
    *,
    title: str,
    state: str = WAITING,
    after: Sequence[str] = (),
    processes: int = 1,
    private: bool | None = None,
) -> None:
    """Fill a new folder with a job; with another state than "queued" no dispatcher takes it."""
    if not recipes:
        raise BadRecipe("A job needs at least one recipe.")
    _check(processes)
    runs = _runs(recipes)
    for name, recipe in runs.items():
        RunWriter(Run(folder / name)).begin(recipe)
    write_status(folder, Status(state=state))
    kept = {"private": True} if is_private(private) else {}
    write_job(folder, title=title, runs=list(runs), after=list(after), processes=processes, **kept)


def is_private(asked: bool | None = None) -> bool:
    """Whether what somebody starts now is theirs alone; what has no owner is nobody's secret."""
    return bool(who().name) and (access().private_runs if asked is None else asked)


def train_by(folder: Path, processes: int) -> None:
    """Let a job that does not run be trained, from where it stands, by so many processes."""
    _check(processes)
    job = job_file(folder)
    if job.processes != processes:
        files.write_json(folder / "job.json", plain(replace(job, processes=processes)))


def _check(processes: int) -> None:
    if processes < 1:
        raise BadRecipe(f"A job is trained by one process or more, not {processes}.")


def make_other_job(
    folder: Path,
    kind: str,
    about: Mapping[str, Any],
    *,
    title: str,
    state: str,
    texts: Mapping[str, str],
    after: Sequence[str] = (),
    private: bool | None = None,
) -> None:
    """Fill a new folder with a job that has no run of its own; raises UnknownName for its kind."""
    kind_of_job(kind)
    for name, text in texts.items():
        files.write_text(folder / name, text)
    write_status(folder, Status(state=state))
    kept = {"private": True} if kind == SWEEP and is_private(private) else {}
    write_job(folder, title=title, runs=[], kind=kind, about=dict(about), after=list(after), **kept)


def tell(folder: Path, about: Mapping[str, Any]) -> None:
    """Add to what is known of a map's job, such as its embedding set's name once that is there."""
    job = job_file(folder)
    told = replace(job, about={**job.about, **about})
    files.write_json(folder / "job.json", plain(told))


def new_name() -> str:
    """For the folder of another job: when it was made, and a bit of chance."""
    now = datetime.datetime.now(datetime.UTC)
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def write_job(folder: Path, *, title: str, runs: Sequence[str], **more: Any) -> None:
    """Write job.json, last: from now on it is a job."""
    created = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
    by = {key: said for key in ("name", "browser") if (said := getattr(who(), key))}
    owner = {"owner": by.pop("name")} if "name" in by else {}
    about = {"title": title, "created": created, "runs": list(runs), **owner, **by, **more}
    files.write_json(folder / "job.json", about)
    ring(folder)


def _runs(recipes: Sequence[Recipe]) -> dict[str, Recipe]:
    """By the name of its folder; a run alone lies in the job's own.

    A race's runs are called after what sets them apart, numbered where one comes twice.
    """
    several = any(map(asks_for_several, recipes))
    if len(recipes) == 1:
        return runs_asked(recipes[0]) if several else {".": recipes[0]}
    if several:
        raise BadRecipe(
            "Seeds, folds and held-out classes repeat one recipe, and a race has several: leave "
            "them out."
        )
    names: list[str] = []
    for recipe in recipes:
        name, count = recipe.lane, 1
        while name in names:
            count += 1
            name = f"{recipe.lane}-{count}"
        names.append(name)
    return dict(zip(names, recipes, strict=True))
