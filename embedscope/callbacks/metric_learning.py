"""pytorch-metric-learning: a hook for its trainers, as `end_of_iteration_hook`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedscope.callbacks._watch import Embed, Watch, of_torch
from embedscope.run import Run


def watch_iterations(
    run: Run, images: Any = None, *, every: int = 50, embed: Embed | None = None
) -> Callable[[Any], None]:
    """A hook for a trainer's `end_of_iteration_hook`: losses, learning rate, frames.

    Args:
        run: opened by you, with its probe set; finish it after `train`.
        images: the probe set as the trunk takes it [p, ...]; None for curves alone.
        every: iterations between two frames.
        embed: from the trainer's models (a dictionary with "trunk" and, where there is one,
            "embedder") to vectors [p, d], where the embedder of the trunk is not it.
    """
    own = _of_models(images) if images is not None else None
    watch = Watch(run, embed or own, every=every)

    def hook(trainer: Any) -> None:
        step = trainer.get_global_iteration()
        rates = [each.param_groups[0]["lr"] for each in trainer.optimizers.values()]
        epoch = trainer.epoch - 1 + (trainer.iteration + 1) / trainer.iterations_per_epoch
        given = {"lr": rates[0] if rates else None, "epoch": epoch}
        watch.figures(step, {**trainer.losses, **given})
        watch.frame(step, trainer.models)

    return hook


def _of_models(images: Any) -> Embed:
    def embed(models: Any) -> Any:
        points = of_torch(images)(models["trunk"])
        return of_torch(points)(models["embedder"]) if "embedder" in models else points

    return embed
