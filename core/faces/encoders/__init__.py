"""Encoders: from aligned faces to feature vectors. A file here is in the registry.

Each file states, to be read without importing it: `TITLE`, `LICENCE`, `FREE` (whether the weights
may be used for anything), `DIMENSION` (None where the weights decide), `EDGE` (the side of the
frame in pixels), `NORMALISED` (whether vectors have length 1), and `PATH`, the environment variable
that names the weights where somebody has to bring them. It defines

- `TEMPLATE`: where a face's five points lie in the frame,
- `weights(path: Path | None) -> Path`: the file that holds them; raises EncoderMissing, with the
  remedy, where they or a library are not on this machine,
- `build(weights: Path) -> Encode`: crops uint8 [n, EDGE, EDGE, 3], RGB, to float32 [n, d],
- `net(weights: Path) -> nn.Module`, where it can be trained: float32 [n, 3, EDGE, EDGE], 0 to 255,
  to float32 [n, d].
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core.data.image_set import Pixels
from core.errors import EncoderMissing
from core.faces.align import aligned
from core.faces.encoders._run import Encode, Vectors
from core.faces.face import Face, Points
from core.registry import Entry, entries, find

if TYPE_CHECKING:
    from torch import nn

PACKAGE = "core.faces.encoders"
DEFAULT = "dlib-resnet"
BATCH = 32
_loaded: dict[tuple[str, Path, int], Encoder] = {}
_loading = threading.Lock()


@dataclass(frozen=True, eq=False)
class Encoder:
    """An encoder with its weights loaded."""

    name: str
    edge: int
    dimension: int
    normalised: bool
    """Whether vectors have length 1."""
    template: Points
    """float32 [5, 2]: where a face's points lie in the frame."""
    version: str
    """Changes with whatever the vectors depend on besides the picture: weights and frame."""
    run: Encode

    def crop(self, image: Image.Image, face: Face) -> Pixels:
        """A face of an RGB picture in the encoder's frame: uint8 [edge, edge, 3]."""
        return aligned(image, face, template=self.template, edge=self.edge)

    def encode(self, crops: Pixels | Sequence[Pixels]) -> Vectors:
        """Vectors float32 [n, dimension] of crops uint8 [n, edge, edge, 3], RGB; any number."""
        stacked = np.asarray(crops, np.uint8).reshape(-1, self.edge, self.edge, 3)
        parts = [self.run(stacked[at : at + BATCH]) for at in range(0, len(stacked), BATCH)]
        return np.concatenate([np.empty((0, self.dimension), np.float32), *parts])


def names() -> list[str]:
    """The encoders that are known, whether they can be loaded here or not."""
    return list(entries(PACKAGE))


def unlisted(name: str) -> bool:
    """Whether a recipe may name it though it is no file here: any encoder's address."""
    return ":" in name


def entry(name: str) -> Entry:
    """An encoder's file, unread but for docstring and constants; raises UnknownName."""
    return find(PACKAGE, "encoder", name)


def at_hand() -> dict[str, str]:
    """Every encoder: an empty text where it can be loaded here, else why not and what to do."""
    found = {}
    for name in names():
        try:
            _weights(entry(name), None)
            found[name] = ""
        except EncoderMissing as error:
            found[name] = str(error)
    return found


def load(name: str, path: str | Path | None = None) -> Encoder:
    """The encoder called `name`, loaded once per process, with the weights at `path`.

    Without a path they come from inside a package or from where the encoder's environment variable
    says. Raises UnknownName, or EncoderMissing, which says how to get what is missing.
    """
    known = entry(name)
    weights = _weights(known, path)
    key = (name, weights, weights.stat().st_mtime_ns)
    with _loading:
        if key not in _loaded:
            _loaded[key] = _load(known, weights)
        return _loaded[key]


def net(name: str, path: str | Path | None = None) -> nn.Module:
    """A new copy of the encoder's net for training: float32 [n, 3, edge, edge], 0 to 255, RGB, to
    float32 [n, d]. Raises EncoderMissing where it cannot be trained or is not here.
    """
    known = entry(name)
    module = known.load()
    if not hasattr(module, "net"):
        raise EncoderMissing(f"The encoder {name} cannot be trained. Use {DEFAULT}.")
    made: nn.Module = module.net(_weights(known, path))
    return made


def _weights(known: Entry, path: str | Path | None) -> Path:
    given = path or os.environ.get(known.constants.get("PATH", ""), "")
    place: Path = known.load().weights(Path(given) if given else None)
    return place


def _load(known: Entry, weights: Path) -> Encoder:
    about, module = known.constants, known.load()
    run: Encode = module.build(weights)
    template = np.array(module.TEMPLATE, np.float32)
    blank = np.full((1, about["EDGE"], about["EDGE"], 3), 128, np.uint8)
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(template.tobytes())
    return Encoder(
        name=known.name,
        edge=about["EDGE"],
        dimension=run(blank).shape[1],
        normalised=about["NORMALISED"],
        template=template,
        version=f"{known.name}-{digest.hexdigest()[:16]}",
        run=run,
    )
