"""The lock without CUDA, for an image of a machine that has none: `deploy/Dockerfile` calls it.

torch's own index has wheels of the same versions for the CPU alone, 200 MB in place of 5 GB; their
hashes are others than the lock's. So torch and torchvision are listed by themselves, what only they
need for CUDA is left out, and all else stays as it is locked, hashes and all.

Standard library alone: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

TORCH = ("torch", "torchvision")
CUDA = re.compile(r"(nvidia|cuda)-|triton$")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def blocks(lock: str) -> Iterator[tuple[str, str]]:
    """Each requirement's name, and its lines."""
    lines: list[str] = []
    for line in lock.splitlines():
        if _NAME.match(line) and lines:
            yield _named(lines)
            lines = []
        if _NAME.match(line) or lines:
            lines.append(line)
    if lines:
        yield _named(lines)


def without_cuda(lock: str) -> tuple[str, str]:
    """Torch's own requirements, and the lock of all others."""
    torch, rest = [], []
    for name, text in blocks(lock):
        if name in TORCH:
            torch.append(text.split()[0])
        elif not CUDA.match(name):
            rest.append(text)
    if len(torch) != len(TORCH):
        raise SystemExit(f"The lock names {torch}, and not each of {', '.join(TORCH)}, once.")
    return "\n".join(torch) + "\n", "\n".join(rest) + "\n"


def _named(lines: list[str]) -> tuple[str, str]:
    found = _NAME.match(lines[0])
    return (found[0].lower() if found else ""), "\n".join(lines)


def main() -> None:
    """Read a lock, write two files."""
    asked = argparse.ArgumentParser(description="A lock without CUDA.")
    asked.add_argument("lock", type=Path)
    asked.add_argument("--rest", type=Path, required=True, help="where all but torch is written")
    asked.add_argument("--torch", type=Path, required=True, help="where torch is written")
    args = asked.parse_args()
    torch, rest = without_cuda(args.lock.read_text(encoding="utf-8"))
    args.torch.write_text(torch, encoding="utf-8")
    args.rest.write_text(rest, encoding="utf-8")


if __name__ == "__main__":
    main()
