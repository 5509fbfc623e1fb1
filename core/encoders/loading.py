"""Makes an encoder ready: built, given its preprocessing, and tried on noise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.encoders.address import Address
from core.encoders.encoder import Built, Encoder, as_vectors
from core.encoders.preprocessing import Preprocessing
from core.errors import BadEncoder, EmbedscopeError
from core.onnx_file import first_line

CODE = "1"
"""To be changed when the same encoder gives other vectors than before: kept ones are then left."""
SIDES = (64, 80)
"""Height and width of the noise."""


def ready(asked: Address, built: Built, *, title: str, identity: Mapping[str, Any]) -> Encoder:
    """The encoder, after two pictures of noise went through it.

    Raises BadEncoder where it cannot be run, or gives no vector an image.
    """
    preprocessing = built.preprocessing.with_parts(asked.changed)
    noise = np.random.default_rng(0).integers(0, 256, (2, *SIDES, 3), np.uint8)
    untried = Encoder(
        address=str(asked),
        title=title,
        preprocessing=preprocessing,
        version=version(identity, preprocessing),
        dimension=0,
        note=built.note,
        built=built,
        pool=asked.pool,
    )
    dimension = _tried(untried, list(noise))
    return Encoder(**{**vars(untried), "dimension": dimension})


def version(identity: Mapping[str, Any], preprocessing: Preprocessing) -> str:
    """A digest of what decides the vectors: the encoder's own, and what is done to pictures."""
    told = {**identity, **preprocessing.parts(), "code": CODE}
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _tried(encoder: Encoder, noise: list[Any]) -> int:
    """The length of its vectors."""
    fitted = encoder.fitted(noise)
    given = encoder.preprocessing.scaled(fitted) if encoder.built.scales else fitted
    try:
        out = np.asarray(encoder.built.run(given))
    except EmbedscopeError:
        raise
    except Exception as error:  # of whatever library, some make their classes at run time
        size = " x ".join(map(str, given.shape[1:]))
        raise BadEncoder(
            f"{encoder.title} cannot be run on pictures of {size}: {first_line(error)}. Check the "
            "size and the channels that it takes."
        ) from error
    if len(out) != len(noise):
        raise BadEncoder(
            f"{encoder.title} puts out {len(out)} rows for {len(noise)} images. Save it so that it "
            "takes a batch."
        )
    vectors = as_vectors(out, encoder.pool, encoder.title)
    if not np.isfinite(vectors).all():
        raise BadEncoder(
            f"{encoder.title} puts out values that are not finite, NaN or infinity. Check its mean "
            "and deviation, or save it in float32."
        )
    return int(vectors.shape[1])
