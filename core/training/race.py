"""Runs trained in lockstep: step by step together, from where they stand to their cards."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from core.progress import Progress
from core.training.trainer import Trainer


def race(
    trainers: Sequence[Trainer],
    *,
    progress: Progress,
    stop: Callable[[], bool],
    save_every: float,
) -> bool:
    """Train runs step by step together, each to its end; False where they were stopped before."""
    for trainer in trainers:
        trainer.begin()
    saved, total = time.monotonic(), _total(trainers[0])
    while running := [trainer for trainer in trainers if not trainer.over]:
        if stop():
            for trainer in trainers:
                trainer.save()
            return False
        at = min(trainer.position for trainer in running)
        told = running[0]
        message, total = told.task.message(len(told.done)), max(map(_total, trainers))
        for trainer in running:
            if trainer.position == at:  # else saved later than the others when the job was killed
                trainer.advance()
        if time.monotonic() - saved > save_every or all(t.over for t in trainers):
            for trainer in trainers:
                trainer.save()
            saved = time.monotonic()
        progress(min(at + 1, total), total, message)
    for number, trainer in enumerate(trainers, start=1):
        which = f" {number} of {len(trainers)}" if len(trainers) > 1 else ""
        progress(total, total, f"measuring{which}")
        trainer.finish()
    return True


def _total(trainer: Trainer) -> int:
    return trainer.task.models * max(trainer.task.steps, 1)
