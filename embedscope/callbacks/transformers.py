"""Hugging Face's Trainer: `Trainer(..., callbacks=[WatchTransformers(run, images)])`."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from embedscope.callbacks._watch import Watching


class WatchTransformers(Watching, TrainerCallback):
    """Writes what the Trainer logs (as often as its `logging_steps` say) and frames.

    The arguments are those of `Watching`.
    """

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
