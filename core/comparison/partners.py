"""What can be compared with a side: the runs and sets that show the same images."""

from __future__ import annotations

from collections.abc import Iterator

from core.comparison.images import Images, images_of_run, images_of_set
from core.comparison.matched import matched, same_order
from core.embeddings.embedding_set import EmbeddingSet, embedding_sets
from core.embeddings.made import made_sets
from core.errors import EmbedscopeError, NotComparable
from core.runs.find import finished_runs, has_embedding


def partners(name: str, images: Images) -> list[str]:
    """Runs, the best first, then sets that share images with the side `name`; by their names."""
    found = []
    for other, theirs in _every():
        if other == name:
            continue
        try:
            matched(images, theirs)
        except NotComparable:
            continue
        found.append(other)
    return found


def same_points(embedding_set: EmbeddingSet) -> list[EmbeddingSet]:
    """The set itself, then the others of the same images in the same order: their maps can be laid
    side by side as they are.
    """
    images, found = images_of_set(embedding_set), [embedding_set]
    for other in embedding_sets():
        try:
            if other != embedding_set and same_order(images, images_of_set(other)):
                found.append(other)
        except EmbedscopeError:
            continue
    return found


def _every() -> Iterator[tuple[str, Images]]:
    for name, run in finished_runs(has_embedding).items():
        try:
            yield name, images_of_run(run)
        except EmbedscopeError:
            continue
    for name, embedding_set in made_sets().items():
        try:
            yield name, images_of_set(embedding_set)
        except EmbedscopeError:
            continue
