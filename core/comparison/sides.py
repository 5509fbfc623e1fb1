"""A side of a comparison by its name: a run's test images, a set of points, or a moment of a run.

small-64d               a run: its test images as it keeps them
photos-1f0c9a3b72d4     an embedding set, as `core embeddings` prints it
light-2d@400            the images that were watched while it trained, at step 400; `@first` and
                        `@last` are its ends
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import files
from core.access.private import is_hidden
from core.comparison.images import Images, images_of_run, images_of_set
from core.embeddings.embedding_set import NAME, EmbeddingSet, find_embedding_set
from core.embeddings.sources import make, stored
from core.errors import NotComparable, UnknownName
from core.paths import embedding_sets_folder
from core.runs.find import find_run
from core.runs.run import Run
from core.runs.standing import title_of

AT = "@"
ENDS = {"first": 0, "last": -1}


@dataclass(frozen=True)
class Side:
    """What is compared: points with their vectors."""

    name: str
    title: str
    embedding_set: EmbeddingSet
    step: int | None = None
    """Of a moment of a training: then the vectors are the frame's."""
    run: Run | None = None

    def vectors(self) -> NDArray[np.floating]:
        """The vectors float [n, d], mapped; not all need be finite while a net diverges."""
        if self.run is not None and self.step is not None:
            return self.run.frame(self.step)
        return self.embedding_set.vectors()

    def images(self) -> Images:
        """Which images these are."""
        if self.run is not None and self.step is None:
            return images_of_run(self.run)
        return images_of_set(self.embedding_set)


def find_side(name: str) -> Side:
    """Raises UnknownName, NotComparable for a step that was not kept, RunBroken."""
    if is_set(name):
        found = find_embedding_set(name)
        return Side(name, str(found.about()["title"]), found)
    of, _, moment = name.rpartition(AT)
    if of:
        return _moment(name, find_run(of), moment)
    try:
        run = find_run(name)
    except UnknownName as error:
        raise NotComparable(
            f"Neither a run nor an embedding set is called {name!r}. `python -m core embeddings` "
            "lists the sets; a moment of a training is RUN@STEP."
        ) from error
    return Side(name, title_of(run), stored(run), run=run)


def is_set(name: str) -> bool:
    """Whether an embedding set is called so."""
    place = embedding_sets_folder() / name
    there = NAME.fullmatch(name) is not None and files.is_there(place / "cloud.json")
    return there and not is_hidden(place)


def _moment(name: str, run: Run, moment: str) -> Side:
    steps = run.frame_steps()
    if not steps:
        raise NotComparable(f"The run {run.name} keeps no frames of its training.")
    wanted = int(moment) if moment.isascii() and moment.isdecimal() else None
    step = steps[ENDS[moment]] if moment in ENDS else wanted
    if step not in steps:
        raise NotComparable(
            f"The run {run.name} keeps no frame of step {moment}. It keeps {len(steps)}, from "
            f"{steps[0]} to {steps[-1]}: {', '.join(map(str, steps[:12]))}"
            f"{', …' if len(steps) > 12 else ''}."
        )
    of = make({"kind": "training", "run": name.rpartition(AT)[0]})
    return Side(name, f"{title_of(run)}, step {step:,}", of, step, run)
