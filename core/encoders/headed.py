"""A run that trained a head on an encoder, as an encoder: that one, as it was fine-tuned where it
was, then the head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import encoders
from core.encoders.encoder import Built, as_vectors
from core.errors import RunBroken
from core.runs.card_parts import VectorHeadCard
from core.runs.run import Run
from core.training.device import place
from core.training.embed import load_head, load_tuned
from core.training.initial_weights import initial_net

if TYPE_CHECKING:
    from torch import nn


def headed(run: Run, *, trained: bool = True) -> Built:
    """Its output; with `trained=False` that of the head as it began.

    Raises RunBroken where its weights cannot be loaded, and what loading the encoder does.
    """
    import torch

    known = run.finished().head
    assert isinstance(known, VectorHeadCard)
    encoder = encoders.load(known.encoder)
    if trained and known.tuned_from:
        if encoder.built.module is None:
            raise RunBroken(
                f"{encoder.title} is no net of PyTorch any more: train {run.name} again."
            )
        _fill(encoder.built.module, run)
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


def _fill(body: nn.Module, run: Run) -> None:
    try:
        body.load_state_dict(load_tuned(run))
    except RuntimeError as error:
        raise RunBroken(f"The weights of {run.name} do not fit its encoder: {error}") from error
