"""Several processes that train one job together (`core.training.parallel`): who starts them.

A job that asks for several starts the others here: `python -m core.jobs.processes`, on the same
machine, where they meet by a file. Where somebody else has started them all, as torchrun, Slurm or
Ray Train do, they meet by the variables that those set: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT.
Either way the first does the job, and the others follow it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.errors import EmbedscopeError, ProcessLost
from core.paths import ROOT
from core.training.parallel.processes import ALONE, Processes, processes

MEETING = "EMBEDSCOPE_MEETING"
"""The variable that names the folder in which those that are started here meet."""
PATH = os.environ.get("PYTHONPATH")
EVERY = 0.05  # seconds between two looks at whether they are up
GRACE = 2.0  # seconds in which one that is lost ends, so that it can be told how
Others = dict[int, "subprocess.Popen[str]"]


def gpus_here() -> int:
    """How many GPUs this machine has, without asking torch, which the web process must not."""
    return len(list(Path("/dev").glob("nvidia[0-9]*")))


def most_here() -> int:
    """The number of processes from which on those of one machine share cores or GPUs."""
    return max(os.cpu_count() or 1, gpus_here())


@contextmanager
def led(count: int, *, log: Path) -> Iterator[Processes]:
    """Train with `count - 1` others, started for a while, or with those that came with this one.

    What they print goes to `log`. Raises ProcessLost, with the last of it, where one ends early.
    """
    if count == 1 or processes().size > 1:
        yield processes()
        return
    from core.training.parallel.several import joined

    with tempfile.TemporaryDirectory() as name, _started(count, Path(name), log) as others:
        try:
            _wait_until_up(others, Path(name))
            with joined(0, count, at=_meeting(Path(name))) as several:
                yield several
                let_go()
        except ProcessLost as lost:
            raise ProcessLost(_told(others, log) or str(lost)) from lost


@contextmanager
def given() -> Iterator[Processes]:
    """Train with those that somebody else started, where this process is one of several."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield ALONE
        return
    from core.training.parallel.several import joined

    with joined(int(os.environ["RANK"]), size) as several:
        yield several


def lead(folders: Sequence[Path]) -> None:
    """Let the others train, with the first, the runs in these folders."""
    names = [str(folder.resolve()) for folder in folders]
    processes().from_first(lambda: names)


def let_go() -> None:
    """Let the others end."""
    processes().from_first(_nothing)


def follow() -> int:
    """Train what the first trains until it lets go: 0. Signals are for the first alone."""
    from core.runs.run import Run
    from core.tasks import train

    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    while (names := processes().from_first(_nothing)) is not None:
        train([Run(Path(name)) for name in names])
    return 0


def _nothing() -> list[str] | None:
    """What the others ask the first for, who answers with folders."""
    return None


@contextmanager
def _started(count: int, folder: Path, log: Path) -> Iterator[Others]:
    """The others, for a while; each ends when this process does."""
    others: Others = {}
    try:
        with log.open("w") as out:
            for rank in range(1, count):
                own = {"RANK": str(rank), "WORLD_SIZE": str(count), MEETING: str(folder)}
                own["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), PATH)))
                others[rank] = subprocess.Popen(
                    [sys.executable, "-m", "core.jobs.processes"],
                    env=os.environ | own,
                    stdin=subprocess.PIPE,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    text=True,
                    start_new_session=True,
                )
        yield others
    finally:
        for other in others.values():
            other.kill()
            other.communicate()


def _wait_until_up(others: Others, folder: Path) -> None:
    while not all((folder / str(rank)).exists() for rank in others):
        if any(other.poll() is not None for other in others.values()):
            raise ProcessLost("One of the processes did not come up.")
        time.sleep(EVERY)


def _told(others: Others, log: Path) -> str:
    """Which of them ended, how, and the last that it said; empty where none did."""
    until = time.monotonic() + GRACE
    while time.monotonic() < until and all(each.poll() is None for each in others.values()):
        time.sleep(EVERY)
    ended = [(rank, each.returncode) for rank, each in others.items() if each.returncode]
    if not ended:
        return ""
    rank, status = min(ended, key=lambda each: each[1])  # a signal's is negative: it came first
    how = f"was killed by signal {-status}" if status < 0 else f"failed (status {status})"
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    said = f" It said: {lines[-1].rstrip('.')}." if lines and status > 0 else ""
    return (
        f"Process {rank + 1} of {len(others) + 1} {how}.{said} Resume: training goes on from the "
        "last saved state, with any number of processes."
    )


def _meeting(folder: Path) -> str:
    return (folder / "meeting").as_uri()


def _end_with_parent() -> None:
    """Leave when whoever started this process is gone: nothing else holds its standard input."""

    def look() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=look, name="end with parent", daemon=True).start()


def main() -> int:
    """Come up as one of those that `led` starts, and follow."""
    from core.training.parallel.several import joined

    _end_with_parent()
    rank, folder = os.environ["RANK"], Path(os.environ[MEETING])
    (folder / rank).touch()
    try:
        with joined(int(rank), int(os.environ["WORLD_SIZE"]), at=_meeting(folder)):
            return follow()
    except EmbedscopeError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
