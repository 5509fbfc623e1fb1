"""A few faces, each compared with each."""

from __future__ import annotations

from typing import Any

from core.inference.wire import Named
from core.inference.wire_faces import chosen_faces


def answer(*, model: str, **faces: Any) -> Named:
    """`scores` and `probabilities` float64 [n, n] of the faces that core.inference.photos said, and
    the `kin_scores` of the pair model. Raises UnknownName, RunBroken, EncoderMissing, BadPhoto.
    """
    from core.inference.kinship.matrix import matrix
    from core.inference.kinship.pair_model import pair_model

    asked = pair_model(model)
    found = matrix(asked, chosen_faces(faces))
    return {
        "scores": found.scores,
        "probabilities": found.probabilities,
        "vectors": found.vectors,
        "kin_scores": asked.kin_scores,
    }
