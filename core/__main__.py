"""The command line: `python -m core COMMAND`. One file in `core/commands/` is one command."""

from __future__ import annotations

import argparse
import sys

from core.errors import EmbedscopeError
from core.registry import entries

WRONG = 2
EARLIER = {"cloud": "embeddings"}
"""Commands by the names that they had."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit status, 2 with a message where a person can mend what failed."""
    commands = entries("core.commands")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if arguments and arguments[0] in EARLIER:
        now = EARLIER[arguments[0]]
        print(f"`{arguments[0]}` is called `{now}` now.", file=sys.stderr)
        arguments[0] = now
    parser = argparse.ArgumentParser(prog="python -m core", description="Embedscope")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, entry in commands.items():
        command = parsers.add_parser(name, help=entry.summary, description=entry.summary)
        entry.load().arguments(command)
    chosen = parser.parse_args(arguments)
    try:
        status: int = commands[chosen.command].load().run(chosen)
    except EmbedscopeError as error:
        print(error, file=sys.stderr)
        return WRONG
    return status


if __name__ == "__main__":
    sys.exit(main())
