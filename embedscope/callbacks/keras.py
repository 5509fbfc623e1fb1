"""Keras 3: `model.fit(..., callbacks=[WatchKeras(run, images)])`."""

from __future__ import annotations

from typing import Any

from keras.callbacks import Callback

from embedscope.callbacks._watch import Embed, Watch
from embedscope.run import Run


class WatchKeras(Callback):
    """Writes the logs of every batch and epoch, and frames of the probe set.

    Args:
        run: opened by you, with its probe set.
        images: the probe set as the model takes it [p, ...]; None for curves alone.
        every: steps between two frames.
        embed: from the model to vectors [p, d], where the model's output is not it (a classifier's
            layer before its scores).
        finish: whether the run ends with `fit`; else finish it yourself, with test images.
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
        super().__init__()
        own = (lambda model: model(images, training=False)) if images is not None else None
        self.watch, self.finish = Watch(run, embed or own, every=every), finish
        self.step, self.epoch = 0, 0

    def on_train_begin(self, logs: Any = None) -> None:
        """The frame before the first step."""
        del logs
        self.watch.frame(self.step, self.model, now=True)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Which epoch the rows belong to."""
        del logs
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """A row a step; Keras gives the mean over the epoch so far."""
        del batch
        self.step += 1
        rate = self.model.optimizer.learning_rate
        given = {"epoch": self.epoch, "lr": rate}
        self.watch.figures(self.step, {**(logs or {}), **given})
        self.watch.frame(self.step, self.model)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """What validation said."""
        said = {name: value for name, value in (logs or {}).items() if name.startswith("val_")}
        self.watch.figures(self.step, {**said, "epoch": epoch + 1})

    def on_train_end(self, logs: Any = None) -> None:
        """The last frame."""
        del logs
        self.watch.frame(self.step, self.model, now=True)
        if self.finish:
            weights = {each.path: each.value for each in self.model.weights}
            self.watch.run.finish(model=weights)
