"""Where a Ray cluster is, and with what its processes are started. It imports no ray."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

from core.paths import ROOT

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
