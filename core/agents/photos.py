"""A photo as an agent hands it over: the bytes of its file as base64, or a path on this machine."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Annotated

from pydantic import Field

from core import files
from core.agents.caller import caller
from core.data.open_photo import MAX_BYTES, too_many_bytes
from core.errors import BadPhoto
from core.paths import from_home

DATA = "data:"
Photo = Annotated[
    str,
    Field(
        description="A picture (JPEG, PNG, WebP, HEIC …, at most 20 MB): its file as base64, with "
        "or without a data: prefix. Over stdio also the path of a file on this machine."
    ),
]


def source_of(photo: str) -> bytes | Path:
    """What core.data.open_photo opens; raises BadPhoto for what is neither, or too large."""
    text = photo.partition(",")[2] if photo.startswith(DATA) else photo
    if len(text) * 3 // 4 > MAX_BYTES:
        raise BadPhoto(too_many_bytes(len(text) * 3 // 4))
    if caller.get().local and not photo.startswith(DATA) and _is_path(text):
        return from_home(text)
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        how = "a path on this machine or base64" if caller.get().local else "base64"
        raise BadPhoto(f"This is no file as {how}: {error}. Send the photo's file.") from error


def _is_path(text: str) -> bool:
    """No path has the length of a photo, and base64 of one has no dot."""
    return len(text) < 4096 and ("." in text or files.is_file(from_home(text)))
