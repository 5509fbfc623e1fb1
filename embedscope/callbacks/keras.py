"""Keras 3: `model.fit(..., callbacks=[WatchKeras(run, images)])`."""

from __future__ import annotations

from typing import Any

from keras.callbacks import Callback

from embedscope.callbacks._watch import Embed, Watching


class WatchKeras(Watching, Callback):
    """Writes the logs of every batch and epoch, and frames of the probe set.

    The arguments are those of `Watching`.
    """

    step, epoch = 0, 0

    @staticmethod
    def embeds(images: Any) -> Embed:
        """How a model of Keras embeds images."""
        return lambda model: model(images, training=False)

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
