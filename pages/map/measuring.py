"""What takes seconds to know of a set, asked of the models beside the page when it is first
looked at: predicted class, right or wrong, confidence; and how far to trust the maps that came
with it.
"""

from __future__ import annotations

import threading

from core.access import Person, acting_as, who
from core.embeddings import EmbeddingSet
from core.errors import EmbedscopeError
from core.jobs.jobs import JobState, jobs
from core.jobs.kinds import MAP
from pages.serving.ask import CallFailed, ModelsAway, ask, models_ready

QUICK = 2_000_000  # numbers in the vectors: up to here it takes seconds; else a job does it
_asked: dict[str, threading.Thread] = {}


def is_known(embedding_set: EmbeddingSet) -> bool:
    """Whether there is nothing left to find of its points and its maps."""
    predicted = any(column.name == "predicted" for column in embedding_set.columns())
    return predicted and all(
        found.about().get("quality") for found in embedding_set.maps().values()
    )


def job_on(embedding_set: EmbeddingSet) -> JobState | None:
    """The job that made a set or a map of it and still finds out what is known of them."""
    if is_known(embedding_set):
        return None
    mapping = (job for job in jobs().open() if job.kind == MAP and job.unfinished)
    return next((job for job in mapping if job.about.get("cloud") == embedding_set.name), None)


def measuring(embedding_set: EmbeddingSet) -> bool:
    """Whether that is under way for an embedding set; begins it where nobody did."""
    if is_known(embedding_set):
        return False
    if job_on(embedding_set) is not None:
        return True
    about = embedding_set.about()
    if about["count"] * about["dimension"] > QUICK:
        return False
    if not models_ready():
        return True  # as soon as they are
    thread = threading.Thread(target=_measure, args=(embedding_set.name, who()), daemon=True)
    if _asked.setdefault(embedding_set.name, thread) is thread:
        thread.start()
    return _asked.get(embedding_set.name, thread).is_alive()


def _measure(embedding_set: str, person: Person) -> None:
    try:
        with acting_as(person):
            ask("quality-of-maps", embedding_set=embedding_set)
    except ModelsAway:  # they died meanwhile: to be asked again
        _asked.pop(embedding_set, None)
    except (EmbedscopeError, OSError, CallFailed):  # the map is shown without
        return
