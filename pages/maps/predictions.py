"""Predicted class, right or wrong, and confidence: computed beside the page when it first asks."""

from __future__ import annotations

import threading

from core.clouds import Cloud
from core.clouds.predictions import add_predictions
from core.errors import EmbedscopeError

QUICK = 2_000_000  # numbers in the vectors: up to here it takes seconds; else a job does it
_asked: dict[str, threading.Thread] = {}
_lock = threading.Lock()


def predicting(cloud: Cloud) -> bool:
    """Whether a cloud's predictions are under way; begins them where nobody did."""
    about = cloud.about()
    if any(column["name"] == "predicted" for column in about["columns"]):
        return False
    if about["count"] * about["dimension"] > QUICK:
        return False
    with _lock:
        thread = _asked.get(cloud.name)
        if thread is None:
            thread = threading.Thread(target=_predict, args=(cloud,), daemon=True)
            _asked[cloud.name] = thread
            thread.start()
    return thread.is_alive()


def _predict(cloud: Cloud) -> None:
    try:
        add_predictions(cloud)
    except (EmbedscopeError, OSError):  # the map is shown without them
        return
