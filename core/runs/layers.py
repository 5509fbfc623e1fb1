"""Which layers of a run's net can be looked at; read without torch."""

from __future__ import annotations

from typing import Any

from core import files
from core.errors import UnknownName
from core.runs.run import Run

PIXELS = "pixels"


def layers(run: Run) -> list[dict[str, Any]]:
    """`{"name", "title", "shape"}` of every layer, from the pixels to the output.

    The shape is that of one image: channels, height, width, or the number of values alone. Of a run
    that holds no net the output alone, which it kept. Raises RunBroken where the run is not
    finished, or holds neither.
    """
    card = run.finished()
    if card.net is None and card.head is None and files.is_file(run.folder / "embedding/test.npy"):
        return [_told(("output", "output", (run.embedding("test").shape[1],)))]
    last = ("output", "output", (card.dimension,))
    if card.head is not None:  # its encoder's layers are not the run's
        return [_told(last)]
    net = card.image_net
    between = [(layer_name(title), title, shape) for title, _, shape in net.layers]
    first = (PIXELS, "input pixels", net.input_shape)
    return [_told(row) for row in (first, *between, last)]


def features_layer(run: Run) -> str:
    """Whose output a finished run's embedding is: its net's, or a classifier's features."""
    kept = run.finished().embedding
    return kept.layer if kept else "output"


def check_layer(run: Run, layer: str) -> None:
    """Raises UnknownName for a layer that the run's net does not name."""
    known = [each["name"] for each in layers(run)]
    if layer not in known:
        raise UnknownName("layer", layer, known)


def module_path(run: Run, layer: str) -> str | None:
    """The module whose output a layer is; None for the whole net's. Raises UnknownName."""
    check_layer(run, layer)
    card = run.finished()
    named = () if card.head else card.image_net.layers
    return next((path for title, path, _ in named if layer_name(title) == layer), None)


def _told(row: tuple[str, str, tuple[int, ...]]) -> dict[str, Any]:
    name, title, shape = row
    return {"name": name, "title": title, "shape": list(shape)}


def layer_name(title: str) -> str:
    """How a layer is called in links and recipes: "conv 2" is conv-2."""
    return title.lower().replace(" ", "-")
