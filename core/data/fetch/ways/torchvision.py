"""The download that torchvision knows, checked by it, with a bar that shows how far it is."""

from __future__ import annotations

import importlib
import pickle
import socket
from http.client import HTTPException
from pathlib import Path

from core.errors import DataMissing

PATIENCE = 30.0
"""Seconds without a byte after which a host is given up."""


def fetch(what: str, stage: Path, *, name: str) -> None:
    """Download the class `what` of `torchvision.datasets` into `stage`; raises DataMissing."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        kind = getattr(importlib.import_module("torchvision.datasets"), what)
        kind(root=str(stage), train=True, download=True)
        kind(root=str(stage), train=False, download=True)
    except ImportError as error:
        raise DataMissing(f"torchvision cannot be used ({error})") from error
    except (OSError, HTTPException, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        reason = " ".join(str(error).split())
        raise DataMissing(f"the download of {name} failed ({reason})") from error
    finally:
        socket.setdefaulttimeout(before)
