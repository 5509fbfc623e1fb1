"""Shipped baselines are of the very images that the shipped runs were judged on."""

from __future__ import annotations

from core.diagnosis.baselines import digest
from core.diagnosis.kept_checks import baselines_beside, shipped_baselines
from core.runs.find import checkpoints


def test_figures_and_baselines_are_of_the_same_images_in_the_same_order() -> None:
    known = shipped_baselines()
    judged = [run for run in checkpoints() if run.finished().data.name in known]
    for run in judged:
        found = baselines_beside(run.finished())
        assert found is not None, run.name
        assert digest(run.labels("test")) == found.labels, run.name
        for share in (found.majority, found.linear, found.nearest):
            assert share.n == found.test == len(run.labels("test")), run.name


def test_the_reports_sets_of_images_are_measured() -> None:
    known = shipped_baselines()
    assert {"cifar100", "cub200", "fashion-mnist", "fruits360", "hymenoptera"} <= set(known)
    assert [each.classes for each in known["cifar100"]] == [100, 25]
