"""Nets that were asked for lately, kept loaded: of the last few runs, as they are at their ends."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.runs.find import find_run
from core.runs.run import Run

if TYPE_CHECKING:
    from torch import Tensor, nn

KEPT = 3


def trained(name: str) -> tuple[Run, nn.Module]:
    """The run called `name`, and its net at its end; raises UnknownName, RunBroken."""
    run = find_run(name)
    return run, _trained(run.folder, _version(run))


def both_ends(name: str) -> tuple[nn.Module, nn.Module]:
    """Its net before its first step and at its end; raises DataMissing too."""
    run = find_run(name)
    return _both_ends(run.folder, _version(run))


def prepared(run: Run, image: NDArray[np.uint8]) -> Tensor:
    """One picture uint8 [h, w] or [h, w, 3] as the run's net takes it: float [1, c, h, w]."""
    from core.training.pixels import Pixels

    return Pixels.of_card(run.finished()).prepare(image[None], device="cpu")


def _version(run: Run) -> str:
    """Changes when the run is trained anew under the same name."""
    return run.finished().created


@lru_cache(maxsize=KEPT)
def _trained(folder: Path, version: str) -> nn.Module:
    del version
    from core.training.embed import load_model

    return load_model(Run(folder))


@lru_cache(maxsize=KEPT)
def _both_ends(folder: Path, version: str) -> tuple[nn.Module, nn.Module]:
    del version
    from core.inference import conv_filters as kernels

    return kernels.both_ends(Run(folder))
