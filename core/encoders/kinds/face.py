"""A face encoder: the face of each picture, found, aligned and encoded; else the whole picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.data.sizes import Image8
from core.encoders.address import Address
from core.encoders.encoder import Built, Fitted
from core.encoders.preprocessing import Preprocessing
from core.errors import EncoderMissing

TITLE = "Face encoder"


def offered() -> dict[str, str]:
    """Those that can be loaded here."""
    from core.faces import encoders

    ready = [name for name, missing in encoders.at_hand().items() if not missing]
    return {name: str(encoders.entry(name).constants["TITLE"]) for name in ready}


def settle(asked: Address) -> Address:
    """As it is; raises UnknownName."""
    from core.faces import encoders

    asked.only()
    encoders.entry(asked.name)
    return asked


def title(asked: Address) -> str:
    """What people read."""
    from core.faces import encoders

    return str(encoders.entry(asked.name).constants["TITLE"])


def identity(asked: Address) -> dict[str, Any]:
    """Its name, and by what faces are found."""
    from core.faces.find import FOUND_BY

    return {"face": asked.name, "found": FOUND_BY}


def check(asked: Address) -> None:
    """Raises EncoderMissing."""
    from core.faces import encoders

    missing = encoders.at_hand()[asked.name]
    if missing:
        raise EncoderMissing(missing)


def build(asked: Address) -> Built:
    """Loads it; what it sees are faces in its frame."""
    from PIL import Image

    from core.faces import encoders
    from core.faces.find import cut_out_face

    loaded = encoders.load(asked.name)

    def fit(images: Sequence[Image8]) -> Fitted:
        pictures = [Image.fromarray(image).convert("RGB") for image in images]
        return np.stack([loaded.crop(each, cut_out_face(each)) for each in pictures])

    frame = Preprocessing(
        size=(loaded.edge, loaded.edge), resize=None, crop="squeeze", mean=(0.5,), std=(0.5,)
    )
    return Built(loaded.encode, frame, fit=fit, note="Faces are found and aligned first.")
