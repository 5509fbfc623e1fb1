"""An encoder that somebody brought, kept on the server (`core.encoders.own`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.encoders.address import Address
from core.encoders.encoder import Built
from core.encoders.kinds.file import check_file, content, of_file, tunable_file
from core.encoders.own import all_own, find_own
from core.encoders.preprocessing import Preprocessing

TITLE = "Your own encoder"


def offered() -> dict[str, str]:
    """All that can be read."""
    return {known.name: known.title for known in all_own()}


def settle(asked: Address) -> Address:
    """With what its card says is read of it; raises UnknownName, BadEncoder."""
    asked.only("preprocessing", "layer", "pool")
    known = find_own(asked.name)
    return replace(asked, layer=asked.layer or known.layer, pool=asked.pool or known.pool)


def title(asked: Address) -> str:
    """What people read."""
    return find_own(asked.name).title


def identity(asked: Address) -> dict[str, Any]:
    """The content of its file, what is read of it, and the card's preprocessing."""
    known = find_own(asked.name)
    found = content(known.path, replace(asked, net=known.net))
    return {**found, "encoder": "file", "stated": dict(known.preprocessing)}


def check(asked: Address) -> None:
    """Raises BadEncoder."""
    known = find_own(asked.name)
    check_file(known.path, replace(asked, net=known.net), known.title)


def tunable(asked: Address) -> bool:
    """Whether its file holds the weights of a named net; raises BadEncoder."""
    known = find_own(asked.name)
    return tunable_file(known.path, asked, known.title)


def build(asked: Address) -> Built:
    """The file's net, with the preprocessing of its card."""
    known = find_own(asked.name)
    built = of_file(known.path, replace(asked, net=known.net), known.title)
    return replace(built, preprocessing=Preprocessing().with_parts(known.preprocessing))
