"""What is said of a run, from histories whose end is known."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from core import files
from core.diagnosis.collapse import collapse_step
from core.runs.run import Run
from core.runs.watched import watches_test_images
from core.runs.writer import RunWriter
from core.tasks.embed.diagnosis import EVIDENCE, diagnosis


def run_with(folder: Path, rows: list[dict[str, float]], *, split: str = "test") -> Run:
    run = Run(folder)
    writer = RunWriter(run)
    classes = [str(c) for c in range(10)]
    about = {"data": "digits", "split": split, "classes": classes, "indices": list(range(100))}
    writer.watch(np.arange(100) % 10, about)
    for row in rows:
        writer.log({"lr": 0.01, "active_share": 0.5, **row})
    writer.save_history()
    return run


def rows(ratios: list[float], spreads: list[float], accuracy: list[float]):
    return [
        {
            "step": 10 * (place + 1),
            "loss": 2.0 if math.isnan(ratio) else ratio,
            "loss_over_margin": ratio,
            "spread": spread,
            "knn_accuracy": seen,
            "silhouette": -0.1,
        }
        for place, (ratio, spread, seen) in enumerate(zip(ratios, spreads, accuracy, strict=True))
    ]


def test_a_collapse_names_its_step_and_a_remedy(tmp_path: Path) -> None:
    run = run_with(
        tmp_path,
        rows([3.0, 1.02, 1.4, 1.01, 1.0], [1, 0.4, 0.3, 0.01, 0.001], [0.3] * 3 + [0.1] * 2),
    )
    assert collapse_step(run.history()) == 40
    said = diagnosis(run)
    assert said.startswith(
        "Collapsed at step 40: every image maps to one point; loss / margin = 1.00"
    )
    assert "semi-hard" in said


def test_a_shrunken_map_that_keeps_its_order_is_not_called_a_point(tmp_path: Path) -> None:
    run = run_with(tmp_path, rows([1.0, 1.0], [1, 0.001], [0.5, 0.5]))
    assert "some of its order remains (k-NN accuracy .50)" in diagnosis(run)


def test_a_loss_without_margin_collapses_by_its_spread(tmp_path: Path) -> None:
    nan = float("nan")
    assert (
        collapse_step(
            run_with(tmp_path / "a", rows([nan] * 3, [1, 0.01, 0.005], [0.1] * 3)).history()
        )
        == 20
    )
    assert (
        collapse_step(run_with(tmp_path / "b", rows([nan] * 3, [1, 0.5, 0.9], [0.1] * 3)).history())
        is None
    )


@pytest.mark.parametrize(
    ("accuracy", "extra", "words"),
    [
        ([0.3, 0.82], {}, "Learned: k-NN accuracy .82"),
        ([0.11, 0.12], {}, "Learned nothing that shows"),
        ([0.11, 0.18], {}, "next to nothing"),
        ([0.8, 0.5], {}, "Unstable"),
        ([0.3, 0.8], {"active_share": 0.001, "margin": 1.0}, "larger margin"),
        ([0.3, 0.8], {"active_share": 0.001, "margin": float("nan")}, "of its pairs"),
    ],
)
def test_other_ends(
    tmp_path: Path, accuracy: list[float], extra: dict[str, float], words: str
) -> None:
    told = [{**row, **extra} for row in rows([0.5, 0.4], [1, 2], accuracy)]
    assert words in diagnosis(run_with(tmp_path, told))


def test_divergence_and_the_beginning(tmp_path: Path) -> None:
    assert "Nothing to report yet" in diagnosis(run_with(tmp_path / "new", []))
    broken = rows([0.5, 0.5], [1, 1], [0.2, 0.2])
    broken[1]["loss"] = float("nan")
    assert "Diverged" in diagnosis(run_with(tmp_path / "nan", broken))


def test_history_of_a_damaged_file_says_which(tmp_path: Path) -> None:
    from core.errors import RunBroken

    files.write_text(tmp_path / "history.csv", "step,loss\n1,abc\n")
    with pytest.raises(RunBroken, match=r"history\.csv"):
        Run(tmp_path).history()


def test_what_grows_from_a_small_start_has_not_collapsed(tmp_path: Path) -> None:
    run = run_with(tmp_path, rows([1.0, 0.99, 1.02], [0.05, 0.2, 4.0], [0.3, 0.6, 0.9]))
    assert collapse_step(run.history()) is None
    assert diagnosis(run).startswith("Learned: k-NN accuracy .90")


def test_of_a_training_under_way_nothing_is_said_to_be_learned(tmp_path: Path) -> None:
    def under_way(name: str, *, ratio: float, spread: float, last: int) -> str:
        told = rows([1.0, ratio, ratio], [1, spread, spread], [0.2, 0.28, 0.28])
        told[1]["step"], told[2]["step"] = EVIDENCE // 2, last
        return diagnosis(run_with(tmp_path / name, told), ended=False)

    assert under_way("early", ratio=0.9, spread=1.1, last=6 + EVIDENCE // 2) == (
        f"Too early to tell: {6 + EVIDENCE // 2} steps so far."
    )
    learning = under_way("learning", ratio=0.9, spread=1.1, last=EVIDENCE)
    assert learning == "So far: k-NN accuracy .28 on 100 test images, silhouette -.10."
    still = under_way("still", ratio=1.0, spread=1.0, last=EVIDENCE - 1 + EVIDENCE // 2)
    assert "ollapsed" not in under_way("brief", ratio=1.0, spread=1e-4, last=EVIDENCE)
    assert "ollapsed" not in still
    fallen = under_way("fallen", ratio=1.0, spread=1e-4, last=3 * EVIDENCE)
    assert fallen.startswith("So far: collapsed at step 10")


def test_a_verdict_names_the_images_that_were_watched(tmp_path: Path) -> None:
    told = rows([0.5, 0.4], [1, 2], [0.3, 0.8])
    assert "on 100 test images" in diagnosis(run_with(tmp_path / "before", told))
    run = run_with(tmp_path / "now", told, split="train")
    assert "on 100 training images" in diagnosis(run)
    files.write_text(run.folder / "recipe.yaml", "data: {name: digits, validation: 100}")
    assert "on 100 validation images" in diagnosis(run)
    assert not watches_test_images(run)
    assert watches_test_images(Run(tmp_path / "before"))
