"""Somebody's own images brought as a data set: what `python -m core data --take` does.

Every image is looked at before anything is kept. A job that is stopped or killed leaves nothing but
the upload, from which it can begin again; that goes when the images are kept or refused, else after
a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.data.own_division import Division
from core.data.versions import check_alone
from core.errors import BadRecipe, BadUpload, Stopped
from core.paths import own_folder
from core.progress import Progress

if TYPE_CHECKING:
    from core.embeddings.uploads.classes import Taken
    from core.jobs.job_files import JobFile

TITLE = "Own images"
NEEDS = ("file", "name")
WARM_AFTER = None
LEAVES = False


def uploads_folder() -> Path:
    """Where uploads wait for their job; one that none takes is swept (core.cleaning)."""
    return own_folder() / "uploads"


def described(
    file: Path,
    name: str,
    *,
    label: str | None = None,
    division: Division | None = None,
    replaces: str = "",
) -> dict[str, Any]:
    """What such a job keeps: the file or folder, what its owner calls it, the column of the
    classes, how test images are drawn, and the data set of one's own that it `replaces`.

    Raises BadRecipe where a job still needs that, or a version of it with other labels.
    """
    if replaces:
        check_alone(replaces)
        _check_free(replaces)
    told = {"label": label, "division": asdict(division or Division()), "replaces": replaces}
    return {"file": str(file), "name": name, **told}


def warm() -> Callable[[], object]:
    """Nothing is worth paying for beforehand."""
    return lambda: None


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Look at the images and keep them; the data set's name, and in a sentence what came in and
    what did not, join job.json. Raises BadUpload.
    """
    from core.embeddings.uploads.classes import take
    from core.jobs.jobs import tell

    about, path = job.about, Path(job.about["file"])
    if not path.exists():
        raise BadUpload(f"{about['name']} is not there any more. Bring it again.")
    try:
        taken = take(
            path,
            about["name"],
            label=about.get("label"),
            division=Division(**about.get("division", {})),
            progress=progress,
            stop=stop,
        )
        taken = _replaced(taken, about.get("replaces", ""), folder.name)
    except Stopped:
        return False
    except BadUpload:
        _forget(path)
        raise
    tell(folder, {"made": taken.known.name, "told": told(taken)})
    _forget(path)
    progress(1, 1, "")
    return True


def told(taken: Taken) -> str:
    """What was taken, in a sentence."""
    known = taken.known
    named = {"train": "training", "validation": "validation", "test": "test"}
    counts = [f"{len(rows):,} {named[part]}" for part, rows in known.splits.items()]
    classes = ", ".join(known.classes[:8]) + (", …" if len(known.classes) > 8 else "")
    listed = f"{', '.join(counts[:-1])} and {counts[-1]} images"
    return f"{known.title}: {classes}; {listed}. {' '.join(taken.notes)}".strip()


def _replaced(taken: Taken, old: str, job: str) -> Taken:
    """The same in the place of the data set `old`, where one is replaced; raises BadRecipe."""
    from dataclasses import replace

    from core.data.own import find_own, replace_own
    from core.diagnosis.kept_checks import forget_check
    from core.label_repair.kept import forget_queue

    if not old or find_own(old) is None:
        return taken
    _check_free(old, besides=job)
    check_alone(old)
    forget_queue(old)
    replace_own(old, taken.known.name)
    forget_check(old)
    known = find_own(taken.known.name)
    return taken if known is None else replace(taken, known=known)


def _check_free(name: str, *, besides: str = "") -> None:
    from core.jobs.using import job_using

    if busy := job_using(name, besides=besides):
        raise BadRecipe(f"{busy} still needs these images. Stop it first, or let it finish.")


def _forget(path: Path) -> None:
    """Remove an upload; what lies elsewhere on the server is not ours."""
    if path.is_relative_to(uploads_folder()):
        path.unlink(missing_ok=True)
