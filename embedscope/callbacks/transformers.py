"""Hugging Face's Trainer: `Trainer(..., callbacks=[WatchTransformers(run, images)])`."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from embedscope.callbacks._watch import Embed, Watch, of_torch
from embedscope.run import Run


class WatchTransformers(TrainerCallback):
    """Writes what the Trainer logs (as often as its `logging_steps` say) and frames.

    Args:
        run: opened by you, with its probe set.
        images: the probe set as the model takes it [p, ...], where calling it gives vectors; None
            for curves alone.
        every: steps between two frames.
        embed: from the model to vectors [p, d], as
            `lambda model: model(pixel_values=images).pooler_output`.
        finish: whether the run ends with `train`; else finish it yourself, with test images.
    """

    def __init__(
        self,
        run: Run,
        images: Any = None,
        *,
        every: int = 50,
        embed: Embed | None = None,
        finish: bool = True,
    ) -> None:
        own = of_torch(images) if images is not None else None
        self.watch, self.finish = Watch(run, embed or own, every=every), finish

    def on_train_begin(
        self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any
    ) -> None:
        """The frame before the first step."""
        del args, control, kwargs
        self.watch.frame(state.global_step, model, now=True)

    def on_step_end(
        self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any
    ) -> None:
        """A frame, where it is time to."""
        del args, control, kwargs
        self.watch.frame(state.global_step, model)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
        """A row."""
        del args, control, kwargs
        said = {name: value for name, value in (logs or {}).items() if name != "train_loss"}
        self.watch.figures(state.global_step, {**said, "epoch": state.epoch})

    def on_train_end(
        self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any
    ) -> None:
        """The last frame."""
        del args, control, kwargs
        self.watch.frame(state.global_step, model, now=True)
        if self.finish:
            self.watch.run.finish(model=model.state_dict())
