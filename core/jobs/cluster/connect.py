"""The way to a Ray cluster. It imports ray, which the web process must not."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from pathlib import Path
from types import ModuleType

from core.errors import ClusterAway
from core.paths import ROOT

NAMESPACE = "embedscope"
LOCAL = "local"
HERE = "127.0.0.1"
KEEPS_LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Set to 0 it lets Ray leave an address of this machine as it is, on every system."""
INSTALL = "Ray is not installed here: `pip install -r requirements-distributed.txt` brings it."


def quiet_environment(address: str) -> dict[str, str]:
    """What every process of Ray is started with: nothing leaves the machine, this code is found."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    asked = {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": os.pathsep.join(paths)}
    host = address.rpartition(":")[0] or address
    if host in (LOCAL, "localhost") or host.startswith("127."):
        asked[KEEPS_LOOPBACK] = "0"
    return asked


def connect(address: str) -> ModuleType:
    """Ray, connected to the cluster at an address, "auto" (the one that was started here last) or
    "local" (one of this machine alone, started where there is none). Raises ClusterAway.
    """
    if address == LOCAL:
        from core.jobs.cluster.start import start_here

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
    return ray


def listens(address: str) -> bool:
    """Whether anything answers at host:port."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=3):
            return True
    except (OSError, ValueError):
        return False


def address_here() -> str:
    """The address of the cluster that this machine started or joined last; "" for none."""
    asked = os.environ.get("RAY_ADDRESS", "")
    kept = Path(os.environ.get("RAY_TMPDIR", tempfile.gettempdir())) / "ray" / "ray_current_cluster"
    try:
        return asked or kept.read_text(encoding="ascii").strip()
    except OSError:
        return ""
