"""Work on a sweep: take the next trial, train its runs, tell Optuna, until there is none left."""

from __future__ import annotations

import contextlib
import math
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import files
from core.errors import EmbedscopeError
from core.lock import claimed, in_turn
from core.progress import Progress
from core.recipes.kinds import searched_of
from core.runs.find import KEPT
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.sweeps import trials as records
from core.sweeps.insight import write_insight
from core.sweeps.study import LOOKS, ask, ask_again, open_study
from core.sweeps.sweep import NAME, Sweep, read_sweep, repeats_of
from core.sweeps.trials import DONE, FAILED, PRUNED, RUNNING, Trial, folder_of
from core.tasks import refuse, train

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import Trial as OptunasTrial

TURN = "turn.lock"
IN_A_ROW = 5
"""So many failures, and no success before them, end a sweep."""
INSIGHT_EVERY = 30.0  # seconds
LOOK_EVERY = 0.2  # seconds
TICKS = 1000
"""Steps of a sweep's progress that one trial counts for."""
HEAVY = ("model.safetensors", "initial.safetensors", "embedding", "frames", "thumbs", "resume")
"""What a run's folder loses where its weights are not kept."""


def work(
    folder: Path,
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Take trials until all are done or others are at the last; False where `stop()` ended it.

    A trial that is stopped, or whose process dies, is gone on with by whoever comes next, from its
    last state. One that fails is told and counts as a trial. Raises Unreadable for a broken
    sweep.yaml, EmbedscopeError where nothing but failures come, with the last one's words.
    """
    sweep, read = read_sweep(folder / NAME), (folder / NAME).stat().st_mtime_ns
    with in_turn(folder / TURN):
        study = open_study(sweep, folder)
    while not stop():
        if (folder / NAME).stat().st_mtime_ns != read:  # somebody added trials
            sweep, read = read_sweep(folder / NAME), (folder / NAME).stat().st_mtime_ns
        with contextlib.ExitStack() as holding:
            with in_turn(folder / TURN):
                mine = _next(study, sweep, folder, holding)
            if mine is None:
                write_insight(sweep, folder, study)
                progress(TICKS * sweep.total, TICKS * sweep.total, "")
                return True
            if not _Turn(sweep, folder, study, *mine, progress, stop).take():
                return False
        _give_up_where_hopeless(folder)
        with in_turn(folder / TURN):
            _drop_weights(sweep, folder)
        write_insight(sweep, folder, study, at_most_every=INSIGHT_EVERY)
    return False


def others_are_done(folder: Path, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """False once others have let go of trials that they had under way: one may be left over."""
    waited = False
    while any(trial.state == RUNNING for trial in records.read_trials(folder)) and not stop():
        waited = True
        time.sleep(LOOK_EVERY)
    return not waited


def _next(
    study: Study, sweep: Sweep, folder: Path, holding: contextlib.ExitStack
) -> tuple[OptunasTrial, Trial] | None:
    """A trial that was left, else a new one; this process has it as long as `holding` is open."""
    from optuna.trial import TrialState

    known = study.get_trials(deepcopy=False)
    for each in known:
        if each.state == TrialState.RUNNING:
            place = folder_of(folder, each.number)
            place.mkdir(parents=True, exist_ok=True)
            if holding.enter_context(claimed(place)) and _still_open(study, each.number):
                trial, params = ask_again(study, sweep, each)
                return trial, records.read_trial(place) or Trial(each.number, RUNNING, params)
    begun = [each for each in known if each.state != TrialState.WAITING]
    if len(begun) >= sweep.total or _spent(sweep, folder):
        return None
    trial, params = ask(study, sweep)
    place = folder_of(folder, trial.number)
    place.mkdir(parents=True, exist_ok=True)
    holding.enter_context(claimed(place))
    record = Trial(trial.number, RUNNING, params)
    records.write_trial(folder, record)
    return trial, record


def _still_open(study: Study, number: int) -> bool:
    """Whether a trial is still to be ended: who had it may have ended it a moment ago."""
    from optuna.trial import TrialState

    now = study.get_trials(deepcopy=False, states=[TrialState.RUNNING])
    return any(each.number == number for each in now)


class _Turn:
    """One trial, from where it stands to its end."""

    def __init__(
        self,
        sweep: Sweep,
        folder: Path,
        study: Study,
        trial: OptunasTrial,
        record: Trial,
        progress: Progress,
        stop: Callable[[], bool],
    ) -> None:
        self.sweep, self.folder, self.study, self.trial = sweep, folder, study, trial
        self.record, self.progress, self.stop = record, progress, stop
        self.recipe = sweep.asked
        self.column = searched_of(self.recipe.task)[sweep.judged_by[0]]
        self.at, self.steps, self.pruned = 0, 0, False

    def take(self) -> bool:
        """False where it was stopped before its end."""
        before, began = self.record.seconds, time.monotonic()
        state, message = DONE, ""
        self.ended = sum(1 for t in records.read_trials(self.folder) if t.state in ENDED)
        try:
            for place, (name, recipe) in enumerate(repeats := self._repeats()):
                refuse(recipe)
                run = Run(folder_of(self.folder, self.record.number) / name)
                if not run.folder.is_dir():
                    RunWriter(run).begin(recipe)
                finished = train(
                    [run],
                    progress=self._progress(place, len(repeats)),
                    stop=lambda: self.pruned or self.stop(),
                    tell=self._look,
                )
                self.record = replace(self.record, seconds=before + time.monotonic() - began)
                if not finished:
                    break
                self._keep(name, self._figures(run))
            if not finished and not self.pruned:
                records.write_trial(self.folder, self.record)
                return False
            state = PRUNED if self.pruned and not finished else DONE
            if state == DONE and any(self._mean(m) is None for m in self.sweep.judged_by):
                state, message = FAILED, f"{self.sweep.judged_by[0]} could not be measured."
        except EmbedscopeError as error:
            state, message = FAILED, str(error)
        self.record = replace(self.record, state=state, message=message)
        records.write_trial(self.folder, self.record)
        self._tell_optuna(state)
        return True

    def _repeats(self) -> list[tuple[str, Any]]:
        """By name; each is called after its trial, as every list of runs shows it."""
        found = repeats_of(self.sweep, self.recipe, self.record.params)
        title = f"{self.recipe.title or self.recipe.name}, trial {self.record.number + 1}"
        several = len(found) > 1
        return [
            (
                name,
                replace(recipe, title=f"{title}, {name.replace('-', ' ')}" if several else title),
            )
            for name, recipe in found
        ]

    def _progress(self, place: int, repeats: int) -> Progress:
        """The sweep's bar: whole trials, and how far this one is."""
        which = f"trial {self.record.number + 1} of {self.sweep.total}"

        def tell(step: int, steps: int, message: str) -> None:
            self.steps = steps
            part = (place + step / max(steps, 1)) / repeats
            at = round(TICKS * (self.ended + part))
            run = f", run {place + 1} of {repeats}" if repeats > 1 else ""
            self.progress(
                min(at, TICKS * self.sweep.total - 1),
                TICKS * self.sweep.total,
                f"{which}{run}{f': {message}' if message else ''}",
            )

        return tell

    def _look(self, row: Mapping[str, float]) -> None:
        """Tell Optuna how a run does, and ask whether it is worth its end."""
        step, value = row.get("step", 0), row.get(self.column, math.nan)
        if self.sweep.pruning == "none" or math.isnan(value) or not (step and self.steps):
            return
        known = list(self.record.each(self.sweep.judged_by[0]).values())
        at = len(known) * LOOKS + max(1, math.floor(LOOKS * step / self.steps + 1e-9))
        if at > self.at:
            self.at = at
            self.trial.report((sum(known) + value) / (len(known) + 1), at)
            self.pruned = self.trial.should_prune()

    def _figures(self, run: Run) -> dict[str, float]:
        """What the run is judged by: of its card, else of its history."""
        card, found = run.finished(), {}
        for metric, column in searched_of(self.recipe.task).items():
            value = card.value(metric)
            if value is None and column:
                rows = run.history().get(column)
                told = [] if rows is None else [float(v) for v in rows if not math.isnan(v)]
                value = told[-1] if told else None
            if value is not None and math.isfinite(value):
                found[metric] = value
        return found

    def _keep(self, name: str, figures: Mapping[str, float]) -> None:
        self.record = records.with_run(self.record, name, figures)
        records.write_trial(self.folder, self.record)

    def _mean(self, metric: str) -> float | None:
        return self.record.metric(metric).value

    def _tell_optuna(self, state: str) -> None:
        from optuna.trial import TrialState

        if state == DONE:
            self.study.tell(self.trial, [self._mean(m) or 0.0 for m in self.sweep.judged_by])
        else:
            ended = TrialState.PRUNED if state == PRUNED else TrialState.FAIL
            self.study.tell(self.trial, state=ended)


ENDED = (DONE, PRUNED, FAILED)


def _spent(sweep: Sweep, folder: Path) -> bool:
    """Whether the hours are over, all workers' together."""
    if sweep.hours is None:
        return False
    return sum(trial.seconds for trial in records.read_trials(folder)) >= 3600 * sweep.hours


def _give_up_where_hopeless(folder: Path) -> None:
    known = [trial for trial in records.read_trials(folder) if trial.state in ENDED]
    if len(known) >= IN_A_ROW and all(trial.state == FAILED for trial in known):
        raise EmbedscopeError(
            f"All of the first {len(known)} trials failed, the last one so: {known[-1].message}"
        )


def _drop_weights(sweep: Sweep, folder: Path) -> None:
    """Leave the weights that the sweep keeps, and those of trials under way; list the best ones'
    runs, so that every page offers them.
    """
    known = records.read_trials(folder)
    ranked = records.front(known, sweep.judged_by) if sweep.keep != "none" else []
    best = ranked if len(sweep.judged_by) > 1 else ranked[:1]
    runs = [f"{records.place_of(trial.number)}/{name}" for trial in best for name in trial.runs]
    files.write_json(folder / KEPT, {"runs": runs})
    kept = {trial.number for trial in best}
    for trial in known:
        if sweep.keep != "all" and trial.state in ENDED and trial.number not in kept:
            for path in folder_of(folder, trial.number).glob("*/*"):
                if path.name in HEAVY:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
