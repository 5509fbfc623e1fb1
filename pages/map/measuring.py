"""What takes seconds to know of a set, asked of the models beside the page when it is first
looked at: predicted class, right or wrong, confidence; and how far to trust the maps that came
with it.
"""

from __future__ import annotations

import threading

from core.access import Person, acting_as, who
from core.embeddings import EmbeddingSet
from core.errors import EmbedscopeError
from pages.serving.ask import CallFailed, ModelsAway, ask, models_ready

QUICK = 2_000_000  # numbers in the vectors: up to here it takes seconds; else a job does it
_asked: dict[str, threading.Thread] = {}


def measuring(embedding_set: EmbeddingSet) -> bool:
    """Whether that is under way for an embedding set; begins it where nobody did."""
    about = embedding_set.about()
    predicted = any(column["name"] == "predicted" for column in about["columns"])
    if predicted and all("quality" in found.about() for found in embedding_set.maps().values()):
        return False
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
