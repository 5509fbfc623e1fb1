"""A checkpoint measured again: from the images where they are at hand, else from what it stored."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from core import files
from core.metrics import silhouette
from core.metrics.embedding import embedding_figures
from core.metrics.summary import QUERIES, summarise
from core.recipes.recipe import of_kind
from core.runs.find import run_key
from core.runs.run import Run
from core.runs.standing import title_of
from core.tasks.embed.settings import EmbeddingRecipe

SAMPLE = 10_000
"""Training images that vote where a recipe asks for a quick look (`evaluate: sample`)."""
QUICK_SILHOUETTE = 4_000
"""Points its silhouettes are taken over."""
QUICK_QUERIES = 2_000
"""Test images that are asked for others of their class."""

Embedded = tuple[NDArray[np.floating], NDArray[np.int64], NDArray[np.floating], NDArray[np.int64]]
"""Training embedding and classes, test embedding and classes."""


def evaluate(run: Run, *, stored: bool = False) -> dict[str, Any]:
    """The figures of a run's card, taken anew.

    Args:
        run: a finished run or a checkpoint.
        stored: read the embedding in the run's folder, though the images may be here.

    Returns:
        `{"checkpoint", "title", "embedding": "recomputed" or "stored", "source": where from,
        "data", "neighbours", "metrics", "confusion"}`; the last two as `summarise` gives them.

    Raises:
        RunBroken: where the run is not finished or a file is missing.
        DataCorrupt: where the data set is there and cannot be read.
    """
    from core.data import find

    recipe, known = of_kind(run.recipe(), EmbeddingRecipe), run.data()
    name = known.name or recipe.data.name
    found = None if stored else find(name)
    if found is None and not files.is_file(run.folder / "embedding/train.npy"):
        return _test_images_alone(run, name, recipe)
    embedded = _stored(run) if found is None else _recomputed(run, name, recipe)
    classes = known.classes or int(max(embedded[1].max(), embedded[3].max())) + 1
    summary = summarise(*embedded, classes=classes, **asked(recipe))
    return {
        "checkpoint": run.name,
        "title": title_of(run),
        "embedding": "stored" if found is None else "recomputed",
        "source": f"{run.name}/embedding" if found is None else f"{name} in {found.where}",
        "data": {"name": name, "train": len(embedded[1]), "test": len(embedded[3])},
        "neighbours": recipe.neighbours,
        "metrics": summary.metrics,
        "confusion": summary.confusion,
    }


def _test_images_alone(run: Run, name: str, recipe: EmbeddingRecipe) -> dict[str, Any]:
    """What a run says of its test images that keeps no points that vote."""
    points, labels = np.asarray(run.embedding("test"), np.float32), run.labels("test")
    own = embedding_figures(points, labels, most=asked(recipe)["queries"], seed=recipe.seed)
    return {
        "checkpoint": run.name,
        "title": title_of(run),
        "embedding": "stored",
        "source": f"{run.name}/embedding (no training points are kept, so nothing votes)",
        "data": {"name": name, "train": 0, "test": len(labels)},
        "neighbours": recipe.neighbours,
        "metrics": {f"test/{key}": metric for key, metric in own.items()},
        "confusion": {},
    }


class Recipe(TypedDict):
    """Keyword arguments of `summarise`."""

    k: int
    seed: int
    sample: int
    queries: int


def asked(recipe: EmbeddingRecipe) -> Recipe:
    """What a recipe says of its own measuring, as `summarise` takes it."""
    quick = recipe.evaluate != "full"
    return {
        "k": recipe.neighbours,
        "seed": recipe.seed,
        "sample": QUICK_SILHOUETTE if quick else silhouette.SAMPLE,
        "queries": QUICK_QUERIES if quick else QUERIES,
    }


def stored_rows(labels: NDArray[np.int64], recipe: EmbeddingRecipe) -> NDArray[np.int64]:
    """The training images that vote: all but those kept for validation, or a sample of them.

    Args:
        labels: the training split's classes, int64 [n].
        recipe: says how many were kept for validation, and whether a sample is enough.

    Returns:
        int64, ascending positions.
    """
    from core.data.splits import divide, part_of, probe
    from core.data.versions import validation_rows

    learned, _ = divide(labels, recipe, given=validation_rows(recipe.data.name))
    every = part_of(learned, labels, recipe.data.share, seed=recipe.seed)
    if recipe.evaluate == "full" or len(every) <= SAMPLE:
        return every
    return np.sort(every[probe(labels[every], SAMPLE, seed=recipe.seed)])


def _stored(run: Run) -> Embedded:
    return run.embedding("train"), run.labels("train"), run.embedding("test"), run.labels("test")


def _recomputed(run: Run, name: str, recipe: EmbeddingRecipe) -> Embedded:
    from core.data import load
    from core.data.sizes import one_size
    from core.training.embed import embed, load_model

    train, test = load(name, "train"), load(name, "test")
    rows = stored_rows(train.labels, recipe)
    if run.finished().head is not None:
        from core import encoders
        from core.encoders.kept import encode

        encoder = encoders.load(f"checkpoint:{run_key(run)}")
        voters, judged = (encode(encoder, each) for each in (train.images[rows], test.images))
        return voters, train.labels[rows], judged, test.labels
    model, card = load_model(run), run.finished()
    _, height, width = card.image_net.input_shape
    voters = embed(model, one_size(train.images[rows], height=height, width=width), card=card)
    judged = embed(model, one_size(test.images, height=height, width=width), card=card)
    return voters, train.labels[rows], judged, test.labels
