"""The one door to the server's own files: a path as somebody typed it, within what is allowed."""

from __future__ import annotations

from pathlib import Path

from core.access.asked import access
from core.access.may import Action, check
from core.access.person import LOCAL, who
from core.access.private import is_hidden
from core.errors import BadUpload, NotAllowed
from core.paths import (
    access_folder,
    data_folder,
    embedding_sets_folder,
    encoders_folder,
    from_home,
    own_folder,
    runs_folder,
)

LONGEST = 4096
BROUGHT = (own_folder, embedding_sets_folder, encoders_folder, runs_folder, data_folder)
"""Folders of ours, which pages show in any case; who may sign in lies in none of them."""


def allowed_path(place: str) -> Path:
    """A file or folder that somebody named, where they may see it.

    Raises BadUpload where there is nothing, NotAllowed.
    """
    nothing = BadUpload(f"There is no file or folder {place[:200]} on the server.")
    if len(place) > LONGEST or "\0" in place:
        raise nothing
    try:
        path = within_roots(from_home(place.strip()))
        there = path.exists()
    except (OSError, RuntimeError, ValueError) as error:  # too long, no such home, a circle
        raise nothing from error
    if not there:
        raise nothing
    return path


def within_roots(path: Path) -> Path:
    """A path that may be opened for who asks: as it is for who sits at this machine.

    For all others links are resolved first, and it has to lie in one of the roots
    (`EMBEDSCOPE_ROOTS`) or among what was brought here; other people's private runs are closed.
    Raises NotAllowed, alike whether anything is there or not.
    """
    if not access().mode.shared or who() == LOCAL:
        return path
    real, roots = path.resolve(), access().roots
    if any(real.is_relative_to(place().resolve()) for place in BROUGHT) and not is_hidden(real):
        return real
    check(Action.READ_PATH)
    inside = any(real.is_relative_to(root) for root in roots)
    if not inside or is_hidden(real) or real.is_relative_to(access_folder().resolve()):
        named = ", ".join(map(str, roots))
        raise NotAllowed(f"This server opens files and folders only below {named}.")
    return real


def within(path: Path, folder: Path) -> Path:
    """A file below a folder that may be read: where a link leads out of it, as `within_roots`."""
    if not access().mode.shared or who() == LOCAL:
        return path
    real = path.resolve()
    return real if real.is_relative_to(folder.resolve()) else within_roots(path)
