"""What is said beside a figure, read from the run."""

from __future__ import annotations

from core.paths import CHECKPOINTS
from core.runs.cautions import NOT_VALIDATED, WATCHED, cautions
from core.runs.run import Run
from core.studies.reported import cautions_of, rows


def said(name: str) -> list[str]:
    return cautions(Run(CHECKPOINTS / name))


def test_a_head_that_starts_from_imagenets_own_classes_says_so() -> None:
    validated, known = said("ants-and-bees")
    assert validated == NOT_VALIDATED
    assert "ImageNet's own classes (310, 309)" in known
    assert said("report-transfer-svm") == [NOT_VALIDATED]


def test_only_what_is_so_is_said() -> None:
    assert said("birds") == []
    assert said("small-2d") == [NOT_VALIDATED, WATCHED]
    assert said("garments") == []
    assert said("kin") == []
    assert said("jigsaw") == []


def test_a_report_says_each_once_with_its_runs() -> None:
    told = cautions_of(rows(report="003"))
    assert len(told) == len(set(told)) == 2
    assert sum("ants-and-bees" in each for each in told) == 2
