"""The files that torchvision's data sets name, fetched from there and checked by it."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.data.fetch.download import Say, download, failure
from core.errors import DataMissing

File = tuple[str, tuple[str, ...], str]
"""Its place below the data set's folder, the addresses it can be had from, its MD5."""


def fetch(what: str, stage: Path, *, name: str, partial: Path, say: Say = lambda _: None) -> None:
    """Bring the class `what` of `torchvision.datasets` into `stage`; raises DataMissing.

    Its files come into `partial` one after the other and stay there until all have arrived.
    """
    try:
        kind = getattr(importlib.import_module("torchvision.datasets"), what)
    except ImportError as error:
        raise DataMissing(f"torchvision cannot be used ({error})") from error
    files = list(_files(kind))
    for place, addresses, md5 in files:
        _from_any(addresses, partial / place, md5, say)
    try:
        for place, _, _ in files:
            (stage / place).parent.mkdir(parents=True, exist_ok=True)
            (partial / place).replace(stage / place)
        for train in (True, False):  # unpacks what is there, and checks it
            kind(root=str(stage), train=train, download=True)
    except ImportError as error:
        raise DataMissing(f"torchvision cannot be used ({error})") from error
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise failure(error, name, stage) from error


def _files(kind: Any) -> Iterator[File]:
    """As torchvision lays them out: several with mirrors (MNIST's kin) or one archive (CIFAR's)."""
    for file, md5 in getattr(kind, "resources", ()):
        yield f"{kind.__name__}/raw/{file}", tuple(mirror + file for mirror in kind.mirrors), md5
    if hasattr(kind, "tgz_md5"):
        yield kind.filename, (kind.url,), kind.tgz_md5


def _from_any(addresses: tuple[str, ...], target: Path, md5: str, say: Say) -> None:
    for last, address in enumerate(addresses, start=1):
        try:
            return download(address, target, md5=md5, say=say)
        except DataMissing as error:
            if last == len(addresses):
                raise
            say(f"{error}; trying another host")
    return None
