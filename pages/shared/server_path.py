"""A file or folder on the server, as somebody typed it."""

from __future__ import annotations

from pathlib import Path

from core.errors import BadUpload


def server_path(place: str) -> Path:
    """Where it is; raises BadUpload where there is nothing."""
    path = Path(place.strip()).expanduser()
    if not path.exists():
        raise BadUpload(f"There is no file or folder {place} on the server.")
    return path
