"""A map that explains a prediction, checked: what random weights leave of it, and whether the
probability follows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.errors import RunBroken
from core.inference.class_scores import Scores, class_scores, log_odds
from core.inference.faithfulness import Faithfulness, faithfulness
from core.inference.grad_cam import watch
from core.inference.occlusion_map import occlusion
from core.inference.randomised import cascade
from core.metrics.bootstrap import measured_mean
from core.metrics.explanation import rank_correlation
from core.runs.explanations import GRAD_CAM, OCCLUSION, Explanations, Judged
from core.runs.run import Run
from core.runs.test_images import images_of_test
from core.training.embed import load_model
from core.training.pixels import Pixels

GRID, SIDE = 7, 0.3
"""Of the squares that occlusion is checked with."""
SHOWN = 28
Explain = Callable[[nn.Module, Tensor, Scores, int], NDArray[np.float32]]
"""From a net, a prepared picture [1, c, h, w], class scores and a class to a map [h, w]."""


@dataclass(frozen=True)
class Checked:
    """Of one map."""

    likeness: dict[str, float | None]
    """What was randomised, and the rank correlation of the map then with the map of the net."""
    faithful: Faithfulness

    def as_dict(self) -> dict[str, Any]:
        """As a call answers it."""
        return {"likeness": self.likeness, **asdict(self.faithful)}


def grad_cam_of(layer: str) -> Explain:
    """Of the module `layer`."""

    def explain(net: nn.Module, image: Tensor, scores: Scores, number: int) -> NDArray[np.float32]:
        heats = watch(net, image, layer=layer).heat(lambda out: scores(out.float())[:, number])
        return np.asarray(heats[0])

    return explain


def occlusion_of(net: nn.Module, image: Tensor, scores: Scores, number: int) -> NDArray[np.float32]:
    """As every square lowers the log-odds."""
    return occlusion(
        lambda images: log_odds(scores(net(images).float()), number),
        image,
        grid=GRID,
        side=SIDE,
        shown=SHOWN,
    )


def check(
    explain: Explain, net: nn.Module, image: Tensor, scores: Scores, number: int, *, seed: int = 0
) -> Checked:
    """The map of class `number` on one prepared picture [1, c, h, w], checked."""
    heat = explain(net, image, scores, number)
    likeness = {
        words: rank_correlation(heat, explain(mixed, image, scores, number))
        for words, mixed in cascade(net, seed=seed)
    }

    def probability(images: Tensor) -> Tensor:
        return scores(net(images).float()).softmax(1)[:, number]

    return Checked(likeness, faithfulness(probability, image, heat, seed=seed))


def check_many(
    run: Run,
    *,
    images: int,
    seed: int = 0,
    progress: Callable[[int, int], object] = lambda _done, _of: None,
) -> Explanations:
    """The maps of the predicted classes of `images` test images that are drawn by `seed`.

    Raises RunBroken where the run keeps no net that sees images, DataMissing where it has no test
    images at all.
    """
    net, (_, scores) = load_model(run), class_scores(run)
    shown, pixels = images_of_test(run), Pixels.of_card(run.finished())
    rows = np.random.default_rng(seed).permutation(len(shown))[:images]
    title, path = last_maps(run)
    kinds: dict[str, Explain] = {GRAD_CAM: grad_cam_of(path), OCCLUSION: occlusion_of}
    checked: dict[str, list[Checked]] = {kind: [] for kind in kinds}
    for done, row in enumerate(rows.tolist()):
        progress(done, len(rows))
        image = pixels.prepare(np.asarray(shown.images[row])[None], device="cpu")
        with torch.inference_mode():
            number = int(scores(net(image).float()).argmax())
        for kind, explain in kinds.items():
            checked[kind].append(
                check(explain, net, image.clone(), scores, number, seed=seed + row)
            )
    return Explanations(
        images=len(rows),
        thumbnails=shown.thumbnails,
        layer=title,
        seed=seed,
        created=run.finished().created,
        maps={kind: _judged(found) for kind, found in checked.items()},
    )


def last_maps(run: Run) -> tuple[str, str]:
    """Title and module of the last layer whose output still has places; raises RunBroken."""
    for title, path, shape in reversed(run.finished().image_net.layers):
        if len(shape) == 3 and shape[-1] > 1:
            return title, path
    raise RunBroken(f"No layer of {run.name} has places, so Grad-CAM has nothing to show.")


def _judged(found: list[Checked]) -> Judged:
    told = [each for each in found if None not in each.likeness.values()]  # the map said something
    likeness = {
        words: measured_mean(np.array([each.likeness[words] or 0.0 for each in told]))
        for words in found[0].likeness
    }
    faithful = [each.faithful for each in found]
    means = {
        name: measured_mean(np.array([getattr(each, name) for each in faithful]))
        for name in (*Faithfulness.__dataclass_fields__, "gain")
    }
    return Judged(likeness=likeness, **means)
