"""Optuna's part: which settings come next, and when a trial is not worth its end."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.sweeps.space import Axis, cells
from core.sweeps.sweep import Sweep, is_better_high
from core.training.rng import fold_in

if TYPE_CHECKING:
    from optuna import Study
    from optuna.pruners import BasePruner
    from optuna.samplers import BaseSampler
    from optuna.storages import BaseStorage
    from optuna.trial import FrozenTrial, Trial

NAME = "sweep"
FILES = {"sqlite": "study.db", "journal": "study.log"}
PATIENCE = 120
"""Seconds that one waits for the file while others write."""
GROUND = 5
"""Trials that are trained to their end before any is pruned."""
LOOKS = 20
"""Points of a run at which it is compared with others, at most."""
WARM_UP = 2
"""Of these, how many a trial is left alone for."""


def open_study(sweep: Sweep, folder: Path) -> Study:
    """The study in a sweep's folder, begun where there is none; hold the folder's turn meanwhile.

    A grid's cells are all queued from the start, so that each has its turn once.
    """
    import optuna

    logging.getLogger("optuna").setLevel(logging.ERROR)
    begun = (folder / FILES[sweep.storage]).exists()
    study = optuna.create_study(
        study_name=NAME,
        storage=_storage(sweep, folder),
        directions=["maximize" if is_better_high(m) else "minimize" for m in sweep.judged_by],
        pruner=_pruner(sweep),
        load_if_exists=True,
    )
    if sweep.search == "grid" and not (begun and study.get_trials(deepcopy=False)):
        for cell in cells(sweep.axes):
            study.enqueue_trial(cell)
    return study


def ask(study: Study, sweep: Sweep) -> tuple[Trial, dict[str, Any]]:
    """The next trial and its settings, which depend on the sweep's seed, the trial's number and the
    trials that are done alone: a study that was stopped goes on as if it had not been.
    """
    count = len(study.get_trials(deepcopy=False))
    study.sampler = _sampler(sweep, count)
    return _with_settings(study.ask(), sweep)


def ask_again(study: Study, sweep: Sweep, left: FrozenTrial) -> tuple[Trial, dict[str, Any]]:
    """A trial that another process began and left, and its settings."""
    from optuna.trial import Trial

    study.sampler = _sampler(sweep, left.number)
    return _with_settings(Trial(study, left._trial_id), sweep)


def _with_settings(trial: Trial, sweep: Sweep) -> tuple[Trial, dict[str, Any]]:
    return trial, {axis.key: _suggested(trial, axis) for axis in sweep.axes}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without what is said of experimental parts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _storage(sweep: Sweep, folder: Path) -> BaseStorage:
    path = folder / FILES[sweep.storage]
    if sweep.storage == "journal":
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend

        return JournalStorage(JournalFileBackend(str(path)))
    from optuna.storages import RDBStorage

    return RDBStorage(
        f"sqlite:///{path.resolve()}", engine_kwargs={"connect_args": {"timeout": PATIENCE}}
    )


def _sampler(sweep: Sweep, number: int) -> BaseSampler:
    from optuna import samplers

    seed = fold_in("sweep", sweep.seed, number) % 2**32
    with quiet():
        if sweep.search == "tpe":
            several = sweep.workers > 1  # those under way count as bad: others look elsewhere
            return samplers.TPESampler(seed=seed, multivariate=True, constant_liar=several)
        if sweep.search == "cma-es":
            return samplers.CmaEsSampler(seed=seed)
        return samplers.RandomSampler(seed=seed)


def _pruner(sweep: Sweep) -> BasePruner:
    from optuna import pruners

    if sweep.pruning == "median":
        return pruners.MedianPruner(n_startup_trials=GROUND, n_warmup_steps=WARM_UP)
    if sweep.pruning == "hyperband":
        return pruners.HyperbandPruner()
    return pruners.NopPruner()


def _suggested(trial: Trial, axis: Axis) -> Any:
    if axis.values:
        return trial.suggest_categorical(axis.key, axis.values)
    if axis.whole:
        step = int(axis.step) if axis.step is not None else 1
        low, high = int(axis.low), int(axis.high)
        return trial.suggest_int(axis.key, low, high, step=step, log=axis.log)
    return trial.suggest_float(axis.key, axis.low, axis.high, step=axis.step, log=axis.log)
