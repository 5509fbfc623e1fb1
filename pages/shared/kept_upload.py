"""An upload as a file on this machine, so that a job can read it and the page may be reloaded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core import files
from core.access.quota import check_room, drop, mark
from core.errors import BadUpload


@contextmanager
def gone_if_refused(*paths: Path) -> Iterator[None]:
    """Remove uploads that the first look refuses: they would lie there until the daily sweep."""
    try:
        yield
    except BadUpload:
        for path in paths:
            drop(path)
        raise


def kept_upload(given: Any, folder: Path) -> Path:
    """The file in `folder`, named after its content; a second upload of the same is the same.

    Raises NotAllowed where who brings it may keep nothing, or not so much; NotWritten.
    """
    content = given.getbuffer()
    ending = re.sub(r"[^a-z0-9.]", "", Path(given.name).suffix.lower())
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}{ending}"
    if not path.is_file():
        check_room(len(content))
        files.write(path, lambda part: part.write_bytes(content))
        mark(path)
    return path
