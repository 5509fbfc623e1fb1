"""The way to a Ray cluster. It imports ray, which the web process must not."""

from __future__ import annotations

import logging
import os
from types import ModuleType

from core.errors import ClusterAway
from core.jobs.cluster.address import INSTALL, LOCAL, address_here, listens, quiet_environment
from core.jobs.cluster.start import start_here

NAMESPACE = "embedscope"


def connect(address: str) -> ModuleType:
    """Ray, connected to the cluster at an address, "auto" (the one that was started here last) or
    "local" (one of this machine alone, started where there is none). Raises ClusterAway.
    """
    if address == LOCAL:
        address = start_here()
    found = address_here() if address == "auto" else address
    os.environ.update(quiet_environment(found))
    try:
        import ray
    except ModuleNotFoundError as error:
        raise ClusterAway(INSTALL) from error
    try:
        if not listens(found):  # Ray would wait for minutes
            raise ConnectionError("nothing listens there")
        ray.init(
            address=found,
            namespace=NAMESPACE,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (OSError, RuntimeError, ValueError) as error:
        why = " ".join(str(error).split())[:200]
        raise ClusterAway(
            f"No Ray cluster answers at {address} ({why}). Start one with `python -m core cluster "
            "start`, or join one with `python -m core cluster join ADDRESS`."
        ) from error
    connected: ModuleType = ray
    return connected
