"""Which nets solve puzzles: checkpoints and finished runs of the task "jigsaw"."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import EmbedscopeError, UnknownName
from core.metrics.decimal import between, decimal
from core.runs.card import RunCard
from core.runs.find import finished_runs
from core.runs.run import Run
from core.runs.standing import title_of

if TYPE_CHECKING:
    from core.inference.puzzle.solve import Solver

NO_NET = (
    "No net that solves puzzles is here yet. Train one on the page Self-supervision; it appears "
    "here when it is done."
)


def nets() -> dict[str, Run]:
    """Name to run: the checkpoints, then the runs that were trained here."""
    return finished_runs(_solves)


def _solves(run: Run) -> bool:
    return run.card is not None and run.card.solver is not None and run.has_weights


def net(name: str | None) -> Solver:
    """A net by its name, else the first; only those known: a caller names no other folders."""
    known = nets()
    if not known:
        raise EmbedscopeError(NO_NET)
    if name is not None and name not in known:
        raise UnknownName("net", name, known)
    folder = known[name or next(iter(known))].folder
    return _loaded(folder, (folder / "card.json").stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _loaded(folder: Path, version: int) -> Solver:
    del version  # a run that is trained anew is read anew
    from core.inference.puzzle.solve import Solver

    return Solver(Run(folder))


def choices(known: dict[str, Run]) -> list[tuple[str, str]]:
    """Title and name of each, for a list."""
    return [(_line(name, run), name) for name, run in known.items()]


def _line(name: str, run: Run) -> str:
    title = title_of(run)
    return title if title == name else f"{title} · {name}"


def how_good(card: RunCard) -> str:
    """What share of puzzles the net solved, against chance, in a sentence."""
    right, chance = card.metrics.get("test/accuracy"), card.value("test/chance_accuracy")
    if right is None or right.value is None or card.solver is None or not chance:
        return ""
    share, interval = decimal(right.value, 3), between(right.low, right.high)
    return (
        f"Taught {card.solver.permutations:,} orders. It named the order of {share} of "
        f"{right.n or 0:,} unseen puzzles (95 % interval {interval}), "
        f"{right.value / chance:.0f} times chance."
    )
