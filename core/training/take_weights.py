"""Weights that a net takes over from another run, layer by layer.

Source: report 002, section 3 (a branch that solved puzzles classifies; the fine-tuning goes on from
the run that trained the last layer)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.errors import BadRecipe, RunBroken
from core.runs.find import find_run
from core.runs.run import Run
from core.training.resume import part


@torch.no_grad()
def take_weights(net: nn.Module, name: str) -> tuple[str, ...]:
    """Give `net` all that run or checkpoint `name` has under the same names and shapes.

    Returns those names. Raises UnknownName for a run that is not there, BadRecipe where nothing
    fits, or a layer has the same name and another shape within the body, and RunBroken.
    """
    own, theirs = net.state_dict(), weights_of(find_run(name))
    if not set(own) & set(theirs):  # a run of several models: the first of them
        theirs = part(next(iter(theirs), "").partition(".")[0], theirs)
    fit = {key: value for key, value in theirs.items() if _fits(own.get(key), value)}
    wrong = [key for key in theirs if key in own and key not in fit and key.startswith("body.")]
    if not fit or wrong:
        where = f"{wrong[0]} has another shape there" if wrong else "no layer has the same name"
        raise BadRecipe(f"init_from: the weights of {name} do not fit this net: {where}.")
    net.load_state_dict(fit, strict=False)
    return tuple(fit)


def weights_of(run: Run) -> dict[str, Tensor]:
    """The weights of a finished run in full precision; raises RunBroken."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        weights = load_file(run.folder / "model.safetensors")
    except (OSError, SafetensorError) as error:
        raise RunBroken(
            f"The weights of {run.name} cannot be read ({error}). Train it to its end first."
        ) from error
    return {k: v.float() if v.is_floating_point() else v for k, v in weights.items()}


def _fits(own: Tensor | None, other: Tensor) -> bool:
    return own is not None and own.shape == other.shape
