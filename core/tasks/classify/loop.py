"""The training loop of classifiers: the runs of a job, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from accelerate import Accelerator
from accelerate.state import AcceleratorState

from core.progress import Progress
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.tasks import SAVE_EVERY
from core.tasks.classify.evaluate import finish
from core.tasks.classify.lane import Lane
from core.tasks.classify.settings import ClassificationRecipe
from core.tasks.classify.splits import gather
from core.training.device import place
from core.training.memory import keep_memory

LOGGED = 150  # rows of the history, about, beside those at the end of each epoch


def train(
    runs: Sequence[Run],
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
    save_every: float = SAVE_EVERY,
) -> bool:
    """Train each run to its end, from where its folder stands; False when stopped before.

    `progress(step, steps, message)` is called at every step, `stop()` before each. Stopped or
    killed, the runs can be trained on, to the same weights as if nothing had happened. Raises
    BadRecipe and the data's errors before the first step.
    """
    keep_memory()
    for number, run in enumerate(runs):
        if run.card is not None:
            continue

        def tell(step: int, steps: int, message: str, number: int = number) -> None:
            which = f"{number + 1} of {len(runs)}: " if len(runs) > 1 else ""
            progress(number * steps + step, len(runs) * steps, which + message)

        if not _train_one(run, progress=tell, stop=stop, save_every=save_every):
            return False
    return True


def _train_one(
    run: Run, *, progress: Progress, stop: Callable[[], bool], save_every: float
) -> bool:
    recipe = of_kind(run.recipe(), ClassificationRecipe)
    where = place(recipe.precision, recipe.device)
    material = gather(recipe)
    AcceleratorState._reset_state(reset_partial_state=True)  # an earlier job's precision
    accelerator = Accelerator(
        cpu=where.device == "cpu", mixed_precision="bf16" if where.bf16 else "no"
    )
    lane = Lane(run, material, accelerator)
    lane.begin()
    if not _steps(lane, progress=progress, stop=stop, save_every=save_every):
        return False
    progress(material.steps, material.steps, "measuring")
    finish(lane, precision=where.precision)
    return True


def _steps(lane: Lane, *, progress: Progress, stop: Callable[[], bool], save_every: float) -> bool:
    total = lane.material.steps
    frame_every = max(1, total // lane.recipe.probe.frames)
    log_every = max(1, total // LOGGED)
    saved = time.monotonic()
    while not lane.over:
        if stop():
            lane.save()
            return False
        began = time.monotonic()
        done = lane.step + 1
        ends = done % lane.per_epoch == 0 or done == total
        lane.train_step(log=ends or done % log_every == 0)
        if ends:
            lane.end_epoch()
        if done % frame_every == 0 or lane.over:
            lane.look()
        lane.seconds += time.monotonic() - began
        progress(done, total, "")
        if time.monotonic() - saved > save_every or lane.over:
            lane.save()
            saved = time.monotonic()
    return True
