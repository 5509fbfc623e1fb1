"""A net's view of images: any layer of a run, over its own or any other data set.

The weights are "trained", or "initial": those it started from, drawn again from the recipe's seed,
so that a map before training can be laid beside the one after.
"""

from __future__ import annotations

from typing import Any

from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.sources._build import Work
from core.embeddings.sources._catalogue import check_data, only_classes, pictures_of
from core.embeddings.sources._fill import fill_pictures, fill_points
from core.embeddings.sources._sample import check_sample
from core.embeddings.sources._stored import (
    copy,
    described_run,
    finished,
    first_map,
    run_title,
    source_of,
)
from core.embeddings.sources._views import run_view
from core.embeddings.writer import EmbeddingSetWriter
from core.errors import RunBroken, UnknownName
from core.runs.find import find_run, run_key
from core.runs.layers import check_layer
from core.runs.run import Run

REQUIRED = ("run",)
OPTIONAL = {
    "layer": "output",
    "data": None,
    "split": "test",
    "sample": None,
    "seed": 0,
    "weights": "trained",
}
WEIGHTS = ("trained", "initial")


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """Its own data set is not named; a seed counts only for a sample, and pixels have no weights.

    Raises UnknownName.
    """
    run = find_run(source["run"])
    own = source["data"] == finished(run).data.name
    data = None if own else source["data"]
    seed = source["seed"] if source["sample"] else 0
    weights = "trained" if source["layer"] == "pixels" else source["weights"]
    return {**source, "run": run_key(run), "data": data, "seed": seed, "weights": weights}


def title(source: dict[str, Any]) -> str:
    """What people read."""
    where = f"{source['data']} {source['split']}" if source["data"] else source["split"]
    layer = source["layer"] + (", before training" if source["weights"] == "initial" else "")
    return run_title(find_run(source["run"]), layer, where)


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content."""
    return described_run(find_run(source["run"]), source)


def check(source: dict[str, Any]) -> None:
    """Raises RunBroken, UnknownName, DataMissing, BadSource."""
    run = find_run(source["run"])
    if source == source_of(run):
        run.embedding("test")
        return
    check_sample(source["sample"])
    if source["weights"] not in WEIGHTS:
        raise UnknownName("weights", source["weights"], WEIGHTS)
    check_layer(run, source["layer"])
    check_data(_data(run, source), source["split"])
    trained = source["weights"] == "trained"
    if trained and not run.has_weights:
        raise RunBroken(
            f"The run {run.name} keeps no weights: only its stored output can be shown."
        )


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Copy what the run keeps where that is asked for, else run its net."""
    run = find_run(source["run"])
    if source == source_of(run):
        return copy(run, source, writer)
    check(source)
    work.at(0, "loading the net")
    viewer = run_view(run, source["layer"], trained=source["weights"] == "trained")
    name = _data(run, source)
    pictures = pictures_of(name, source["split"])
    if source["data"] is None:
        pictures = only_classes(pictures, finished(run).data.classes)
    points = fill_pictures(pictures, viewer, writer, work, source=source)
    work.at(1, "writing")
    embedding_set = fill_points(points, writer, title=title(source), source=source, data=name)
    if source["layer"] == "output":
        first_map(embedding_set, embedding_set.vectors())
    return embedding_set


def _data(run: Run, source: dict[str, Any]) -> str:
    return str(source["data"] or finished(run).data.name)
