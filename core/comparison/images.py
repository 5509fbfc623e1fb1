"""Which images a set of points shows, as far as it says so: what two sets are matched by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.embedding_set import EmbeddingSet
from core.errors import EmbedscopeError
from core.runs.find import find_run
from core.runs.run import Run

Labels = NDArray[np.integer]


@dataclass(frozen=True)
class Images:
    """Of n points."""

    of: tuple[Any, ...]
    """Data set, split and file: all None where nothing is known."""
    drawn: tuple[Any, Any]
    """The size of the sample and its seed; None and any where all are there."""
    labels: Labels
    """int [n], -1 where no class is known."""
    classes: tuple[str, ...]
    names: Callable[[], list[str] | None]
    """What each is called, where they have names; read when asked."""

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def known(self) -> bool:
        """Whether they are of a data set, so that another data set's are others."""
        return self.of[0] is not None

    @property
    def told(self) -> str:
        """As people read it: fashion-mnist test."""
        return " ".join(part for part in self.of if isinstance(part, str)) or "own vectors"


def images_of_run(run: Run) -> Images:
    """Those of a finished run's stored test embedding."""
    about = run.data()
    of = (about.name or run.name, "test", None)
    return Images(of, (None, 0), run.labels("test"), tuple(about.classes), lambda: None)


def images_of_set(embedding_set: EmbeddingSet) -> Images:
    """Those of any set."""
    about = embedding_set.about()
    source = about["source"]
    drawn = source.get("sample"), source.get("seed")
    of = _of(source)
    return Images(of, drawn, embedding_set.labels(), tuple(about["classes"]), embedding_set.names)


def _of(source: dict[str, Any]) -> tuple[Any, ...]:
    kind, data = source.get("kind"), source.get("data")
    if kind == "training":
        return _watched(source["run"])
    if kind == "run" and data is None:
        try:
            data = find_run(source["run"]).data().name or None
        except EmbedscopeError:  # the run was deleted since
            data = source["run"]
    return data, source.get("split"), source.get("name")


def _watched(run: str) -> tuple[Any, ...]:
    """Lanes of a race watch the same images; others do where their indices say so."""
    try:
        about = find_run(run).probe()
    except EmbedscopeError:
        return run, "watched", None
    return about.data, f"{about.split} images watched in training", hash(about.indices)
