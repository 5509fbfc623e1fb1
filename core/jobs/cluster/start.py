"""Starts a cluster, or joins one: `ray start` with what this project needs of it."""

from __future__ import annotations

import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from core.errors import ClusterAway
from core.jobs.cluster.address import (
    HERE,
    INSTALL,
    LOCAL,
    address_here,
    listens,
    quiet_environment,
)
from core.lock import in_turn
from core.paths import ROOT

PORT = 6379
PATIENCE = 120
"""Seconds that Ray has to start in."""


def start_head(
    *, port: int = PORT, host: str = "", name: str = "", more: Sequence[str] = ()
) -> str:
    """Start a cluster whose first node is this machine; its address. Raises ClusterAway."""
    asked = ["--head", f"--port={port}", "--include-dashboard=false", "--disable-usage-stats"]
    return _ray_start([*asked, *more], host=host, name=name, address=host)


def join(address: str, *, host: str = "", name: str = "", more: Sequence[str] = ()) -> str:
    """Make this machine a node of the cluster at an address. Raises ClusterAway."""
    asked = [f"--address={address}", "--disable-usage-stats"]
    return _ray_start([*asked, *more], host=host, name=name, address=address)


def start_here() -> str:
    """The address of the cluster of this machine alone, started where none runs."""
    with in_turn(Path(tempfile.gettempdir()) / "embedscope-ray.lock"):
        known = address_here()
        if known.startswith(HERE) and listens(known):
            return known
        return start_head(port=0, host=HERE)


def leave() -> None:
    """End all of Ray on this machine: the node, and the cluster where this is its head."""
    _run(["stop"], LOCAL)


def _ray_start(asked: Sequence[str], *, host: str, name: str, address: str) -> str:
    own = [f"--node-name={name or platform.node()}"]
    own += [f"--node-ip-address={host}"] if host else []
    _run(["start", *asked, *own], address)
    return address_here()


def _run(asked: Sequence[str], address: str) -> None:
    if importlib.util.find_spec("ray") is None:
        raise ClusterAway(INSTALL)
    command = [sys.executable, "-m", "ray.scripts.scripts", *asked]
    environment = os.environ | quiet_environment(address)
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise ClusterAway(f"Ray did not start within {PATIENCE} seconds.") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise ClusterAway(f"Ray could not do that: {' '.join(said[-3:])}")
