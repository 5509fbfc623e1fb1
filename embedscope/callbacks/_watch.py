"""What all callbacks do: figures under the names that the dashboard knows, frames now and then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from embedscope.arrays import array
from embedscope.run import Run

NAMES = {
    "learning_rate": "lr",
    "train_loss": "loss",
    "total_loss": "loss",
    "val_loss": "validation_loss",
    "eval_loss": "validation_loss",
    "val_accuracy": "validation_accuracy",
    "val_acc": "validation_accuracy",
    "eval_accuracy": "validation_accuracy",
    "acc": "accuracy",
}
"""What libraries call a figure, and what a run does."""
Embed = Callable[[Any], Any]
"""From the model to the probe set's vectors [p, d]."""


class Watch:
    """A run, how the model embeds the probe set, and every how many steps."""

    def __init__(self, run: Run, embed: Embed | None, *, every: int) -> None:
        self.run, self.embed, self.every = run, embed, max(1, every)

    def figures(self, step: int, values: Mapping[str, Any]) -> None:
        """Log what is a number."""
        numbers = {
            NAMES.get(name, re.sub(r"[^\w/.@-]", "_", name)): number
            for name, value in values.items()
            if (number := _number(value)) is not None
        }
        if numbers:
            self.run.log(step, **numbers)

    def frame(self, step: int, model: Any, *, now: bool = False) -> None:
        """Embed the probe set where it is time to, or `now`."""
        if self.embed is not None and (now or step % self.every == 0):
            self.run.embed(step, self.embed(model))


def of_torch(images: Any) -> Embed:
    """How a torch module embeds images [p, ...]: in evaluation mode, without gradients."""

    def embed(model: Any) -> Any:
        import torch

        trains = model.training
        parameter = next(iter(model.parameters()), None)
        device = "cpu" if parameter is None else parameter.device
        model.eval()
        try:
            with torch.no_grad():
                return model(images.to(device))
        finally:
            model.train(trains)

    return embed


class Watching:
    """How a callback begins, whatever its library; stands before the library's own class.

    Args:
        run: opened by you, with its probe set.
        images: the probe set as the model takes it [p, ...]; None for curves alone.
        every: steps between two frames.
        embed: from the model to vectors [p, d], where calling it with `images` is not it.
        finish: whether the run ends with the training; else finish it yourself, with test images.
    """

    embeds = staticmethod(of_torch)

    def __init__(
        self,
        run: Run,
        images: Any = None,
        *,
        every: int = 50,
        embed: Embed | None = None,
        finish: bool = True,
    ) -> None:
        super().__init__()
        own = self.embeds(images) if images is not None else None
        self.watch, self.finish = Watch(run, embed or own, every=every), finish


def _number(value: Any) -> float | None:
    if isinstance(value, (str, bytes, bool)) or value is None:
        return None
    try:
        made = array(value)
        return float(made) if made.size == 1 and made.dtype.kind in "iuf" else None
    except (TypeError, ValueError):
        return None
