"""Feature vectors of aligned faces by the default encoder."""

from __future__ import annotations

import statistics

import numpy as np

from bench.table import Measured, Skipped
from bench.timing import in_turns
from core.errors import EncoderMissing

ROWS = {"faces_per_s": ("faces/s",)}
FACES = 64  # made-up crops: what they show does not change how long it takes
DLIB = 4
ROUNDS = 8


def measure() -> dict[str, Measured]:
    """Many crops in batches, and beside them a few by dlib itself, whose net it is."""
    from core.faces import encoders
    from core.faces.weights import dlib_file

    try:
        encoder = encoders.load(encoders.DEFAULT)
        weights = dlib_file("dlib_face_recognition_resnet_model_v1.dat")
    except EncoderMissing as error:
        raise Skipped(str(error)) from error
    import dlib

    slow = dlib.face_recognition_model_v1(str(weights))
    edge = encoder.edge
    crops = np.random.default_rng(0).integers(0, 256, (FACES, edge, edge, 3), np.uint8)
    taken = in_turns(
        {
            "ours": lambda: encoder.encode(crops),
            "dlib": lambda: slow.compute_face_descriptor(list(crops[:DLIB])),
        },
        rounds=ROUNDS,
        warm_up=1,
    )
    ours, dlibs = (statistics.median(taken[way]) for way in ("ours", "dlib"))
    how = (
        f"{FACES} aligned faces of {edge} px by {encoder.name} in PyTorch, median of {ROUNDS} "
        f"rounds; dlib itself {DLIB / dlibs:.1f} faces/s"
    )
    return {"faces_per_s": Measured(FACES / ours, ROUNDS, how)}
