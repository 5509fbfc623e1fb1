"""A job done here and now, with a line of progress; Ctrl-C stops it so that it can go on later."""

from __future__ import annotations

import datetime
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import BadRecipe

if TYPE_CHECKING:
    from core.jobs.jobs import Status

STOPPED = 130
"""The exit status of what somebody stopped."""


def work_in(folder: Path, *, unit: str = "step") -> int:
    """Do the job in `folder`, or go on with it: 0 at its end or where it was stopped, else not."""
    from core.commands._progress import ProgressLine
    from core.jobs.jobs import read_status
    from core.jobs.worker import work

    (folder / "cancel").unlink(missing_ok=True)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: (folder / "cancel").touch())
    line = ProgressLine()
    status = work(folder, watch=lambda status: line.show(_words(status, unit)))
    line.end()
    if status:
        print(read_status(folder).message)
    return status


def setting_of(text: str) -> tuple[str, Any]:
    """The dotted name and the value of one `--set`; raises BadRecipe."""
    import yaml

    key, equals, value = text.partition("=")
    if not equals:
        raise BadRecipe(f"--set takes KEY=VALUE, as in optimiser.lr=0.01, not {text!r}.")
    return key.strip(), yaml.safe_load(value)


def _words(status: Status, unit: str) -> str:
    left = "" if status.left is None else f", {datetime.timedelta(seconds=round(status.left))} left"
    where = f"{unit} {status.step} of {status.steps}" if unit else f"{_share(status):.0%}"
    return f"{where}{left} {status.message}"


def _share(status: Status) -> float:
    return status.step / status.steps if status.steps else 0.0
