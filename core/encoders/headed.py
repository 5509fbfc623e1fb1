"""A run that trained a head on a frozen encoder, as an encoder: that one, then the head."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import encoders
from core.encoders.encoder import Built, as_vectors
from core.runs.card_parts import VectorHeadCard
from core.runs.run import Run
from core.training.device import place
from core.training.embed import load_head
from core.training.initial_weights import initial_net


def headed(run: Run, *, trained: bool = True) -> Built:
    """Its output; with `trained=False` that of the head as it began.

    Raises RunBroken where its weights cannot be loaded, and what loading the encoder does.
    """
    import torch

    known = run.finished().head
    assert isinstance(known, VectorHeadCard)
    encoder = encoders.load(known.encoder)
    device = place("fp32").device
    head = (load_head(run) if trained else initial_net(run)).to(device)
    through = torch.inference_mode()(head)

    def run_on(given: NDArray[Any]) -> NDArray[np.float32]:
        vectors = as_vectors(encoder.built.run(given), encoder.pool, encoder.title)
        made: NDArray[np.float32] = through(torch.from_numpy(vectors).to(device)).cpu().numpy()
        return made

    changed = encoder.version != known.version
    note = f"{encoder.title} has changed since this head was trained." if changed else ""
    return Built(
        run_on,
        encoder.preprocessing,
        scales=encoder.built.scales,
        fit=encoder.fitted,
        note=note or encoder.note,
    )
