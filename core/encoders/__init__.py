"""Encoders: whatever turns images into vectors, with what is done to a picture before.

Each is called by its address (`core.encoders.address`): `net:efficientnet-lite0`,
`checkpoint:small-64d`, `torchvision:resnet18`, `timm:NAME`, `own:NAME`, `file:PATH`, `face:NAME`.
A file of `kinds/` is a kind; it states `TITLE` and defines

    offered() -> dict[str, str]         names that can be chosen here, with their titles
    settle(asked) -> Address            the one way to say it; raises where it names nothing
    title(asked) -> str                 what people read
    identity(asked) -> dict             what decides the vectors besides the preprocessing
    check(asked) -> None                raises an EmbedscopeError where `build` could not work
    build(asked) -> Built               loads it

where `asked` is an Address; `TUNABLE`, or `tunable(asked) -> bool`, says whether its weights can
learn on. All but `build` are light: no torch, no file read but for its digest.
"""

from __future__ import annotations

from types import ModuleType

from core.encoders.address import Address
from core.encoders.encoder import Built, Encoder
from core.encoders.loading import ready
from core.encoders.preprocessing import Preprocessing
from core.registry import entries, find

__all__ = ["Address", "Built", "Encoder", "Preprocessing"]

PACKAGE = "core.encoders.kinds"
USUAL = "net:efficientnet-lite0"
"""Whose weights come inside a package: it is there for everybody."""


def kind_titles() -> dict[str, str]:
    """The kinds of encoders, by name, with what people call them."""
    return {name: str(each.constants.get("TITLE", name)) for name, each in entries(PACKAGE).items()}


def offered() -> dict[str, str]:
    """Addresses that can be chosen here, with their titles, the usual one first."""
    found = {
        str(Address(kind, name)): title
        for kind, each in entries(PACKAGE).items()
        for name, title in each.load().offered().items()
    }
    return {USUAL: found.pop(USUAL), **found} if USUAL in found else found


def settled(address: str) -> Address:
    """An address in the one way to say it.

    Raises BadEncoder where it is none, UnknownName for an unknown kind or name, RunBroken.
    """
    asked = Address.of(address)
    found: Address = _kind(asked.kind).settle(asked)
    return found


def title_of(address: str) -> str:
    """What people call it; raises as `settled` does."""
    asked = settled(address)
    title: str = _kind(asked.kind).title(asked)
    return title


def identity_of(address: str) -> dict[str, object]:
    """What decides its vectors, for a key of a cache; raises as `settled`, and BadEncoder."""
    asked = settled(address)
    own = _kind(asked.kind).identity(asked)
    return {"encoder": str(asked.plain()), **own, "changed": dict(asked.changed)}


def tunable(address: str) -> bool:
    """Whether it is a net of PyTorch, whose weights can learn on; raises as `settled` does."""
    asked = settled(address)
    kind = _kind(asked.kind)
    if hasattr(kind, "tunable"):
        return bool(kind.tunable(asked))
    return bool(getattr(kind, "TUNABLE", False))


def check(address: str) -> None:
    """Raise an EmbedscopeError, with the remedy, where it could not be loaded; loads nothing."""
    asked = settled(address)
    _kind(asked.kind).check(asked)


def load(address: str) -> Encoder:
    """The encoder, on a GPU where there is one, tried on two pictures.

    Raises as `settled` does; EncoderMissing for a library or weights that are not here; BadEncoder
    for what cannot be run, or gives no vector an image.
    """
    check(address)
    asked = settled(address)
    kind = _kind(asked.kind)
    return ready(asked, kind.build(asked), title=kind.title(asked), identity=kind.identity(asked))


def _kind(name: str) -> ModuleType:
    return find(PACKAGE, "kind of encoder", name).load()
