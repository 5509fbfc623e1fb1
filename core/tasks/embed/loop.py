"""The training loop: all lanes of a job, in lockstep, over the same batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from accelerate import Accelerator
from accelerate.state import AcceleratorState

from core.progress import Progress
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.tasks import SAVE_EVERY
from core.tasks.embed.evaluate import finish
from core.tasks.embed.lane import Lane
from core.tasks.embed.settings import EmbeddingRecipe
from core.tasks.embed.splits import Material, gather
from core.training.device import place
from core.training.memory import keep_memory

LOGGED = 150  # rows of the history, about


def train(
    runs: Sequence[Run],
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
    save_every: float = SAVE_EVERY,
) -> bool:
    """Train the runs to their end, from where their folders stand; False when stopped before.

    `progress(step, steps, message)` is called at every step, `stop()` before each. Stopped or
    killed, the runs can be trained on, to the same weights as if nothing had happened. Raises
    BadRecipe and the data's errors before the first step.
    """
    keep_memory()
    recipes = [of_kind(run.recipe(), EmbeddingRecipe) for run in runs]
    material = gather(recipes)
    where = place(recipes[0].precision)
    AcceleratorState._reset_state(reset_partial_state=True)  # an earlier job's precision
    accelerator = Accelerator(
        cpu=where.device == "cpu", mixed_precision="bf16" if where.bf16 else "no"
    )
    lanes = [Lane(run, material, accelerator) for run in runs]
    for lane in lanes:
        lane.begin()
    if not _steps(lanes, material, progress=progress, stop=stop, save_every=save_every):
        return False
    for number, lane in enumerate(lanes, start=1):
        progress(material.steps, material.steps, f"measuring {number} of {len(lanes)}")
        finish(lane, precision=where.precision)
    return True


def _steps(
    lanes: Sequence[Lane],
    material: Material,
    *,
    progress: Progress,
    stop: Callable[[], bool],
    save_every: float,
) -> bool:
    total = material.steps
    frame_every = max(1, total // lanes[0].recipe.probe.frames)
    log_every = max(1, total // LOGGED)
    saved = time.monotonic()
    for step in range(min(lane.step for lane in lanes), total):
        if stop():
            for lane in lanes:
                lane.save()
            return False
        batch = material.batches.at(step)
        done = step + 1
        for lane in lanes:
            if lane.step > step:  # saved later than the others when the job was killed
                continue
            began = time.monotonic()
            lane.train_step(batch, log=done % log_every == 0 or done == total)
            if done % frame_every == 0 or done == total:
                lane.look()
            lane.seconds += time.monotonic() - began
        progress(done, total, "")
        if time.monotonic() - saved > save_every or done == total:
            for lane in lanes:
                lane.save()
            saved = time.monotonic()
    return True
