"""What agents may do here, and under which names this machine may be called.

`EMBEDSCOPE_MCP` is "read" where nothing is said: they list, read and ask nets. "write" lets them
train, stop jobs and make maps; "off" answers nothing. `EMBEDSCOPE_MCP_HOSTS` has the names besides
localhost and `EMBEDSCOPE_HOSTS` under which agents reach the app, as in "lab.example.org,
192.168.1.4:8501".
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from core.access import access
from core.errors import EmbedscopeError

VARIABLE, HOSTS = "EMBEDSCOPE_MCP", "EMBEDSCOPE_MCP_HOSTS"
OFF, READ, WRITE = "off", "read", "write"
LEVELS = (OFF, READ, WRITE)
HERE = ("localhost", "127.0.0.1", "[::1]")
SWITCHED_OFF = (
    f"Agents are switched off here ({VARIABLE}=off). Whoever runs the app can start it with "
    f"{VARIABLE}=read or {VARIABLE}=write."
)
READ_ONLY = (
    f"This server only reads. Whoever runs it can start it with {VARIABLE}=write, which lets "
    "agents train, stop jobs and make maps."
)


def level(given: Mapping[str, str] = os.environ) -> str:
    """OFF, READ or WRITE; raises EmbedscopeError for anything else."""
    asked = given.get(VARIABLE, "").strip().lower() or READ
    if asked not in LEVELS:
        raise EmbedscopeError(f"{VARIABLE} is one of {', '.join(LEVELS)}, not {asked!r}.")
    return asked


def hosts(given: Mapping[str, str] = os.environ) -> list[str]:
    """Names by which a request may call this machine, each with any port where none is said: a
    page of another site that makes its own name point here (DNS rebinding) has none of them.
    Those to which the whole server answers (`EMBEDSCOPE_HOSTS`) are among them.
    """
    named = [name.strip() for name in given.get(HOSTS, "").split(",")]
    every = dict.fromkeys([*HERE, *access().hosts, *filter(None, named)])
    return [
        form for name in every for form in ((name,) if _has_port(name) else (name, f"{name}:*"))
    ]


def origins(given: Mapping[str, str] = os.environ) -> list[str]:
    """Where a browser's request may come from: the same machine's names."""
    return [f"{scheme}://{host}" for host in hosts(given) for scheme in ("http", "https")]


def _has_port(name: str) -> bool:
    return ":" in name.rpartition("]")[2]
