"""Which run comes first, what it is called in a list, and which net's name it bears."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import paths
from core.metrics.metric import Metric
from core.runs.card_file import write_card
from core.runs.find import whole_runs
from core.runs.run import Run
from core.runs.standing import (
    best_first,
    group_of,
    has_pictures,
    how_sure,
    lines_of,
    luck_of,
    opening,
    teaches,
    title_of,
)
from tests.conftest import write_checkpoint


def write(folder: Path, *, share: float = 0.85, title: str = "A run", **about: Any) -> Path:
    """A run of "tiny"'s kind with so accurate a net; `pictures=False` leaves it without any."""
    pictures, classes = about.pop("pictures", True), about.pop("classes", 10)
    write_checkpoint(folder)
    path = folder / "card.json"
    card = json.loads(path.read_text())
    card["title"] = title
    card["metrics"]["knn_accuracy_test"] = {"value": share, "low": share, "high": share, "n": 400}
    card["data"]["classes"] = [f"class {i}" for i in range(classes)]
    card["data"]["name"] = about.pop("data", "fashion-mnist")
    card["net"] |= about
    path.write_text(json.dumps(card))
    if not pictures:
        shutil.rmtree(folder / "thumbs")
    return folder


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty folders of checkpoints and runs; no data set but the digits is here."""
    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "checkpoints")
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "runs"))
    for name in ("DATA", "OWN"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / "none"))
    return tmp_path


def test_what_can_be_seen_then_whose_then_what_teaches_then_how_well(places: Path) -> None:
    shipped, own = places / "checkpoints", places / "runs"
    write(shipped / "unseen", share=0.9, pictures=False)
    write(shipped / "report-batch-hard", share=0.9)
    write(shipped / "perfect", share=0.999)
    write(shipped / "good", share=0.8)
    write(shipped / "better", share=0.9)
    write(own / "mine", share=0.3)
    write(own / "mine-unseen", share=0.9, pictures=False)
    assert list(whole_runs()) == [
        "mine",
        "better",
        "good",
        "perfect",
        "report-batch-hard",
        "mine-unseen",
        "unseen",
    ]


def test_a_page_opens_on_the_last_look_else_on_what_it_prefers_else_on_the_first(
    places: Path,
) -> None:
    shipped = places / "checkpoints"
    write(shipped / "first", share=0.9)
    write(shipped / "second", share=0.8)
    write(shipped / "unseen", share=0.95, pictures=False)
    runs = whole_runs()
    assert opening(runs) == "first"
    assert opening(runs, last="unseen") == "unseen"
    assert opening(runs, last="gone") == "first"
    assert opening(runs, prefer=lambda run: run.name != "first") == "second"
    assert opening(runs, prefer=lambda run: run.name == "unseen") == "first"
    assert opening(runs, prefer=lambda run: len(run.name)) == "second"  # "unseen" has no pictures


def test_a_data_set_that_is_here_shows_pictures_too(places: Path) -> None:
    digits = Run(write(places / "checkpoints/of-digits", pictures=False, data="digits"))
    other = Run(write(places / "checkpoints/other", pictures=False, data="nobody's"))
    assert [has_pictures(run) for run in (digits, other)] == [True, False]


@pytest.mark.parametrize(
    ("share", "classes", "worth"),
    [(0.85, 10, True), (0.999, 10, False), (0.12, 10, False), (0.85, 2, False), (0.5, 200, False)],
)
def test_there_must_be_classes_learned_and_mistaken_to_teach(
    places: Path, share: float, classes: int, worth: bool
) -> None:
    assert teaches(Run(write(places / "runs/one", share=share, classes=classes))) is worth


def test_a_line_says_title_data_set_figure_and_whose(places: Path) -> None:
    shipped = places / "checkpoints"
    write(shipped / "ours", title="A small net")
    write(shipped / "report-one", title="A small net on Fashion-MNIST")
    write(places / "runs/a", title="Twice")
    write(places / "runs/b", title="Twice")
    lines = lines_of(whole_runs())
    assert lines["ours"] == ".850 · A small net · Fashion-MNIST"
    assert lines["report-one"] == ".850 · A small net on Fashion-MNIST · as reported"
    assert lines["a"] == ".850 · Twice · Fashion-MNIST · yours · a"
    assert group_of(Run(places / "runs/a")) == "yours"


def test_a_net_that_stood_in_is_called_what_it_is(places: Path) -> None:
    folder = write(
        places / "checkpoints/x", title="ResNet-50 fine-tuned", name="efficientnet-lite0"
    )
    (folder / "recipe.yaml").write_text("net: {name: resnet50, dimension: 2}\n")
    assert title_of(Run(folder)) == "EfficientNet-Lite0 fine-tuned"
    (folder / "recipe.yaml").write_text("net: {name: efficientnet-lite0, dimension: 2}\n")
    assert title_of(Run(folder)) == "ResNet-50 fine-tuned"


def test_the_shipped_runs_have_lines_that_differ() -> None:
    from core.runs.find import checkpoints

    runs = best_first({run.name: run for run in checkpoints()})
    lines = lines_of(runs)
    assert len(set(lines.values())) == len(lines) > 70
    assert not [
        line
        for line in lines.values()
        if "ResNet-50" in line and "report-kin" not in line and "Kin" not in line
    ]


def test_an_interval_over_seeds_is_told_apart_from_one_over_images(places: Path) -> None:
    run = Run(write(places / "runs" / "one"))
    assert how_sure(run) == ".850 to .850 over test images; one seed: its luck is unknown"
    card = replace(run.finished(), over_seeds={"test/knn_accuracy": Metric(0.84, 0.8, 0.88, 3)})
    write_card(run.folder / "card.json", card)
    said = how_sure(Run(run.folder))
    # half an interval of .04, t of two degrees of freedom 4.303: .04 * sqrt(3) / 4.303 = .0161
    assert said == (
        ".850 to .850 over test images; mean of 3 seeds .840, standard deviation .016, .800 to "
        ".880 over seeds"
    )


def test_a_difference_within_the_luck_of_the_seeds_is_not_called_real(places: Path) -> None:
    runs = [Run(write(places / "runs" / name)) for name in ("one", "two")]
    assert "luck is unknown" in luck_of(*runs)
    for run, mean in zip(runs, (0.84, 0.85), strict=True):
        seeds = {"test/knn_accuracy": Metric(mean, mean - 0.04, mean + 0.04, 3)}
        write_card(run.folder / "card.json", replace(run.finished(), over_seeds=seeds))
    assert "not called a real difference" in luck_of(*(Run(run.folder) for run in runs))
    far = {"test/knn_accuracy": Metric(0.99, 0.98, 1, 3)}
    write_card(runs[1].folder / "card.json", replace(runs[1].finished(), over_seeds=far))
    assert "Seeds alone do not explain it" in luck_of(*(Run(run.folder) for run in runs))
