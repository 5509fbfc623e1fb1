"""A package of Debian, which puts a data set into the system's data folder; only as root."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from core.errors import DataMissing


def fetch(what: str, stage: Path, *, name: str, **_: object) -> None:  # noqa: ARG001
    """Install the package `what`; nothing comes into `stage`. Raises DataMissing."""
    command = f"apt-get install {what}"
    if shutil.which("apt-get") is None:
        raise DataMissing("this system has no apt-get")
    if os.geteuid() != 0:
        raise DataMissing(f"only root may install packages; ask for: sudo {command}")
    if not _install(what):
        # A fresh container has no list of packages yet.
        _apt("update")
        if not _install(what):
            raise DataMissing(f"{command} failed")


def _install(package: str) -> bool:
    return _apt("install", "--yes", "--no-install-recommends", package)


def _apt(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(["apt-get", *arguments], env=environment, check=False).returncode == 0
    except OSError:
        return False
