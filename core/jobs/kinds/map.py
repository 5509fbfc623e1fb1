"""A map of points, from its source to the measured projection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.embeddings import EmbeddingSet, find_embedding_set
from core.embeddings.maps import ProjectionSpec, discard, make, name_of
from core.errors import BadRecipe, Stopped
from core.progress import Progress

if TYPE_CHECKING:
    from core.jobs.job_files import JobFile

STEPS = 100
PREPARED = 0.2
"""The share of the work that making the embedding set counts for, where it has to be made first;"""
MAPPED, INDEXED = 0.85, 0.92
"""and that until the map is there, and until the neighbours of many points are indexed; then the
classes of a new set are predicted. What can be looked at comes before what is known of it."""

TITLE = "Map"
NEEDS = ("wish",)
WARM_AFTER = 20.0
"""Until then the first worker, for training, warms up alone."""
LEAVES = True


def described(
    embedding_set: str | None, spec: ProjectionSpec, source: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What a job keeps: the wish, and the embedding set or what it is to be made from.

    Raises:
        BadRecipe: where neither is given.
        UnknownName: where there is no such embedding set.
    """
    if source is not None:
        return {"source": dict(source), "wish": spec.as_dict()}
    if embedding_set is None:
        raise BadRecipe("A map needs a cloud of points, or what to make one from.")
    there = find_embedding_set(embedding_set)
    return {"cloud": embedding_set, "map": name_of(there, spec), "wish": spec.as_dict()}


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Make the map; a source's name joins job.json as soon as its points are there."""
    from core.jobs.jobs import tell

    return make_map(job.about, progress=progress, stop=stop, tell=partial(tell, folder))


def warm() -> Callable[[], object]:
    """Begin, beside, to compile what projections compile."""
    from core.projection.warm import warm_beside

    return warm_beside()


def make_map(
    about: Mapping[str, Any],
    *,
    progress: Progress,
    stop: Callable[[], bool],
    tell: Callable[[Mapping[str, Any]], None],
) -> bool:
    """Do the work of a job described so; False where `stop` ended it.

    `progress(step, STEPS, stage)` says how far it is, `tell` the names of a set and its map as
    soon as they are known. Raises what core.embeddings.sources.make and maps.make do.
    """
    from core.embeddings.clustered import add_clusters
    from core.embeddings.neighbours import add_index
    from core.embeddings.predictions import add_predictions

    spec = ProjectionSpec(**about["wish"])

    def between(low: float, high: float) -> Callable[..., None]:
        return lambda part, stage, _=None: _say(progress, low + (high - low) * part, stage)

    try:
        embedding_set = _embedding_set(about, between(0, PREPARED), stop)
        tell({"cloud": embedding_set.name, "map": name_of(embedding_set, spec)})
        begun = PREPARED if "source" in about else 0.0
        make(embedding_set, spec, watch=between(begun, MAPPED), stop=stop)
        add_index(embedding_set, watch=between(MAPPED, INDEXED), stop=stop)
        voting = partial(add_predictions, embedding_set, watch=between(INDEXED, 1), stop=stop)
        if "source" in about and not voting():
            add_clusters(embedding_set)
    except Stopped:
        return False
    progress(STEPS, STEPS, "")
    return True


def give_up(job: JobFile) -> None:
    """Remove what a job that was ended amid its work left of its map."""
    about = job.about
    if "map" in about:
        discard(find_embedding_set(about["cloud"]).folder / "maps" / about["map"])


def _embedding_set(
    about: Mapping[str, Any], watch: Callable[[float, str], None], stop: Callable[[], bool]
) -> EmbeddingSet:
    if "source" not in about:
        return find_embedding_set(about["cloud"])
    from core.embeddings import sources

    return sources.make(about["source"], watch=watch, stop=stop)


def _say(progress: Progress, share: float, stage: str) -> None:
    progress(min(round(STEPS * share), STEPS - 1), STEPS, stage)
