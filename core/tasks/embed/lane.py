"""One net in training: its weights, its loss, its margin, its folder."""

from __future__ import annotations

import math

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor

from core.data import transforms
from core.losses import margins, strategies
from core.metrics.probe import probe_figures
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.embed.settings import EmbeddingRecipe
from core.tasks.embed.splits import Material
from core.tasks.embed.start import starting_net
from core.training import resume
from core.training.ema import Average
from core.training.embed import embed_pixels
from core.training.optimisers import optimiser_of
from core.training.param_groups import fix_norms, weight_groups
from core.training.pixels import Pixels, shrunk
from core.training.rng import draw_from, mixed
from core.training.schedules import factor


class Lane:
    """Trains one run step by step. All randomness is a function of the seed and the step."""

    def __init__(self, run: Run, material: Material, accelerator: Accelerator) -> None:
        self.run, self.material, self.accelerator = run, material, accelerator
        self.recipe = recipe = of_kind(run.recipe(), EmbeddingRecipe)
        self.writer = RunWriter(run)
        images = np.asarray(material.train.images)
        self.pixels = Pixels.for_net(recipe.net.name, images, material.chosen, recipe.normalise)
        net, self.pretrained = starting_net(recipe.net, seed=recipe.seed)
        net = net.to(accelerator.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.model = net.train()
        self.strategy = strategies.build(
            recipe.strategy.name,
            dimension=recipe.net.dimension,
            classes=len(material.train.classes),
            options=recipe.strategy.options,
        ).to(accelerator.device)
        self.optimiser = accelerator.prepare(self._optimiser())
        self.average = Average(self.model, recipe.ema.decay)
        self.margin = recipe.margin.value
        self.easy = math.nan
        self.step = 0
        self.seconds = 0.0
        self.probe_images, self.probe_labels = material.probe_images()

    def begin(self) -> None:
        """Start the folder, or go on from where a killed run was saved."""
        saved = resume.load(self.run)
        if saved is not None:
            self._load(saved)
            return
        self.writer.watch(
            self.probe_labels,
            {
                "data": self.recipe.data.name,
                "split": self.material.probe_split,
                "classes": list(self.material.train.classes),
                "indices": self.material.probe_indices.tolist(),
            },
        )
        self.writer.go_back_to(-1)
        self.look()
        self.material.probe_sheet.write(self.run.folder, split="probe")

    def train_step(self, anchors: NDArray[np.int64], *, log: bool) -> None:
        """One step on the shared batch (positions int64 [size]); writes a row when asked."""
        recipe, step = self.recipe, self.step
        draw_from(mixed(recipe.seed, step), self.accelerator.device)
        self._set_rates(step / self.material.steps)
        if strategies.draws_triplets(recipe.strategy.name):
            anchors = self.material.triplets.of(anchors[: len(anchors) // 3])
        images, labels = self._batch(anchors, step)
        if recipe.freeze.batch_norm:
            fix_norms(self.model)
        self.optimiser.zero_grad(set_to_none=True)
        with self.accelerator.autocast():
            embeddings = self.model(images)
        outcome = self.strategy(embeddings.float(), labels, self.margin)
        self.accelerator.backward(outcome.loss)
        figures = self._figures(outcome.loss, outcome.active, embeddings) if log else {}
        self.optimiser.step()
        self.average.update(self.model, step)
        self.step = step + 1
        self.easy = 1 - float(outcome.active)
        if log:
            self.writer.log(figures)

    def look(self) -> None:
        """Embed the probe set: a frame, and its k-NN accuracy and silhouette in the history."""
        with self.average.applied(self.model), self.accelerator.autocast():
            embedding = embed_pixels(self.model, self.probe_images, pixels=self.pixels)
        self.writer.frame(self.step, embedding)
        figures = probe_figures(embedding, self.probe_labels)
        self.writer.log({**self._place(), **figures})
        self.writer.save_history()

    def save(self) -> None:
        """Keep everything that going on needs."""
        parts = {
            "model": self.model.state_dict(),
            "strategy": self.strategy.state_dict(),
            "average": self.average.weights,
            "optimiser": resume.optimiser_tensors(self.optimiser),
        }
        state = {
            "step": self.step,
            "seconds": self.seconds,
            "margin": self.margin,
            "easy": None if math.isnan(self.easy) else self.easy,
        }
        resume.save(self.writer, parts, state)

    def _load(self, saved: resume.Saved) -> None:
        device, state = self.accelerator.device, saved.state
        self.model.load_state_dict(saved.part("model"))
        self.strategy.load_state_dict(saved.part("strategy"))
        self.average.weights = {k: v.to(device) for k, v in saved.part("average").items()}
        resume.restore_optimiser(self.optimiser, saved.part("optimiser"))
        self.step, self.seconds, self.margin = state["step"], state["seconds"], state["margin"]
        self.easy = math.nan if state["easy"] is None else state["easy"]
        self.writer.go_back_to(self.step)

    def _optimiser(self) -> torch.optim.Optimizer:
        asked = self.recipe.optimiser
        groups = weight_groups(self.model, self.strategy, body=asked.backbone)
        return optimiser_of(groups, asked)

    def _set_rates(self, progress: float) -> None:
        asked, margin = self.recipe.optimiser, self.recipe.margin
        for group in self.optimiser.param_groups:
            group["lr"] = asked.lr * group["factor"] * factor(self.recipe.schedule.name, progress)
        self.margin = margins.next_margin(
            margin.schedule,
            self.margin,
            start=margin.value,
            end=margin.end,
            progress=progress,
            easy=self.easy,
        )

    def _batch(self, positions: NDArray[np.int64], step: int) -> tuple[Tensor, Tensor]:
        where = self.material.chosen[positions]
        device = str(self.accelerator.device)
        images = self.pixels.prepare(np.asarray(self.material.train.images)[where], device=device)
        generator = torch.Generator().manual_seed(mixed(self.recipe.seed, step, 1))
        images = transforms.apply(self.recipe.data.augment, images, generator=generator)
        images = shrunk(images, self.recipe.data.side)
        labels = torch.from_numpy(self.material.train.labels[where]).to(device)
        return images.contiguous(memory_format=torch.channels_last), labels

    def _figures(self, loss: Tensor, active: Tensor, embeddings: Tensor) -> dict[str, float]:
        collapsed = self.strategy.collapsed_loss(self.margin)
        uses_margin = strategies.uses_margin(self.recipe.strategy.name)
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        return {
            **self._place(done=1),
            "loss": float(loss.detach()),
            "margin": self.margin if uses_margin else math.nan,
            "loss_over_margin": float(loss.detach()) / collapsed,
            "active_share": float(active),
            "spread": spread(embeddings.detach().float()),
            "grad_norm": float(torch.nn.utils.get_total_norm(gradients)),
            "lr": self.optimiser.param_groups[-1]["lr"],
        }

    def _place(self, *, done: int = 0) -> dict[str, float]:
        step = self.step + done
        epoch = step / self.material.batches.per_epoch
        return {"step": step, "epoch": epoch, "seconds": self.seconds}


def spread(embeddings: Tensor) -> float:
    """Mean pairwise distance of up to 512 points of float32 [n, d]: 0 when all fell together."""
    sample = embeddings[:512]
    return float(torch.nn.functional.pdist(sample - sample.mean(0)).mean())
