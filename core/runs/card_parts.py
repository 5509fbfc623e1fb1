"""The parts of a run's card: what was trained, on what, and what only one task has to say.

Every part keeps what it does not know in `extra`, and gives it back when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.data.class_names import spoken
from core.nets import Layers, Variant, layers, title


@dataclass(frozen=True)
class Part:
    """A table of a card."""

    extra: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    """Keys that this version does not know."""


@dataclass(frozen=True)
class NetCard(Part):
    """The net that was trained."""

    name: str
    dimension: int
    """Numbers that it puts out for an image: a classifier's scores, an embedding's size."""
    input_shape: tuple[int, ...]
    """Channels, height, width."""
    parameters: int = 0
    pretrained: bool = False
    stands_in_for: str | None = None
    """The net that was asked for, where its weights could not be had."""
    widths: tuple[int, ...] = ()
    """Of its layers, where they are not those of its name."""
    head: str | None = None
    """What stands upon its body, where that was chosen."""
    batch_norm: str | None = None
    """Where batch norm stands, where that was chosen."""
    weights_from: str | None = None
    """The run whose weights it began with."""
    pruned_from: str | None = None
    """The run that it was cut from."""

    @property
    def variant(self) -> Variant:
        """What was chosen of the net."""
        return Variant(self.widths, self.head, self.batch_norm)

    @property
    def title(self) -> str:
        """What screens call it."""
        return title(self.name, self.variant)

    @property
    def layers(self) -> Layers:
        """Its named layers: title, module path, shape."""
        return layers(self.name, self.variant)


@dataclass(frozen=True)
class DataCard(Part):
    """The images: how many were used for what, and how they were normalised."""

    name: str = ""
    names: tuple[str, ...] = ()
    """Of several data sets, where one run took them all."""
    train: int = 0
    validation: int = 0
    test: int = 0
    classes: tuple[str, ...] = ()
    mean: tuple[float, ...] = ()
    """Of each channel, of pixels between 0 and 1."""
    std: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", spoken(self.classes))


@dataclass(frozen=True)
class KeptWeights(Part):
    """Which weights of the training were kept: the "last" or the "best", and of which epoch."""

    which: str
    epoch: float


@dataclass(frozen=True)
class EmbeddingCard(Part):
    """What `embedding/test.npy` holds: the layer, its width, and the principal axes kept of it."""

    layer: str = "output"
    values: int | None = None
    kept: int | None = None


@dataclass(frozen=True)
class HeadCard(Part):
    """What decides over pairs of faces."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    parameters: int = 0
    models: tuple[str, ...] = ()
    """The models that are kept, by the fold that each left out."""


@dataclass(frozen=True)
class EncoderCard(Part):
    """A face encoder, and the one that it stands in for."""

    name: str
    version: str = ""
    dimension: int = 0
    licence: str = ""
    stands_in_for: str | None = None


@dataclass(frozen=True)
class FoldCard(Part):
    """One fold of a cross-validation over pairs."""

    pairs: int
    roc_auc: float
    accuracy: float
    threshold: float


@dataclass(frozen=True)
class PeopleCard(Part):
    """The people whose faces were used, and how they were parted."""

    also: str | None = None
    protocol: str = ""
    validation: str = ""
    people: int = 0
    photos: int = 0
    families: int = 0
    relations: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class KinshipCard(Part):
    """What only a model of pairs of faces has."""

    head: HeadCard
    encoders: tuple[EncoderCard, ...] = ()
    mirror: bool = False
    folds: tuple[FoldCard, ...] = ()
    people: PeopleCard = field(default_factory=PeopleCard)


@dataclass(frozen=True)
class ProbeCard(Part):
    """What only a linear probe has: the run and layer whose features it reads, and how many."""

    backbone: str
    features: int
    layer: str | None = None
    """None: what the net's last layer reads."""


@dataclass(frozen=True)
class VectorHeadCard(Part):
    """A head that learned on the vectors of a frozen encoder, in place of a net of images."""

    encoder: str
    """Its address, and"""
    encoder_title: str
    """what people call it."""
    inputs: int
    """Numbers in each of its vectors."""
    dimension: int
    """Numbers that the head makes of them."""
    version: str = ""
    """Of the encoder: another one gives other vectors (core.encoders.loading)."""
    hidden: int = 0
    """Units of the hidden layer; 0: there is none."""
    normalised: bool = False
    """Whether its outputs have length 1."""
    parameters: int = 0
    tuned_from: str = ""
    """The first stage of the encoder that learned too; "": it stayed frozen."""

    @property
    def title(self) -> str:
        """What screens call it."""
        what = f"Head of {self.hidden:,} units" if self.hidden else "Linear head"
        tuned = f", fine-tuned from {self.tuned_from}" if self.tuned_from else ""
        return f"{what} on {self.encoder_title}{tuned}"


@dataclass(frozen=True)
class CutCard(Part):
    """How a picture is cut into tiles, pixels."""

    tile: int
    gap: int
    jitter: int


@dataclass(frozen=True)
class SolverNetCard(Part):
    """The size of the net that solves puzzles."""

    width: float
    tile_features: int
    hidden: int


@dataclass(frozen=True)
class SolverCard(Part):
    """What only a net that solves puzzles has."""

    cut: CutCard
    net: SolverNetCard
    permutations: int = 0
    least_distance: int = 0
