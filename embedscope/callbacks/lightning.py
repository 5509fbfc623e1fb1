"""Lightning: `Trainer(callbacks=[WatchLightning(run, images)])`."""

from __future__ import annotations

from typing import Any

from lightning.pytorch import Callback

from embedscope.callbacks._watch import Watching


class WatchLightning(Watching, Callback):
    """Writes the loss, the learning rate and all logged metrics, and frames of the probe set.

    The arguments are those of `Watching`.
    """

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """The frame before the first step."""
        self.watch.frame(trainer.global_step, pl_module, now=True)

    def on_train_batch_end(
        self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """A row a step."""
        del batch, batch_idx
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        rates = [group["lr"] for each in trainer.optimizers for group in each.param_groups]
        given = {"loss": loss, "lr": rates[0] if rates else None, "epoch": trainer.current_epoch}
        self.watch.figures(trainer.global_step, {**trainer.callback_metrics, **given})
        self.watch.frame(trainer.global_step, pl_module)

    def on_fit_end(self, trainer: Any, pl_module: Any) -> None:
        """The last frame and what validation said."""
        self.watch.figures(trainer.global_step, trainer.callback_metrics)
        self.watch.frame(trainer.global_step, pl_module, now=True)
        if self.finish:
            self.watch.run.finish(model=pl_module.state_dict())
