"""Maps that are asked for, found where they were made before, or made: by content, not by name."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.embeddings import EmbeddingSet, Map, set_name, write_map
from core.errors import Stopped
from core.lock import alone_after
from core.projection.method import LAID_OUT, Watch, checked, describe
from core.projection.projection import Projection, project
from core.projection.quality import quality

FRAMES = 40
"""Pictures of the way there that are kept at most,"""
FRAME_POINTS = 8_000_000
"""and points in all of them: 64 MB in the plane."""
MEASURING = 0.95
"""The share of the work after which the map is there and is measured."""


@dataclass(frozen=True)
class ProjectionSpec:
    """A map that somebody wants; raises BadRecipe or UnknownName where it cannot be had.

    `parameters` are completed by the method's defaults, so equal wishes are equal.
    """

    method: str
    dimensions: int = 2
    seed: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", checked(self.method, self.parameters))

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `Wish(**...)` reads it."""
        return {**vars(self), "parameters": dict(self.parameters)}


def name_of(embedding_set: EmbeddingSet, spec: ProjectionSpec) -> str:
    """The map's name within the cloud: the same for the same wish.

    How many points are laid out at most makes no difference to a set that has no more.
    """
    wish = spec.as_dict()
    if wish["parameters"].get(LAID_OUT, 0) >= len(embedding_set.labels()):
        del wish["parameters"][LAID_OUT]
    return set_name(f"{spec.method} {spec.dimensions}d", {"cloud": embedding_set.name, **wish})


def find(embedding_set: EmbeddingSet, spec: ProjectionSpec) -> Map | None:
    """The map, where it was made before."""
    return embedding_set.map(name_of(embedding_set, spec))


def make(
    embedding_set: EmbeddingSet,
    spec: ProjectionSpec,
    *,
    watch: Watch = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Map:
    """The map, found or made: points and frames of the way there, then its quality.

    Frames appear in `maps/<name>/frames/` while it works, numbered by thousandths of the work. The
    map is there, to be looked at, as soon as its points are; how far to trust it is added after.
    Somebody else who makes the same map is waited for. Raises what `project` does, Stopped too;
    then nothing is left of a map without points.
    """
    name = name_of(embedding_set, spec)
    folder = embedding_set.folder / "maps" / name
    with _alone(embedding_set.folder / "maps" / f".{name}.lock", watch, stop):
        found = embedding_set.map(name)
        if found is None:
            shutil.rmtree(folder, ignore_errors=True)  # what a killed process left
            try:
                found = _made(embedding_set, spec, folder, watch=watch, stop=stop)
            except BaseException:
                discard(folder)
                raise
        watch(MEASURING, "measuring how far to trust it")
        measure(embedding_set, found)
        return found


def measure(embedding_set: EmbeddingSet, found: Map) -> None:
    """Measure a map kept without its quality. Raises EmbeddingSetBroken, EmbedscopeError."""
    about = found.about()
    if about.get("quality") is None:
        figures = quality(
            embedding_set.vectors(),
            found.points(),
            embedding_set.labels(),
            seed=about.get("seed", 0),
            laid_out=found.laid_out(),
        )
        files.write_json(found.folder / "map.json", {**about, "quality": figures})


def discard(folder: Path) -> None:
    """Remove what there is of a map that was not finished."""
    if not (folder / "map.json").is_file():
        shutil.rmtree(folder, ignore_errors=True)


def _made(
    embedding_set: EmbeddingSet,
    spec: ProjectionSpec,
    folder: Path,
    *,
    watch: Watch,
    stop: Callable[[], bool],
) -> Map:
    began = time.monotonic()
    vectors = embedding_set.vectors()
    trajectory = _Trajectory(folder / "frames", len(vectors), watch)
    made = project(
        spec.method,
        vectors,
        dimensions=spec.dimensions,
        seed=spec.seed,
        parameters=spec.parameters,
        watch=trajectory,
        stop=stop,
    )
    if stop():
        raise Stopped
    about = _about(spec, made, time.monotonic() - began)
    return write_map(embedding_set, folder.name, made.points, about, laid_out=made.laid_out)


def _about(spec: ProjectionSpec, made: Projection, seconds: float) -> dict[str, Any]:
    return {
        **spec.as_dict(),
        "used": made.parameters,
        "notes": list(made.notes),
        "title": describe(spec.method).title,
        "seconds": seconds,
        "quality": None,
    }


class _Trajectory:
    """Keeps a picture whenever enough of the work is done since the last one."""

    def __init__(self, folder: Path, count: int, watch: Watch) -> None:
        self.folder, self.watch = folder, watch
        self.apart = 1 / max(2, min(FRAMES, FRAME_POINTS // max(count, 1)) - 1)
        self.next = 0.0

    def __call__(
        self, share: float, stage: str, points: NDArray[np.floating] | None = None, /
    ) -> None:
        if points is not None and share >= self.next:
            self.next = share + self.apart
            picture = np.array(points, np.float32)
            path = self.folder / f"{round(1000 * share):06d}.npy"
            files.write_array(path, picture, durable=False)
        self.watch(share * MEASURING, stage, points)


@contextmanager
def _alone(path: Path, watch: Watch, stop: Callable[[], bool]) -> Iterator[None]:
    def waited() -> bool:
        watch(0.0, "waiting for another job that makes this very map")
        time.sleep(0.2)
        return not stop()

    with alone_after(path, waited) as held:
        if not held:
            raise Stopped
        yield


def opening_map(found: Mapping[str, Map]) -> str | None:
    """Which is shown first: the net's own output, else what was made last; the main plane alone
    costs nothing and shows least.
    """
    methods = {name: each.about().get("method") for name, each in found.items()}
    own = [name for name, method in methods.items() if method == "own"]
    made = [name for name, method in methods.items() if method not in ("own", "pca")]
    return next(iter([*own, *reversed(made), *methods]), None)
