"""By which likeness the points of a set are asked where nobody chose one."""

from __future__ import annotations

from core.embeddings.embedding_set import EmbeddingSet
from core.errors import EmbedscopeError
from core.losses import strategies
from core.runs.find import find_run
from core.tasks.embed.settings import EmbeddingRecipe

COSINE, DISTANCE = "cosine", "distance"
TITLES = {COSINE: "cosine similarity", DISTANCE: "distance"}
BY_DEFAULT = "by default what the embedding was trained by; of other vectors the cosine"
PLACES = 3
"""Dimensions up to which vectors are places on a map rather than directions."""


def usual_likeness(embedding_set: EmbeddingSet) -> str:
    """COSINE or DISTANCE: what an embedding's net was taught by; of all other vectors the cosine,
    but the distance of those with at most PLACES dimensions. Raises EmbeddingSetBroken.
    """
    about = embedding_set.about()
    taught = _taught_by(about["source"])
    if taught is not None:
        return taught
    return DISTANCE if about["dimension"] <= PLACES else COSINE


def _taught_by(source: dict[str, object]) -> str | None:
    """None where no strategy made these vectors, or it is not known any more."""
    if source.get("kind") != "run" or source.get("layer") != "output":
        return None
    try:
        recipe = find_run(str(source["run"])).recipe()
    except EmbedscopeError:
        return None
    if not isinstance(recipe, EmbeddingRecipe):
        return None
    return COSINE if strategies.compares_directions(recipe.strategy.name) else DISTANCE
