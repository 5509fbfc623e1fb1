"""The runs a page can offer: shipped checkpoints and those that were trained here."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import EmbedscopeError
from core.paths import runs_folder
from core.runs.run import Run, checkpoints


def finished_runs(needs: Callable[[Run], bool]) -> dict[str, Run]:
    """Name to run, of those that `needs` accepts: checkpoints first, the best map before all."""
    own = sorted(runs_folder().glob("*/recipe.yaml")) + sorted(
        runs_folder().glob("*/*/recipe.yaml")
    )
    runs = {run.name: run for run in sorted(checkpoints(), key=_rank)}
    for path in own:
        name = path.parent.relative_to(runs_folder()).as_posix()
        runs.setdefault(name, Run(path.parent))
    return {name: run for name, run in runs.items() if needs(run)}


def _rank(run: Run) -> tuple[bool, float]:
    """Nets that put out a plane before others, the most accurate first."""
    return run.card().get("net", {}).get("dimension") != 2, -(accuracy(run) or 0.0)


def accuracy(run: Run) -> float | None:
    """On the test images: of a classifier its own, of an embedding that of nearest neighbours."""
    metrics = run.card().get("metrics", {})
    measured = metrics.get("test_accuracy") or metrics.get("knn_accuracy_test")
    return None if measured is None else float(measured["value"])


def has_embedding(run: Run) -> bool:
    """Whether the run carries what a map needs."""
    return all((run.folder / "embedding" / f).is_file() for f in ("test.npy", "test_labels.npy"))


def run_title(run: Run) -> str:
    """What a person calls the run: its title, else its recipe's, else its folder's name."""
    return str(run.card().get("title") or _asked_title(run) or run.name)


def _asked_title(run: Run) -> str:
    try:
        return run.recipe().title
    except EmbedscopeError:  # unreadable: whoever opens the run is told
        return ""


def has_probabilities(run: Run) -> bool:
    """Whether the run carries what a classifier says of each test image."""
    return run.has_probabilities and (run.folder / "embedding/test_labels.npy").is_file()


def has_weights(run: Run) -> bool:
    """Whether the run is finished and its net can be asked about other images."""
    return "net" in run.card() and run.has_weights


def run_line(name: str, run: Run) -> str:
    """A line of a list: title, name, accuracy."""
    title, share = run_title(run), accuracy(run)
    line = title if title == name else f"{title} · {name}"
    return line if share is None else f"{line} · {share:.3f}"
