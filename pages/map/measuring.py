"""What takes seconds to know of a cloud, asked of the models beside the page when it is first
looked at: predicted class, right or wrong, confidence; and how far to trust the maps that came
with it.
"""

from __future__ import annotations

import threading

from core.embeddings import Cloud
from core.errors import EmbedscopeError
from pages.serving.ask import CallFailed, ModelsAway, ask, models_ready

QUICK = 2_000_000  # numbers in the vectors: up to here it takes seconds; else a job does it
_asked: dict[str, threading.Thread] = {}


def measuring(cloud: Cloud) -> bool:
    """Whether that is under way for a cloud; begins it where nobody did."""
    about = cloud.about()
    predicted = any(column["name"] == "predicted" for column in about["columns"])
    if predicted and all("quality" in found.about() for found in cloud.maps().values()):
        return False
    if about["count"] * about["dimension"] > QUICK:
        return False
    if not models_ready():
        return True  # as soon as they are
    thread = threading.Thread(target=_measure, args=(cloud.name,), daemon=True)
    if _asked.setdefault(cloud.name, thread) is thread:
        thread.start()
    return _asked.get(cloud.name, thread).is_alive()


def _measure(cloud: str) -> None:
    try:
        ask("quality-of-maps", cloud=cloud)
    except ModelsAway:  # they died meanwhile: to be asked again
        _asked.pop(cloud, None)
    except (EmbedscopeError, OSError, CallFailed):  # the map is shown without
        return
