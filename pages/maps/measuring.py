"""What takes seconds to know of a cloud, computed beside the page when it is first asked for:
predicted class, right or wrong, confidence; and how far to trust the maps that came with it.
"""

from __future__ import annotations

import threading
import time

from core.embeddings import Cloud
from core.embeddings.maps import measure
from core.embeddings.predictions import add_predictions
from core.errors import EmbedscopeError

QUICK = 2_000_000  # numbers in the vectors: up to here it takes seconds; else a job does it
PAUSE = 3.0  # seconds: first the browser draws; this imports scikit-learn
_asked: dict[str, threading.Thread] = {}
_lock = threading.Lock()


def measuring(cloud: Cloud) -> bool:
    """Whether that is under way for a cloud; begins it where nobody did."""
    about = cloud.about()
    predicted = any(column["name"] == "predicted" for column in about["columns"])
    if predicted and all("quality" in found.about() for found in cloud.maps().values()):
        return False
    if about["count"] * about["dimension"] > QUICK:
        return False
    with _lock:
        thread = _asked.get(cloud.name)
        if thread is None:
            thread = threading.Thread(target=_measure, args=(cloud,), daemon=True)
            _asked[cloud.name] = thread
            thread.start()
    return thread.is_alive()


def _measure(cloud: Cloud) -> None:
    time.sleep(PAUSE)
    try:
        add_predictions(cloud)
        for found in cloud.maps().values():
            measure(cloud, found)
    except (EmbedscopeError, OSError):  # the map is shown without
        return
