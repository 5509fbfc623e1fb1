"""The runs a page can offer: shipped checkpoints and those that were trained here."""

from __future__ import annotations

from collections.abc import Callable

from core.paths import runs_folder
from core.training.runs import Run, checkpoints


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
    card = run.card()
    accuracy = card.get("metrics", {}).get("knn_accuracy_test", {}).get("value") or 0.0
    return card.get("net", {}).get("dimension") != 2, -float(accuracy)


def has_embedding(run: Run) -> bool:
    """Whether the run carries what a map needs."""
    return all((run.folder / "embedding" / f).is_file() for f in ("test.npy", "test_labels.npy"))


def run_title(run: Run) -> str:
    """What a person calls the run: its title, else its folder's name."""
    return str(run.card().get("title") or run.name)


def has_weights(run: Run) -> bool:
    """Whether the run is finished and its net can be asked about other images."""
    return "net" in run.card() and (run.folder / "model.safetensors").is_file()


def run_line(name: str, run: Run) -> str:
    """A line of a list: title, name, accuracy."""
    accuracy = run.card().get("metrics", {}).get("knn_accuracy_test", {}).get("value")
    title = run_title(run)
    line = title if title == name else f"{title} · {name}"
    return line if accuracy is None else f"{line} · {accuracy:.3f}"
