"""What a recipe of the task "linear-probe" states: whose features, which images, the training."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.recipes import sections
from core.recipes.recipe import Recipe
from core.recipes.sections import (
    Batch,
    EarlyStopping,
    Ema,
    Length,
    Mixup,
    Optimiser,
    Probe,
    Schedule,
)
from core.settings import setting
from core.tasks.classify.settings import Images, Loss

TASK = "linear-probe"


@dataclass(frozen=True)
class LinearProbeRecipe(Recipe):
    """What is asked of a linear classifier on features that stay."""

    task: str = TASK
    backbone: str = setting(
        "small-64d",
        title="Backbone",
        help="A checkpoint or run whose net makes the features: what its last layer reads.",
    )
    layer: str | None = setting(
        None,
        title="Layer",
        help="Whose output is read, such as conv-2, or pixels; empty: what the last layer reads. "
        "Large maps are averaged over squares until 8,192 values are left.",
    )
    data: Images = field(default_factory=lambda: Images(name="digits"))
    batch: Batch = field(default_factory=lambda: Batch(size=128))
    loss: Loss = field(default_factory=Loss)
    mixup: Mixup = field(default_factory=Mixup)
    optimiser: Optimiser = field(default_factory=Optimiser)
    schedule: Schedule = field(default_factory=Schedule)
    ema: Ema = field(default_factory=Ema)
    length: Length = field(default_factory=lambda: Length(epochs=10))
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    keep: str = sections.keep()
    probe: Probe = field(default_factory=lambda: Probe(size=500, frames=30))
    precision: str = sections.precision()
    device: str = sections.device()
