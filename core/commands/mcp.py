"""Serve agents over standard input and output (MCP); an editor or a chat program starts it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from core.agents.caller import DASHBOARD

    parser.add_argument(
        "--write", action="store_true", help="let them train, stop jobs and make maps"
    )
    parser.add_argument(
        "--dashboard",
        default=DASHBOARD,
        metavar="URL",
        help=f"what links to pages begin with (default: {DASHBOARD})",
    )


def run(args: argparse.Namespace) -> int:
    """Answer until the input ends; 0."""
    import anyio

    from core.agents.access import OFF, SWITCHED_OFF, WRITE, level
    from core.agents.caller import Caller
    from core.errors import EmbedscopeError

    asked = level()
    if asked == OFF:
        raise EmbedscopeError(SWITCHED_OFF)
    allowed = WRITE if args.write else asked
    from core.agents.server import AgentServer

    here = Caller(dashboard=args.dashboard.rstrip("/"), local=True)
    stop = _dispatch() if allowed == WRITE else None
    try:
        anyio.run(AgentServer(allowed, here).run_stdio_async)
    finally:
        if stop is not None:
            stop()
    return 0


def _dispatch() -> Callable[[], None]:
    """Hand out jobs where no dashboard does; those in training go on when this ends."""
    from core.jobs.dispatcher import start_dispatcher

    os.environ.setdefault("EMBEDSCOPE_WARM", "0")  # no worker before there is work
    return start_dispatcher()
