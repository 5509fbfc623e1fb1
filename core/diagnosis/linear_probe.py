"""How well a straight cut tells the classes apart in each layer of a net: linear probes.

A logistic regression is fitted to what the layer makes of training images, and judged on the test
images. Where a layer's probe is as good as the net, the layers after it only have to read off.

Source: Alain and Bengio, Understanding intermediate layers using linear classifier probes, 2016,
https://arxiv.org/abs/1610.01644
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.splits import hold_back
from core.errors import EmbedscopeError

if TYPE_CHECKING:
    from torch import Tensor, nn

    from core.training.pixels import Pixels

MOST_VALUES = 8192
"""Larger maps are averaged over squares of 2 x 2, 3 x 3, ... places until they are no larger."""
STRENGTHS = (0.001, 0.01, 0.1)
"""Inverse shrinkage (C) that is tried; a fifth of the training images says which is best."""
STEPS = 300
Features = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Fit:
    """A probe's answers to the test images."""

    right: NDArray[np.bool_]
    strength: float
    converged: bool


def probe(
    train: tuple[Features, Labels],
    test: tuple[Features, Labels],
    *,
    seed: int = 0,
    strengths: tuple[float, ...] = STRENGTHS,
    check: Callable[[], None] = lambda: None,
) -> Fit:
    """Fit on training features [n, d] and classes [n], judge on test features [m, d].

    Features are brought to mean 0 and deviation 1 (of the training images). `check` is called
    between fits and may raise to end the work. Raises EmbedscopeError for features that are not
    finite.
    """
    seen, known = train
    if not (np.isfinite(seen).all() and np.isfinite(test[0]).all()):
        raise EmbedscopeError("The layer puts out values that are not finite: the net diverged.")
    mean, std = seen.mean(axis=0), seen.std(axis=0)
    std[std < 1e-6] = 1.0
    scaled = (seen - mean) / std
    part, aside = hold_back(known, len(known) // 5, seed=seed)
    shares = []
    for strength in strengths if len(strengths) > 1 else ():
        check()
        model, _ = _fitted(scaled[part], known[part], strength)
        shares.append(float(np.mean(model.predict(scaled[aside]) == known[aside])))
    check()
    best = strengths[int(np.argmax(shares))] if shares else strengths[0]
    model, converged = _fitted(scaled, known, best)
    said = model.predict((test[0] - mean) / std)
    return Fit(said == test[1], best, converged)


def layer_features(
    net: nn.Module, path: str | None, images: NDArray[np.uint8], pixels: Pixels
) -> tuple[Features, int]:
    """What the module at `path` ("": the whole net) makes of uint8 [n, h, w] or [n, h, w, 3].

    None are the pixels as the net takes them.

    Returns:
        float32 [n, d], d at most MOST_VALUES where the output is a map, and the side of the
        squares over which it was averaged (1: as it is).
    """
    if path is None:
        small, side = averaged(pixels.prepare(images, device="cpu"))
        return small.flatten(1).numpy(), side
    return features_of_layers(net, [path], images, pixels)[0]


def features_of_layers(
    net: nn.Module, paths: Sequence[str], images: NDArray[np.uint8], pixels: Pixels
) -> list[tuple[Features, int]]:
    """As `layer_features` of several modules, in one pass of the net."""
    import torch

    from core.training.outputs import batches_of

    parts: list[list[Features]] = [[] for _ in paths]
    seen, sides = dict[int, torch.Tensor](), [1] * len(paths)

    def keep(place: int) -> Callable[..., None]:
        return lambda _module, _inputs, out: seen.update({place: out.clone()})

    modules = [net.get_submodule(path) if path else net for path in paths]
    hooks = [module.register_forward_hook(keep(i)) for i, module in enumerate(modules)]
    device = str(next(net.parameters()).device)
    try:
        with torch.inference_mode():
            for batch in batches_of(images, pixels=pixels, device=device):
                net(batch)
                for place, part in enumerate(parts):
                    small, sides[place] = averaged(seen.pop(place).float())
                    part.append(small.flatten(1).cpu().numpy())
    finally:
        for hook in hooks:
            hook.remove()
    return [(np.concatenate(part), side) for part, side in zip(parts, sides, strict=True)]


def averaged(maps: Tensor, *, most: int = MOST_VALUES) -> tuple[Tensor, int]:
    """Maps [n, c, h, w] averaged over squares until c * h * w is at most `most`, and their side."""
    from torch.nn.functional import avg_pool2d

    side, small = 1, maps
    while small.ndim == 4 and small[0].numel() > most and side < min(maps.shape[2:]):
        side += 1
        small = avg_pool2d(maps, side)
    return small, side


def _fitted(features: Features, labels: Labels, strength: float) -> tuple[Any, bool]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=STEPS, tol=1e-3)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        model.fit(features, labels)
    return model, not any(issubclass(one.category, ConvergenceWarning) for one in caught)
