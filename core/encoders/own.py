"""Somebody's own encoders, kept on the server: a name "enc-...", a card, and the file.

    encoders/<name>/card.json    title, format, net, what is read, preprocessing, dimension
    encoders/<name>/model.onnx   what was brought, with its format's ending

The name comes from the file's content and the net, so the same file brought again is the same
encoder. What may become one is tried before (`core.encoders.load`).
"""

from __future__ import annotations

import datetime
import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core import files
from core.access import Action
from core.access.owner import check_folder, sign
from core.access.quota import check_room
from core.encoders.address import Address
from core.encoders.encoder import Encoder
from core.encoders.formats import format_called, format_of
from core.errors import BadEncoder, UnknownName, Unreadable
from core.paths import encoders_folder
from core.typed_json import WrongType, plain, typed

NAME = re.compile(r"enc-[0-9a-f]{12}")
CARD = "card.json"


@dataclass(frozen=True)
class OwnEncoder:
    """What is known of one."""

    title: str
    format: str
    file: str
    """Its name in the folder."""
    dimension: int
    net: str | None = None
    """Whose weights these are, where the file does not say."""
    layer: str | None = None
    pool: str | None = None
    preprocessing: Mapping[str, str] = field(default_factory=dict)
    """All its parts, as an address says them."""
    brought_as: str = ""
    """What its owner called the file."""
    created: str = ""
    name: str = ""

    @property
    def path(self) -> Path:
        """The file."""
        return encoders_folder() / self.name / self.file

    @property
    def address(self) -> str:
        """By which everything finds it."""
        return str(Address("own", self.name))


def keep(encoder: Encoder, *, title: str, brought_as: str = "") -> OwnEncoder:
    """Copy the file of an encoder of the kind "file" that was loaded, and write its card.

    Raises BadEncoder for an empty title, NotWritten for a full disk.
    """
    return keep_file(
        encoder.address,
        title=title,
        dimension=encoder.dimension,
        parts=encoder.preprocessing.parts(),
        brought_as=brought_as,
    )


def keep_file(
    address: str, *, title: str, dimension: int, parts: Mapping[str, str], brought_as: str = ""
) -> OwnEncoder:
    """The same where the encoder was loaded by another process; raises the same."""
    asked = Address.of(address)
    path = Path(asked.name)
    kind = format_of(path, path.name)
    known = OwnEncoder(
        title=_titled(title),
        format=kind,
        file=f"model{format_called(kind).constants['SUFFIX']}",
        dimension=dimension,
        net=asked.net,
        layer=asked.layer,
        pool=asked.pool,
        preprocessing=dict(parts),
        brought_as=brought_as or path.name,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )
    digest = hashlib.sha256(f"{files.digest(path)} {asked.net} {asked.layer}".encode()).hexdigest()
    name = f"enc-{digest[:12]}"
    check_room(path.stat().st_size)
    with files.filled_folder(encoders_folder() / name) as stage:
        sign(stage)
        files.write(stage / known.file, lambda part: shutil.copyfile(path, part))
        files.write_json(stage / CARD, plain(known))
    return replace(known, name=name)


def address_of(known: OwnEncoder, changed: Mapping[str, str]) -> str:
    """Its address with other parts of the preprocessing."""
    return str(Address("own", known.name, changed=changed))


def find_own(name: str) -> OwnEncoder:
    """One by its name; raises UnknownName, BadEncoder where its card or file cannot be read."""
    if name not in _names():
        raise UnknownName("encoder of your own", name, _names())
    again = "Delete it, and bring the encoder again."
    try:
        card = files.read_json(encoders_folder() / name / CARD)
        known = replace(typed(OwnEncoder, card, "card"), name=name)
    except (Unreadable, WrongType) as error:
        raise BadEncoder(f"The card of {name} cannot be read ({error}). {again}") from error
    if not files.is_file(known.path):
        raise BadEncoder(f"The file of {known.title} is gone: {known.path}. {again}")
    return known


def all_own() -> list[OwnEncoder]:
    """Every one that can be read, by title."""
    broken = broken_own()
    found = [find_own(name) for name in _names() if name not in broken]
    return sorted(found, key=lambda known: known.title.lower())


def broken_own() -> dict[str, str]:
    """Those that cannot be read, by name, each with the reason and what to do."""
    found = {}
    for name in _names():
        try:
            find_own(name)
        except BadEncoder as error:
            found[name] = str(error)
    return found


def rename_own(name: str, title: str) -> None:
    """Give it another title; its name, which links know, stays. Raises UnknownName, BadEncoder."""
    check_folder(Action.RENAME, encoders_folder() / name, find_own(name).title)
    _write(replace(find_own(name), title=_titled(title)))


def change_own(name: str, parts: Mapping[str, str]) -> None:
    """Give it another preprocessing: maps made with it then are others. Raises UnknownName."""
    check_folder(Action.RENAME, encoders_folder() / name, find_own(name).title)
    _write(replace(find_own(name), preprocessing=dict(parts)))


def delete_own(name: str) -> None:
    """Remove its card and file; maps that were made with it stay. Raises UnknownName."""
    if name not in _names():
        raise UnknownName("encoder of your own", name, _names())
    check_folder(Action.DELETE, encoders_folder() / name, name)
    shutil.rmtree(encoders_folder() / name)


def _write(known: OwnEncoder) -> None:
    files.write_json(encoders_folder() / known.name / CARD, plain(replace(known, name="")))


def _titled(title: str) -> str:
    if not title.strip():
        raise BadEncoder("An encoder needs a name of at least one letter.")
    return title.strip()


def _names() -> list[str]:
    found = encoders_folder().glob("enc-*")
    return sorted(path.name for path in found if NAME.fullmatch(path.name) and path.is_dir())
