"""Which embedding is best for what: by cards, on the same queries, and beside the seeds' luck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.comparison.best_for import USES, best_for, comparable, in_words
from core.metrics.embedding import FIGURES, embedding_figures
from core.metrics.metric import Metric
from core.runs.card_file import write_card
from core.runs.find import find_run
from core.runs.run import Run


def with_figures(run: Run, found: dict[str, Metric], **more: object) -> None:
    card = run.finished()
    metrics = {**card.metrics, **{f"test/{name}": each for name, each in found.items()}}
    write_card(run.folder / "card.json", replace(card, metrics=metrics, **more))


@pytest.fixture
def nets(folders: Path) -> dict[str, Run]:
    """Two of the same test images; `wide` has a tenth of its points far off."""
    runs = {name: find_run(name) for name in ("tiny", "wide")}
    rows = np.random.default_rng(0).permutation(400)[:40]
    points = np.array(runs["wide"].embedding("test"), np.float32)
    points[rows] = points[np.roll(rows, 1)]
    np.save(runs["wide"].folder / "embedding/test.npy", points)
    for run in runs.values():
        measured = embedding_figures(
            np.asarray(run.embedding("test"), np.float32), run.labels("test"), most=1000
        )
        with_figures(run, measured)
    return runs


def test_each_figure_says_who_is_ahead_and_pairs_say_it_sooner(nets: dict[str, Run]) -> None:
    plain = {each.name: each for each in best_for(nets)}
    assert {"recall_at_1", "map_at_r/cosine", "ami", "hubness"} <= set(plain) <= set(USES)
    for name, each in plain.items():
        values = {net: one.value for net, one in each.measured.items()}
        best = min if name.startswith("hubness") else max
        assert values[each.first] == best(values.values())
        assert each.difference is None
    assert plain["ami"].apart is None
    paired = {each.name: each for each in best_for(nets, paired=True)}
    gap = paired["map_at_r"].difference
    measured = plain["map_at_r"].measured
    first, second = (
        measured[net].value for net in (plain["map_at_r"].first, plain["map_at_r"].second)
    )
    assert gap.value == pytest.approx(first - second, abs=1e-9)
    assert gap.n == 400
    apart = plain["map_at_r"]
    halves = [(m.high - m.low) / 2 for m in apart.measured.values()]
    assert apart.apart == (first - second > np.hypot(*halves))
    assert paired["knn_accuracy"].difference is None


def test_seeds_may_explain_what_images_do_not(nets: dict[str, Run]) -> None:
    far = {"recall_at_1": Metric(0.9, 0.89, 0.91, 400)}
    with_figures(nets["tiny"], far, over_seeds={"test/recall_at_1": Metric(0.6, 0.2, 1.0, 3)})
    near = {"recall_at_1": Metric(0.5, 0.49, 0.51, 400)}
    with_figures(nets["wide"], near, over_seeds={"test/recall_at_1": Metric(0.5, 0.1, 0.9, 3)})
    found = next(each for each in best_for(nets) if each.name == "recall_at_1")
    assert (found.first, found.apart, found.seeds_known) == ("tiny", False, True)
    with_figures(nets["wide"], near, over_seeds={})
    found = next(each for each in best_for(nets) if each.name == "recall_at_1")
    assert (found.apart, found.seeds_known) == (True, False)
    said = in_words([found], {"tiny": "Net A", "wide": "Net B"})
    assert said == f"**Net A** is best where {USES['recall_at_1']}."


def test_only_nets_of_the_same_test_images_are_compared(nets: dict[str, Run]) -> None:
    assert list(comparable(nets, nets["tiny"])) == ["tiny", "wide"]
    card = nets["wide"].finished()
    write_card(
        nets["wide"].folder / "card.json", replace(card, data=replace(card.data, name="other"))
    )
    assert list(comparable(nets, nets["tiny"])) == ["tiny"]


def test_every_use_is_a_figure_that_cards_have() -> None:
    votes = {"knn_accuracy", "knn31_accuracy", "knn31_roc_auc", "silhouette"}
    assert set(USES) <= {*FIGURES, *votes}
