"""Whether pictures of a data set may be passed on, as its licence says."""

from __future__ import annotations

from core.data.catalogue import entry
from core.errors import UnknownName

FREE = ("CC0", "CC BY", "MIT", "your own")
"""How licences begin under which pictures may travel along, with the licence named."""

WITHHELD = "Its pictures are left out: the licence does not let them be passed on."


def licence_of(name: str) -> str:
    """What is known of it; "your own" of images that no data set of ours holds."""
    try:
        return str(entry(name).constants.get("LICENCE", "unknown"))
    except UnknownName:
        return "your own"


def may_be_passed_on(name: str) -> bool:
    """Whether a file for others may hold its pictures."""
    return licence_of(name).startswith(FREE)
