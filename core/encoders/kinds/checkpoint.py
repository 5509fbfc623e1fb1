"""A run or checkpoint: what its net puts out, or one of its layers.

Pictures are brought to its size and scaled as they were when it learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Frame, Image8, squeezed
from core.encoders.address import Address
from core.encoders.encoder import Built, Fitted
from core.encoders.preprocessing import Preprocessing
from core.errors import RunBroken, UnknownName
from core.runs.find import find_run, finished_runs, run_key, sees_images
from core.runs.layers import PIXELS, check_layer, features_layer, layers, module_path
from core.runs.run import Run
from core.runs.standing import title_of

TITLE = "Run or checkpoint"


def offered() -> dict[str, str]:
    """The finished runs that can be asked, the best first."""
    return {name: title_of(run) for name, run in finished_runs(sees_images).items()}


def settle(asked: Address) -> Address:
    """The run by its full name, the layer always said. Raises UnknownName, RunBroken."""
    asked.only("layer")
    run = find_run(asked.name)
    run.finished().dimension  # noqa: B018 (it raises)
    return replace(asked, name=run_key(run), layer=asked.layer or features_layer(run))


def title(asked: Address) -> str:
    """What people read."""
    run = find_run(asked.name)
    usual = asked.layer == features_layer(run)
    return title_of(run) + ("" if usual else f", {asked.layer}")


def identity(asked: Address) -> dict[str, Any]:
    """A run trained anew under the same name differs."""
    card = find_run(asked.name).finished()
    return {"created": card.created, "steps": card.steps, "layer": asked.layer}


def check(asked: Address) -> None:
    """Raises RunBroken, UnknownName."""
    check_run(find_run(asked.name), str(asked.layer))


def check_run(run: Run, layer: str) -> None:
    """Whether a layer of its net can be asked: raises RunBroken, UnknownName."""
    if not run.has_weights:
        raise RunBroken(f"The run {run.name} keeps no weights: its net cannot be asked.")
    if layer == PIXELS:
        known = [each["name"] for each in layers(run) if each["name"] != PIXELS]
        raise UnknownName("layer", PIXELS, known)
    check_layer(run, layer)


def build(asked: Address) -> Built:
    """The layer of the net as it was at the end of the training."""
    return of_run(find_run(asked.name), str(asked.layer))


def of_run(run: Run, layer: str, *, trained: bool = True) -> Built:
    """A layer's values; with `trained=False` of the net as the training began.

    Raises RunBroken where the weights cannot be loaded, UnknownName for a layer it does not have;
    and what loading its encoder does, where it is a head on one.
    """
    if run.finished().head is not None:
        from core.encoders.headed import headed

        return headed(run, trained=trained)
    import torch

    from core.encoders.torch_net import at_layer, flattened
    from core.training.device import place
    from core.training.embed import load_model
    from core.training.initial_weights import initial_net
    from core.training.pixels import Pixels

    device = place("fp32").device
    net = load_model(run) if trained else initial_net(run)
    model = at_layer(net, module_path(run, layer)).eval().to(device)
    pixels = Pixels.of_card(run.finished())
    read = torch.inference_mode()(model)
    channels, height, width = pixels.shape
    frame = Frame(height, width, colour=channels == 3)

    def fit(images: Sequence[Image8]) -> Fitted:
        alike = len({image.shape for image in images}) == 1  # then they are resized as in training
        return np.stack(images if alike else [squeezed(image, frame) for image in images])

    def run_on(fitted: Fitted) -> NDArray[np.float32]:
        features = flattened(read(pixels.prepare(fitted, device=device)))
        result: NDArray[np.float32] = features.float().cpu().numpy()
        return result

    shape = read(pixels.prepare(np.zeros((1, height, width), np.uint8), device=device)).shape[1:]
    stated = Preprocessing(
        size=(height, width),
        resize=None,
        crop="squeeze",
        channels="gray" if channels == 1 else "rgb",
        mean=_as_many(pixels.mean, channels),
        std=_as_many(pixels.std, channels),
    )
    return Built(run_on, stated, fit=fit, note=_note(shape))


def _as_many(values: tuple[float, ...], channels: int) -> tuple[float, ...]:
    """Of pictures in gray that a net for colour learned from, and the other way round."""
    return values if len(values) == channels else (float(np.mean(values)),)


def _note(shape: Any) -> str:
    from core.encoders.torch_net import MOST_FEATURES

    if len(shape) < 3 or shape.numel() <= MOST_FEATURES:
        return ""
    size = " x ".join(map(str, shape))
    return f"The {size} values of this layer are averaged over positions, which leaves {shape[0]}."
