"""Whether every locked dependency may be used: `python -m tools.licences`, a part of `make check`.

What a package says of itself is read where it is installed, in SPDX's words, and held against the
list in pyproject.toml. What says nothing that can be read is refused until somebody looked and
wrote it there.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from email.message import Message
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
LOCKED = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==", re.MULTILINE)
SPOKEN = {
    "apache": "Apache-2.0",
    "boost software license": "BSL-1.0",
    "bsd": "BSD-3-Clause",
    "3-clause bsd": "BSD-3-Clause",
    "cc0 1.0 universal": "CC0-1.0",
    "isc license": "ISC",
    "mit": "MIT",
    "mozilla public license 2.0": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
"""How a licence's name begins where it is not SPDX's."""
REMEDY = "Take it out, or write into pyproject.toml, [tool.embedscope.licences], why it may stay."
NOTHING = ("", "unknown", "osi approved", "dfsg approved")


def main() -> int:
    """Say which are refused; 1 where any is."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["embedscope"]
    names = sorted({name for lock in LOCKS for name in locked((ROOT / lock).read_text("utf-8"))})
    found = dict(licences(names, rules["licences"]["known"]))
    unfit = {said for said in set(found.values()) if not fits(said, allowed(rules))}
    wrong = {name: said for name, said in found.items() if said in unfit}
    for name, said in wrong.items():
        print(
            f"{name}: {said or 'it says no licence'}. Take it out, or, where it may be used after"
        )
        print("  all, write that into [tool.embedscope.licences] of pyproject.toml.")
    elsewhere = len(names) - len(found)
    print(f"{len(found)} licences read, {len(wrong)} refused; {elsewhere} are for other systems.")
    return 1 if wrong else 0


def allowed(rules: Mapping[str, Any]) -> Collection[str]:
    """The licences of the list."""
    return set(rules["licences"]["allowed"])


def locked(text: str) -> list[str]:
    """The packages that a lock names."""
    return LOCKED.findall(text)


def licences(names: Collection[str], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Of each that is installed what it says, or what is `known` of names of its kind."""
    for name in names:
        try:
            said = licence_of(cast("Message", metadata(name)))
        except PackageNotFoundError:
            continue
        looked = (licence for kind, licence in known.items() if fnmatch(name, kind))
        yield name, next(looked, said)


def licence_of(about: Message) -> str:
    """SPDX's words for what a package says of itself; "" where it says nothing of the kind."""
    if expression := about.get("License-Expression"):
        return str(expression)
    kinds = about.get_all("Classifier") or []
    told = [kind.rpartition("::")[2].strip() for kind in kinds if kind.startswith("License ::")]
    told = [each for each in told if each.lower() not in NOTHING]
    text = str(about.get("License") or "").strip().splitlines()
    return " AND ".join(map(_spdx, told or text[:1]))


def _spdx(text: str) -> str:
    plain = text.strip().lower()
    if plain in NOTHING:
        return ""
    return next((name for begin, name in SPOKEN.items() if plain.startswith(begin)), text.strip())


def fits(expression: str, known: Collection[str]) -> bool:
    """Whether an expression leaves a way to use the package under licences of the list."""
    from license_expression import ExpressionError

    spdx = _licensing()
    try:
        parsed = spdx.parse(expression)
    except ExpressionError:
        return False

    def may(part: Any) -> bool:
        if isinstance(part, spdx.AND | spdx.OR):
            each = map(may, part.args)
            return all(each) if isinstance(part, spdx.AND) else any(each)
        plain = getattr(part, "license_symbol", part)  # an exception only allows more
        return plain.key in known

    return parsed is not None and may(parsed)


@cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()  # reads all of SPDX's list: half a second


if __name__ == "__main__":
    sys.exit(main())
