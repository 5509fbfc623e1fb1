"""What the models process answers: a photo, a pair, a net's layers, a Grad-CAM.

Each file of `calls` is one: its `answer(**question)` is a plain function from named arrays and JSON
values to named arrays and JSON values. Whoever needs a net that is not in his own process asks by
the file's name; what travels between the processes is written by `wire`.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.inference.wire import Named
from core.registry import entries, find

PACKAGE = "core.inference.calls"


def names() -> list[str]:
    """The calls that are known."""
    return list(entries(PACKAGE))


def answer(name: str, question: Mapping[str, object]) -> Named:
    """Answer in this process; raises UnknownName, and the EmbedscopeErrors of the call."""
    found: Named = find(PACKAGE, "call", name).load().answer(**question)
    return found
