"""A file on this machine: ONNX, TorchScript, safetensors or a state dict; by its path."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from core import files
from core.access.roots import within_roots
from core.encoders.address import Address
from core.encoders.encoder import Built
from core.encoders.formats import format_called, format_of
from core.errors import BadEncoder

TITLE = "File on the server"


def offered() -> dict[str, str]:
    """None: a file is named."""
    return {}


def settle(asked: Address) -> Address:
    """By its whole path."""
    return replace(asked, name=str(Path(asked.name).absolute()))


def title(asked: Address) -> str:
    """What people read."""
    return Path(asked.name).name


def identity(asked: Address) -> dict[str, Any]:
    """The content of the file, wherever it lies; raises BadEncoder."""
    return {"encoder": "file", **content(_path(asked), asked)}


def check(asked: Address) -> None:
    """Raises BadEncoder."""
    check_file(_path(asked), asked, title(asked))


def build(asked: Address) -> Built:
    """By the format that its content tells."""
    return of_file(_path(asked), asked, title(asked))


def _path(asked: Address) -> Path:
    return within_roots(Path(asked.name))


def tunable(asked: Address) -> bool:
    """Whether the file holds the weights of a named net, read at its output."""
    return tunable_file(Path(asked.name), asked, title(asked))


def tunable_file(path: Path, asked: Address, called: str) -> bool:
    """The same of any file; raises BadEncoder."""
    return bool(format_called(format_of(path, called)).constants["NET"]) and asked.layer is None


def content(path: Path, asked: Address) -> dict[str, Any]:
    """What decides the vectors of a file; raises BadEncoder where it cannot be read."""
    try:
        digest = files.digest(path)
    except OSError as error:
        raise BadEncoder(f"{path.name} cannot be read ({error.strerror}).") from error
    return {"file": digest, "net": asked.net, "layer": asked.layer, "pool": asked.pool}


def check_file(path: Path, asked: Address, called: str) -> None:
    """Raise BadEncoder where a file is no encoder, or one that may not run here."""
    known = format_called(format_of(path, called))
    if asked.net and not known.constants["NET"]:
        raise BadEncoder(f"{called} is {known.constants['TITLE']} and brings its net: name none.")
    module = known.load()
    if hasattr(module, "check"):
        module.check(called)


def of_file(path: Path, asked: Address, called: str) -> Built:
    """The encoder that a file is; raises BadEncoder, EncoderMissing, UnknownName."""
    module = format_called(format_of(path, called)).load()
    built: Built = module.build(path, title=called, net=asked.net, layer=asked.layer)
    return built
