"""Lightning: `Trainer(callbacks=[WatchLightning(run, images)])`."""

from __future__ import annotations

from typing import Any

from lightning.pytorch import Callback

from embedscope.callbacks._watch import Embed, Watch, of_torch
from embedscope.run import Run


class WatchLightning(Callback):
    """Writes the loss, the learning rate and all logged metrics, and frames of the probe set.

    Args:
        run: opened by you, with its probe set.
        images: the probe set as the module takes it [p, ...]; None for curves alone.
        every: steps between two frames.
        embed: from the module to vectors [p, d], where calling it with `images` is not it.
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
        own = of_torch(images) if images is not None else None
        self.watch, self.finish = Watch(run, embed or own, every=every), finish

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
