"""Linear probes of every layer of a run's net, kept in its folder as `probe/layers.json`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.errors import RunBroken, Stopped, Unreadable
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.standing import accuracy
from core.typed_json import WrongType, typed

if TYPE_CHECKING:
    from core.data.image_set import ImageSet

SAMPLE = 5_000
"""Training images that a probe is fitted on."""
TESTED = 10_000
"""Test images that it is judged on, at most."""
PIXELS = "pixels"
PLACE = "probe/layers.json"


@dataclass(frozen=True)
class LayerProbe:
    """A layer of a net, from the pixels to the output."""

    title: str
    parameters: int
    """Weights and biases between the layer before and this one."""
    values: int
    """Numbers that the probe reads."""
    squares: int
    """Side of the squares that a map was averaged over; 1: as it is."""
    accuracy: float
    low: float
    high: float
    strength: float
    converged: bool


@dataclass(frozen=True)
class Probes:
    """What was measured; `net` is the net's own accuracy on the same test images."""

    layers: tuple[LayerProbe, ...]
    net: float | None
    train: int
    test: int


def probes_of(run: Run) -> Probes | None:
    """What `measure_probes` left; None where nothing, or of an older training of the run."""
    path = run.folder / PLACE
    if not files.is_there(path):
        return None
    try:
        content = files.read_json(path)
        found = typed(Probes, content, PLACE)
    except (Unreadable, WrongType) as error:
        raise RunBroken(f"{PLACE} of the run {run.name} cannot be read: {error}") from error
    return found if content.get("of") == _version(run) else None


def measure_probes(
    run: Run,
    *,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Probe every layer of a finished run's net and keep the figures; False where `stop` ended it.

    `progress(layer, layers, title)` is called before each. Raises RunBroken, and the data's errors.
    """
    try:
        found = _measured(run, progress, stop)
    except Stopped:
        return False
    content = {**asdict(found), "of": _version(run)}
    files.write_json(run.folder / PLACE, content)
    return True


def _measured(
    run: Run, progress: Callable[[int, int, str], None], stop: Callable[[], bool]
) -> Probes:
    from core.diagnosis.layers import Layer, weighed_layers
    from core.diagnosis.linear_probe import layer_features, probe
    from core.training.embed import load_model
    from core.training.pixels import Pixels

    def check() -> None:
        if stop():
            raise Stopped

    net, card = load_model(run), run.finished()
    (train, test), pixels = _images(card), Pixels.of_card(card)
    layers = [Layer(PIXELS, "", 0), *weighed_layers(net, card.image_net.layers)]
    done: list[LayerProbe] = []
    for place, layer in enumerate(layers):
        check()
        progress(place, len(layers), layer.title)
        path = None if layer.title == PIXELS else layer.path
        seen, side = layer_features(net, path, np.asarray(train.images), pixels)
        judged, _ = layer_features(net, path, np.asarray(test.images), pixels)
        fit = probe((seen, train.labels), (judged, test.labels), check=check)
        done.append(_row(layer, seen.shape[1], side, fit.right, fit.strength, fit.converged))
    progress(len(layers), len(layers), "")
    return Probes(tuple(done), accuracy(run), len(train), len(test))


def _row(
    layer: Any,
    values: int,
    side: int,
    right: NDArray[np.bool_],
    strength: float,
    converged: bool,
) -> LayerProbe:
    from core.metrics.bootstrap import measured_mean

    share = measured_mean(right)
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    return LayerProbe(
        title=layer.title,
        parameters=layer.parameters,
        values=values,
        squares=side,
        accuracy=share.value,
        low=share.low,
        high=share.high,
        strength=strength,
        converged=converged,
    )


def _images(card: RunCard) -> tuple[ImageSet, ImageSet]:
    """Samples of the training and test images of the run's classes, at the net's size."""
    from dataclasses import replace

    from core import data
    from core.data.sizes import one_size
    from core.data.splits import probe as drawn

    about, (_, height, width) = card.data, card.image_net.input_shape
    count = len(about.classes) or None
    found = []
    for split, most in (("train", SAMPLE), ("test", TESTED)):
        whole = data.load(about.name, split)
        rows = np.flatnonzero(whole.labels < (count or len(whole.classes)))
        chosen = whole.take(rows[drawn(whole.labels[rows], most, seed=0)])
        images = one_size(chosen.images, height=height, width=width)
        found.append(replace(chosen, images=images))
    return found[0], found[1]


def _version(run: Run) -> dict[str, Any]:
    """What tells a training of the run from another."""
    card = run.finished()
    return {"created": card.created, "steps": card.steps}
