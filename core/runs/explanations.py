"""What a check of a net's explanations over many test images came to, kept with the run.

`core explain-check` measures it; read without torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core import files
from core.errors import Unreadable
from core.metrics.metric import Metric
from core.runs.run import Run
from core.typed_json import WrongType, plain, typed

FILE = "explanations.json"
GRAD_CAM, OCCLUSION = "grad-cam", "occlusion"
TITLES = {GRAD_CAM: "Grad-CAM", OCCLUSION: "Occlusion"}


@dataclass(frozen=True)
class Judged:
    """One kind of map; means over test images with 95 % bootstrap intervals over them."""

    likeness: Mapping[str, Metric]
    """By what was randomised: rank correlation with the map of the net."""
    deletion: Metric
    insertion: Metric
    random_deletion: Metric
    random_insertion: Metric
    gain: Metric
    """Of both over random orders, in pairs; above 0 where the maps say something."""


@dataclass(frozen=True)
class Explanations:
    """Of one net."""

    images: int
    thumbnails: bool
    """Whether these were the small pictures that the run keeps, and not the data set's."""
    layer: str
    """Of Grad-CAM, by its title."""
    seed: int
    created: str
    """Of the run that was checked: another training says nothing of these."""
    maps: Mapping[str, Judged]
    """By GRAD_CAM and OCCLUSION."""


def keep_explanations(run: Run, found: Explanations) -> None:
    """Write it, in place of an earlier one."""
    files.write_json(run.folder / FILE, plain(found))


def explanations_of(run: Run) -> Explanations | None:
    """None where there is none that can be read, or where the run was trained anew since."""
    try:
        found = typed(Explanations, files.read_json(run.folder / FILE), FILE)
    except (Unreadable, WrongType):
        return None
    return found if found.created == run.finished().created else None
