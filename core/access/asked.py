"""What the owner of a server asks for: `embedscope.toml`, and the environment, which goes before.

    mode = "class"                    EMBEDSCOPE_MODE
    roots = ["/srv/pictures"]         EMBEDSCOPE_ROOTS, as PATH is written
    hosts = ["lab.example.org"]       EMBEDSCOPE_HOSTS, by commas
    frames = ["https://huggingface.co"]  EMBEDSCOPE_FRAMES: who may show it in a frame
    private_runs = true               whether new runs are their owner's alone, until shared
    base = "/embedscope/"             EMBEDSCOPE_BASE: the path under which it is served
    proxies = ["10.0.0.0/8"]          EMBEDSCOPE_PROXIES: whose X-Forwarded-* headers are believed
    [class]
    code = "blue-heron-42"            EMBEDSCOPE_CLASS_CODE
    [quota]
    jobs = 3
    megabytes = 2000
    [limits.member]                   or of a person, by name (core.access.limits)
    max_steps = 20000
    max_minutes = 60
    [oidc]
    domains = ["example.org"]         whoever has an address there gets this role
    role = "member"

The file lies where EMBEDSCOPE_CONFIG says, else in the working folder, else beside app.py.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.access.modes import MODES, Limit, Mode, Quota
from core.access.person import Role
from core.errors import BadAccess
from core.paths import ROOT, from_home
from core.typed_json import WrongType, typed

FILE = "embedscope.toml"
VARIABLES = (
    "MODE", "ROOTS", "HOSTS", "FRAMES", "CLASS_CODE", "CONFIG", "I_KNOW", "BASE", "PROXIES"
)  # fmt: skip
LOOPBACK = ("127.0.0.0/8", "::1")
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


@dataclass(frozen=True)
class Oidc:
    """Who may come in by the organisation's sign-in without being named in people.json."""

    domains: tuple[str, ...] = ()
    role: str = Role.VIEWER.value


@dataclass(frozen=True)
class _Class:
    code: str = ""


@dataclass(frozen=True)
class _File:
    mode: str = "personal"
    roots: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    quota: Quota | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    oidc: Oidc = field(default_factory=Oidc)
    hours: int = 24 * 7
    private_runs: bool = False
    base: str = ""
    proxies: tuple[str, ...] = LOOPBACK


@dataclass(frozen=True)
class Access:
    """The mode, and what was set in it."""

    mode: Mode
    roots: tuple[Path, ...] = ()
    """Folders of the server that pages may read; resolved."""
    hosts: tuple[str, ...] = ()
    """Names under which it answers, besides addresses and what this machine calls itself."""
    frames: tuple[str, ...] = ()
    """Origins whose pages may show it in a frame."""
    quota: Quota = field(default_factory=Quota)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    """By role, or by a person's name, which goes before."""
    code: str = ""
    oidc: Oidc = field(default_factory=Oidc)
    hours: int = 24 * 7
    """For which a sign-in lasts."""
    private_runs: bool = False
    """Whether a run that somebody starts is private where they do not say."""
    knows: bool = False
    """Whether the owner said that they know what an open address means."""
    base: str = ""
    """The path under which it is served, as in "lab/one"; "" at the root."""
    proxies: Networks = ()
    """Where what a proxy says of a visitor (X-Forwarded-For, -Proto, -Host) is believed."""


def access() -> Access:
    """What is asked for now; raises BadAccess, which says where and what to do."""
    told = tuple(os.environ.get(f"EMBEDSCOPE_{name}", "") for name in VARIABLES)
    place = _place(told[VARIABLES.index("CONFIG")])
    try:
        stamp = place.stat().st_mtime_ns if place else None
    except OSError:
        stamp = None
    return _read(told, place, stamp)


def _place(asked: str) -> Path | None:
    if asked:
        return Path(asked)
    return next((path for path in (Path(FILE), ROOT / FILE) if path.is_file()), None)


@lru_cache(maxsize=8)
def _read(told: tuple[str, ...], place: Path | None, _changed: int | None) -> Access:
    mode, roots, hosts, frames, code, _, knows, base, proxies = told
    content = _content(place) if place else {}
    klass = content.pop("class", {})
    try:
        file = typed(_File, content, FILE, strict=True)
        file_code = typed(_Class, klass, f"{FILE}.class", strict=True).code
        Role(file.oidc.role)
    except (WrongType, ValueError) as error:
        raise BadAccess(f"{error}. Mend it in {place}.") from error
    name = mode or file.mode
    if name not in MODES:
        raise BadAccess(f"Unknown mode: {name!r}. Must be one of: {', '.join(MODES)}.")
    named = roots.split(os.pathsep) if roots else file.roots
    return Access(
        mode=MODES[name],
        roots=tuple(_root(each) for each in named if each),
        hosts=tuple(each.lower() for each in _by_commas(hosts) or file.hosts),
        frames=_by_commas(frames) or file.frames,
        quota=file.quota or MODES[name].quota,
        limits=file.limits,
        code=code or file_code,
        oidc=file.oidc,
        hours=file.hours,
        private_runs=file.private_runs,
        knows=knows not in ("", "0"),
        base=_base(base or file.base),
        proxies=_networks(_by_commas(proxies) or file.proxies),
    )


def _by_commas(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _content(place: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadAccess(f"{place} cannot be read: {error}. Mend it, or take it away.") from error


def _root(text: str) -> Path:
    path = from_home(text).resolve()
    if not path.is_dir():
        raise BadAccess(f"The root {text} is no folder. Make it, or take it out of the roots.")
    return path


def _base(text: str) -> str:
    base = text.strip("/")
    if base and not re.fullmatch(r"[\w~-]+(/[\w~-]+)*", base, re.ASCII):
        raise BadAccess(
            f"The base {text!r} is no path. Write it as in /embedscope/: letters, digits, - and _ "
            "between slashes."
        )
    return base


def _networks(given: tuple[str, ...]) -> Networks:
    """Addresses of proxies; "none" stands for no proxy at all."""
    try:
        return tuple(ipaddress.ip_network(each) for each in given if each != "none")
    except ValueError as error:
        raise BadAccess(
            f"A proxy is an address or a network, as in 10.0.0.2 or 172.16.0.0/12: {error}."
        ) from error
