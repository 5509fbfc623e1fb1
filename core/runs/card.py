"""What came out of a run: its card, of schema 2, and the beginning that every task's card has.

`card_file.py` reads and writes it; `metric_names.py` says how figures are called.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import RunBroken, UnknownName
from core.metrics.metric import Metric
from core.runs.card_parts import (
    DataCard,
    EmbeddingCard,
    KeptWeights,
    KinshipCard,
    NetCard,
    Part,
    ProbeCard,
    SolverCard,
    VectorHeadCard,
)

if TYPE_CHECKING:
    from core.recipes.recipe import Recipe
    from core.runs.run import Run

__all__ = ["DataCard", "Metric", "NetCard", "RunCard", "began", "versions"]

SCHEMA = 2
LIBRARIES = ("torch", "torchvision", "pytorch-metric-learning", "numpy")
Confusion = Sequence[Sequence[int]]
"""How often class i (row) was predicted as j (column)."""


@dataclass(frozen=True)
class RunCard(Part):
    """All that a finished run says of itself."""

    name: str = ""
    title: str = ""
    task: str = "embed"
    recipe: str = ""
    created: str = ""
    """When it was finished, ISO 8601."""
    seed: int = 0
    device: str = ""
    precision: str = ""
    seconds: float = 0.0
    steps: int = 0
    epochs: float | None = None
    net: NetCard | None = None
    head: VectorHeadCard | None = None
    """Where a frozen encoder sees the images, and only a head on its vectors learned."""
    data: DataCard = field(default_factory=DataCard)
    kept: KeptWeights | None = None
    temperature: float | None = None
    """Of a classifier's softmax, fitted on images kept for validation (core.metrics.temperature);
    None where there were none, or the run is no classifier."""
    stopped_early: bool = False
    embedding: EmbeddingCard | None = None
    """None: both splits' outputs lie there whole."""
    kinship: KinshipCard | None = None
    solver: SolverCard | None = None
    probe: ProbeCard | None = None
    libraries: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    over_seeds: Mapping[str, Metric] = field(default_factory=dict)
    """Of the same recipe with several seeds, this run's among them: each figure's mean with the
    95 % t-interval of that mean; n is how many seeds."""
    confusion: Mapping[str, Confusion] = field(default_factory=dict)
    """By split."""
    verdict: str = ""

    def metric(self, name: str) -> Metric:
        """The figure of that name; raises UnknownName."""
        if name not in self.metrics:
            raise UnknownName(f"figure of the run {self.name}", name, self.metrics)
        return self.metrics[name]

    @property
    def image_net(self) -> NetCard:
        """The net; raises RunBroken for a run that trained none that sees images."""
        if self.net is None:
            raise RunBroken(
                f"The run {self.name} (task {self.task}) holds no net that sees images. Choose "
                "another."
            )
        return self.net

    @property
    def outputs(self) -> int | None:
        """How many numbers it makes of an image; None for a run that sees no images."""
        made = self.net or self.head
        return None if made is None else made.dimension

    @property
    def dimension(self) -> int:
        """The same; raises RunBroken for a run that sees no images."""
        return self.head.dimension if self.head else self.image_net.dimension

    @property
    def learner(self) -> str:
        """What learned, as people read it; "" for what is neither a net of images nor a head."""
        made = self.net or self.head
        return "" if made is None else f"{made.title}, {made.parameters:,} weights"

    @property
    def pairs(self) -> KinshipCard:
        """What it says of pairs of faces; raises RunBroken for a run that judges none."""
        if self.kinship is None:
            raise RunBroken(f"The run {self.name} (task {self.task}) judges no pairs of faces.")
        return self.kinship

    def value(self, name: str) -> float | None:
        """The figure's value; None where it was not taken or cannot be told."""
        return self.metrics[name].value if name in self.metrics else None


def began(
    run: Run,
    asked: Recipe,
    *,
    device: str,
    precision: str,
    seconds: float,
    steps: int,
    processes: int = 1,
) -> RunCard:
    """Name, title, task, recipe, time, seed, device, precision, seconds, steps and libraries."""
    return RunCard(
        name=run.name,
        title=asked.title or asked.name,
        task=asked.task,
        recipe=asked.name,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        seed=asked.seed,
        device=device_name(device, processes=processes),
        precision=precision,
        seconds=round(seconds, 1),
        steps=steps,
        libraries=versions(),
    )


def versions() -> dict[str, str]:
    """Python's version, and those of the libraries every task uses."""
    known = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), **known}


def device_name(device: str, *, processes: int = 1) -> str:
    """A torch device as people read it: the GPU's name, or "CPU, 2 threads"; and where several
    processes trained, each with such a device, "2 processes: CPU, 1 thread".
    """
    import torch

    several = f"{processes} processes: " if processes > 1 else ""
    if device.startswith("cuda"):
        return several + torch.cuda.get_device_name()
    if device.startswith("mps"):
        return f"{several}Apple GPU (MPS)"
    threads = torch.get_num_threads()
    return f"{several}CPU, {threads} thread{'s' if threads > 1 else ''}"
