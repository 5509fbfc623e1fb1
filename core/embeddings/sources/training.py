"""A net while it trained: the watched images of a run at its end, with the way there as frames."""

from __future__ import annotations

from typing import Any

from core import files
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.sources._build import Work
from core.embeddings.sources._stored import described_run, finished
from core.embeddings.writer import EmbeddingSetWriter, write_map
from core.errors import RunBroken
from core.runs.find import find_run, run_key
from embedscope.drawing.trajectory import trajectory

REQUIRED = ("run",)


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """The run by its full name; raises UnknownName, RunBroken."""
    run = find_run(source["run"])
    finished(run)
    return {**source, "run": run_key(run)}


def title(source: dict[str, Any]) -> str:
    """What people read."""
    return f"{finished(find_run(source['run'])).title or source['run']}: during training"


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content."""
    return described_run(find_run(source["run"]), source)


def check(source: dict[str, Any]) -> None:
    """Raises RunBroken where the run keeps no frames."""
    run = find_run(source["run"])
    if not run.frame_steps():
        raise RunBroken(f"The run {run.name} keeps no frames of its training.")


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Copy the last frame as the vectors, and all frames as the way to the map."""
    check(source)
    run = find_run(source["run"])
    work.at(0, "reading the frames")
    shot, about = trajectory(run), run.probe()
    if shot is None:
        raise RunBroken(f"The run {run.name} keeps no frames of its training.")
    labels = run.probe_labels()
    writer.vectors(run.frame(shot.steps[-1]))
    writer.labels(labels)
    sheet = run.thumbs("probe")
    if sheet is not None and sheet.count == len(labels):
        writer.sheet(0, sheet.path.read_bytes())
        geometry = {"columns": sheet.columns, "width": sheet.width, "height": sheet.height}
        writer.sheets = {**geometry, "per_sheet": sheet.count, "count": sheet.count}
    embedding_set = writer.finish(
        title=title(source),
        source=source,
        classes=list(about.classes),
        count=len(labels),
        dimension=shot.dimension,
        data=about.data,
        note="Each frame fills the map, whatever its size: how far it spans stands above it.",
    )
    for step, plane in zip(shot.steps, shot.planes, strict=True):
        files.write_array(embedding_set.folder / f"maps/training/frames/{step:06d}.npy", plane)
    named = "the net's own output" if shot.dimension <= 2 else "PCA of all frames"
    told = {"method": "own" if shot.dimension <= 2 else "pca", "share": shot.share}
    write_map(
        embedding_set,
        "training",
        shot.planes[-1],
        {**told, "title": named, "parameters": {}, "seed": 0},
    )
    return embedding_set
