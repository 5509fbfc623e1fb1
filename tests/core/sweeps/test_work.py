"""Work on a sweep: every trial once, whatever is stopped, killed or joined; and what they say."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import optuna
import pytest

from core import files
from core.errors import EmbedscopeError
from core.lock import claimed
from core.runs.run import Run
from core.sweeps.insight import read_insight
from core.sweeps.sweep import NAME, read_sweep, sweep_text
from core.sweeps.trials import (
    DONE,
    FAILED,
    PRUNED,
    STOPPED,
    Trial,
    best_first,
    folder_of,
    front,
    read_trials,
    with_run,
    write_trial,
)
from core.sweeps.work import work
from tests.core.sweeps.conftest import GRID, Make
from tests.killing import apart, ended, sweep_until


def optunas(folder: Path) -> optuna.Study:
    return optuna.load_study(study_name="sweep", storage=f"sqlite:///{folder / 'study.db'}")


def settled(folder: Path) -> list[tuple[int, str, dict[str, Any], dict[str, Any]]]:
    return [(t.number, t.state, dict(t.params), dict(t.runs)) for t in read_trials(folder)]


def longer(make: Make, *, epochs: int) -> dict[str, Any]:
    return {**read_sweep(make() / NAME).recipe, "length": {"epochs": epochs}}


def test_every_cell_of_a_grid_is_trained_once_and_the_best_keeps_its_weights(make: Make):
    folder = make(search="grid", space=GRID)
    assert work(folder)
    trials = read_trials(folder)
    assert [trial.state for trial in trials] == [DONE] * 4
    assert {tuple(trial.params.values()) for trial in trials} == {
        (rate, name) for rate in (0.001, 0.01) for name in ("adam", "sgd")
    }
    best, *others = best_first(trials, "validation/accuracy")
    card = Run(folder_of(folder, best.number) / "seed-0").finished()
    assert best.runs["seed-0"]["validation/accuracy"] == card.value("validation/accuracy")
    assert card.seed == 0
    for trial in trials:
        kept = folder_of(folder, trial.number) / "seed-0"
        assert (kept / "card.json").is_file()
        assert (kept / "model.safetensors").is_file() == (trial is best)
    assert files.read_json(folder / "kept.json") == {"runs": [f"trials/{best.number:04d}/seed-0"]}
    study = optunas(folder)
    assert {t.number: t.value for t in study.trials} == {
        t.number: t.metric("validation/accuracy").value for t in trials
    }
    assert study.best_trial.value == best.metric("validation/accuracy").value
    assert set(read_insight(folder).behind) == {str(trial.number) for trial in others}
    assert work(folder)  # nothing is left to do
    assert read_trials(folder) == trials


def test_seeds_and_folds_give_a_trial_its_interval(make: Make):
    folder = make(trials=1, seeds=(3, 5), folds=2, keep="none")
    assert work(folder)
    (trial,) = read_trials(folder)
    assert set(trial.runs) == {f"seed-{s}-fold-{f}" for s in (3, 5) for f in (0, 1)}
    figure = trial.metric("validation/accuracy")
    assert figure.n == 4
    assert figure.low < figure.value < figure.high
    run = Run(folder_of(folder, 0) / "seed-5-fold-1")
    asked = run.recipe().data
    assert (asked.folds, asked.fold, asked.validation) == (2, 1, 0)
    assert run.recipe().seed == 5
    assert not (run.folder / "model.safetensors").exists()


@pytest.mark.slow
def test_a_trial_that_was_killed_is_gone_on_with_and_comes_to_the_same(make: Make):
    folder = make()
    assert work(folder)
    whole = settled(folder)
    for path in (folder / "trials", folder / "study.db", folder / "insight.json"):
        _remove(path)
    for share in (0.4, 1.6):  # of all three trials: in the first, in the second
        assert ended(apart(sweep_until, folder, share)) == -signal.SIGKILL
        assert read_trials(folder)[-1].state == STOPPED
    assert work(folder)
    assert settled(folder) == whole
    assert [trial.state.name for trial in optunas(folder).trials] == ["COMPLETE"] * 3


def test_stopped_between_two_steps_it_goes_on_with_the_same_trial(make: Make):
    folder = make(trials=2)
    looks = iter([False] * 5 + [True] * 1000)
    assert not work(folder, stop=lambda: next(looks))
    assert [trial.state for trial in read_trials(folder)] == [STOPPED]
    assert work(folder)
    assert [trial.state for trial in read_trials(folder)] == [DONE] * 2


def test_a_trial_that_somebody_else_trains_is_left_alone(make: Make):
    folder = make(trials=2)
    looks = iter([False] * 3 + [True] * 1000)
    work(folder, stop=lambda: next(looks))
    with claimed(folder_of(folder, 0)) as free:
        assert free
        assert work(folder)
    assert [trial.state for trial in read_trials(folder)] == [STOPPED, DONE]


def test_a_trial_that_ends_while_one_reaches_for_it_is_not_taken_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
):
    folder = make(trials=2)
    looks = iter([False] * 3 + [True] * 1000)
    work(folder, stop=lambda: next(looks))  # the first trial is left amid its run
    taken = []

    @contextmanager
    def too_late(place: Path) -> Iterator[bool]:
        if not taken:  # whoever had it ends it now, and lets it go
            optunas(folder).tell(0, 0.5)
            write_trial(folder, Trial(0, DONE))
        taken.append(place.name)
        yield True

    monkeypatch.setattr("core.sweeps.work.claimed", too_late)
    assert work(folder)
    assert taken == ["0000", "0001"]
    assert [trial.state.name for trial in optunas(folder).trials] == ["COMPLETE"] * 2
    assert optunas(folder).trials[0].value == 0.5


def test_two_workers_share_the_trials(make: Make):
    from core.sweeps.helpers import helped

    folder = make(trials=4, workers=2, search="random")
    with helped(folder, 2):
        assert work(folder)
    trials = read_trials(folder)
    assert [trial.state for trial in trials] == [DONE] * 4
    assert len({trial.params["optimiser.lr"] for trial in trials}) == 4
    assert [trial.state.name for trial in optunas(folder).trials] == ["COMPLETE"] * 4


def test_what_is_tried_depends_on_the_seed_alone(make: Make):
    tried = []
    for seed in (1, 1, 2):
        folder = make(search="random", seed=seed, trials=2, keep="none")
        work(folder)
        tried.append([trial.params["optimiser.lr"] for trial in read_trials(folder)])
        _remove(folder)
    assert tried[0] == tried[1] != tried[2]


def test_a_trial_that_fails_is_told_and_the_others_are_trained(make: Make):
    folder = make(search="grid", space={"batch.size": [16, 1000]})
    assert work(folder)
    done, failed = read_trials(folder)
    assert (done.state, failed.state) == (DONE, FAILED)
    assert "1,000" in failed.message


def test_where_all_fail_it_ends_and_says_why(make: Make):
    sizes = [1000, 1001, 1002, 1003, 1004, 1005]
    folder = make(search="grid", space={"batch.size": [16]})
    sweep = replace(read_sweep(folder / NAME), space={"batch.size": sizes})
    (folder / NAME).write_text(sweep_text(sweep))
    with pytest.raises(EmbedscopeError, match=r"first 5 trials failed.*1,004"):
        work(folder)


def test_what_does_worse_than_most_is_pruned(make: Make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.sweeps.study.GROUND", 2)
    rates = [0.01, 0.02, 1e-7, 2e-7]
    recipe, space = longer(make, epochs=5), {"optimiser.lr": rates}
    folder = make(recipe=recipe, search="grid", space=space, pruning="median")
    assert work(folder)
    states = [trial.state for trial in read_trials(folder)]
    assert states[:2] == [DONE, DONE]
    assert PRUNED in states[2:]
    assert "PRUNED" in [trial.state.name for trial in optunas(folder).trials]


def test_no_trial_begins_after_the_hours(make: Make):
    folder = make(trials=5, hours=1e-9)
    assert work(folder)
    assert len(read_trials(folder)) == 1


def test_trials_can_be_added(make: Make):
    folder = make(trials=1)
    work(folder)
    sweep = replace(read_sweep(folder / NAME), trials=2)
    (folder / NAME).write_text(sweep_text(sweep))
    work(folder)
    assert [trial.state for trial in read_trials(folder)] == [DONE] * 2


def test_a_journal_serves_as_well(make: Make):
    folder = make(trials=2, storage="journal")
    assert work(folder)
    assert [trial.state for trial in read_trials(folder)] == [DONE] * 2
    assert (folder / "study.log").is_file()


def test_what_explains_the_variance_is_told_from_enough_trials_on(make: Make, monkeypatch):
    monkeypatch.setattr("core.sweeps.insight.ENOUGH", 4)
    space = {"optimiser.lr": [1e-7, 0.01], "optimiser.nesterov": [True, False]}
    folder = make(search="grid", space=space, recipe=longer(make, epochs=6))
    work(folder)
    shares = read_insight(folder).importance
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["optimiser.lr"] > 0.9  # the other has no effect on Adam


def test_a_broken_trial_is_listed_and_breaks_nothing(make: Make):
    folder = make(trials=2)
    work(folder)
    (folder_of(folder, 0) / "trial.json").write_text("{")
    broken, whole = read_trials(folder)
    assert (broken.state, whole.state) == (FAILED, DONE)
    assert "trial.json" in broken.message


def test_the_front_is_what_no_other_beats_in_both():
    def trial(number: int, accuracy: float, loss: float) -> Trial:
        figures = {"validation/accuracy": accuracy, "validation/loss": loss}
        return with_run(Trial(number, DONE), "seed-0", figures)

    trials = [trial(0, 0.9, 0.5), trial(1, 0.8, 0.1), trial(2, 0.7, 0.3), trial(3, 0.9, 0.6)]
    found = front(trials, ["validation/accuracy", "validation/loss"])
    assert [each.number for each in found] == [0, 1]


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
