"""Names of classes as people say them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERED = re.compile(r"\d+[.\s_-]+(?=\D)(.+)")


def spoken(classes: Sequence[str]) -> tuple[str, ...]:
    """The names without the numbers that folders are ordered by: "075.Green_Jay" is "Green Jay".

    As they stand where not every one is numbered, or two would be called the same.
    """
    found = [_NUMBERED.fullmatch(name) for name in classes]
    said = tuple(match[1].replace("_", " ").strip() for match in found if match)
    return said if len(set(said)) == len(classes) else tuple(classes)
