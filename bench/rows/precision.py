"""Whether the fastest settings cost accuracy: LightModel trained in fp32 and in those."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench.table import Measured, Skipped

ROWS = {"precision_gap": ("intervals", "<=", 1.0)}
ON_REQUEST = True  # takes minutes
SEEDS = (0, 1, 2)
EPOCHS = 2


def measure() -> dict[str, Measured]:
    """The difference of mean accuracies, in units of half a run's own 95 % interval."""
    from core import data
    from core.training.device import place

    if data.find("fashion-mnist") is None:
        raise Skipped("Fashion-MNIST is not on this machine; get it with `make data`")
    fast = place("auto").precision
    if fast == "fp32":
        raise Skipped("the fastest settings of this machine are fp32")
    with tempfile.TemporaryDirectory() as folder:
        runs = {
            precision: [_accuracy(Path(folder), precision, seed) for seed in SEEDS]
            for precision in ("fp32", fast)
        }
    exact, quick = (statistics.mean(v for v, _ in found) for found in runs.values())
    half = statistics.mean(half for found in runs.values() for _, half in found)
    values = {precision: [round(v, 4) for v, _ in found] for precision, found in runs.items()}
    how = (
        f"mean 3-NN test accuracy of LightModel (NCA, {EPOCHS} epochs, seeds {SEEDS}): fp32 "
        f"{exact:.4f}, {fast} {quick:.4f} ({values}); their difference / half a 95 % interval of "
        f"one run ({half:.4f})"
    )
    return {"precision_gap": Measured(abs(exact - quick) / half, len(SEEDS), how)}


def _accuracy(folder: Path, precision: str, seed: int) -> tuple[float, float]:
    from core.recipes.recipe import changed, load_recipe
    from core.runs.run import Run
    from core.runs.writer import RunWriter
    from core.tasks import train

    settings = {"length.epochs": EPOCHS, "precision": precision, "seed": seed, "evaluate": "sample"}
    run = Run(folder / f"{precision}-{seed}")
    RunWriter(run).begin(changed(load_recipe("light-2d"), {**settings, "probe.frames": 1}))
    train([run])
    accuracy = run.finished().metric("test/knn_accuracy")
    low, high = accuracy.low or 0.0, accuracy.high or 0.0
    return accuracy.value or 0.0, (high - low) / 2
