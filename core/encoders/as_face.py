"""Any encoder as a face encoder: faces are found, aligned into its frame, and given to its net.

Where a face's points should lie is nothing that a file states; most nets for faces learned from
ArcFace's frame of 112 x 112 pixels, so that frame, in the encoder's own size, is theirs here. What
`core.faces.encoders` knows by name keeps its own frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from core import encoders
from core.data.image_set import Pixels
from core.errors import BadEncoder, EmbedscopeError
from core.faces import encoders as faces
from core.faces.encoders import arcface
from core.faces.encoders._run import Vectors

FRAME = np.array(arcface.TEMPLATE, np.float32) / arcface.EDGE
"""Where the five points lie, as shares of the frame's side."""


def load_face(name: str) -> faces.Encoder:
    """A face encoder by its name, or any encoder by its address.

    Raises what loading either does; BadEncoder where its frame is no square.
    """
    return _of(name) if ":" in name else faces.load(name)


def about_face(name: str) -> Mapping[str, Any]:
    """What is stated of one, as the files of `core.faces.encoders` do; raises UnknownName."""
    if ":" not in name:
        return faces.entry(name).constants
    return {"TITLE": encoders.title_of(name), "LICENCE": "as the encoder's", "FREE": False}


def missing_face(name: str) -> str:
    """Why one cannot be loaded here, with the remedy; "" where it can."""
    try:
        if ":" in name:
            encoders.check(name)
            return ""
        faces.entry(name)
        return faces.at_hand()[name]
    except EmbedscopeError as error:
        return str(error)


def _of(address: str) -> faces.Encoder:
    loaded = encoders.load(address)
    height, width = loaded.preprocessing.size
    if height != width:
        raise BadEncoder(
            f"{loaded.title} takes pictures of {height} x {width} pixels, and a face's frame is "
            "a square. Give it another size on Models."
        )
    whole = replace(loaded.preprocessing, crop="squeeze", resize=None)  # nothing is cut off
    seeing = replace(loaded, preprocessing=whole)

    def run(crops: Pixels) -> Vectors:
        return seeing.encode(list(crops))

    return faces.Encoder(
        name=address,
        edge=height,
        dimension=loaded.dimension,
        normalised=False,
        template=(FRAME * height).astype(np.float32),
        version=f"encoder-{loaded.version}-arcface",
        run=run,
    )
