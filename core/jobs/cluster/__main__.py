"""The process that hands jobs to a cluster: `python -m core.jobs.cluster`.

It ends with its standard input, which whoever started it holds open.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from core.errors import ClusterAway
from core.jobs.cluster import asked_address
from core.jobs.cluster.connect import connect
from core.jobs.cluster.nodes import Cluster, write_nodes
from core.paths import runs_folder

if TYPE_CHECKING:
    from core.jobs.cluster.dispatch import ClusterDispatcher

SILENT = 60.0
"""Seconds after which a look that never ends counts as a cluster that is away."""


def main() -> int:
    """Hand out jobs until standard input ends; 1 where the cluster went, to be begun again."""
    from core.jobs.cluster.dispatch import ClusterDispatcher

    root, address = runs_folder(), asked_address()
    root.mkdir(parents=True, exist_ok=True)
    try:
        silent = threading.Timer(SILENT, os._exit, args=(1,))
        silent.daemon = True
        silent.start()
        dispatcher = ClusterDispatcher(root, address, connect(address))
        silent.cancel()
    except ClusterAway as error:
        write_nodes(root, Cluster(address, time.time(), problem=str(error)))
        return 1
    threading.Thread(target=_end_with_input, args=(dispatcher.stopped,), daemon=True).start()
    threading.Thread(target=_watch, args=(dispatcher,), daemon=True).start()
    dispatcher.run()
    return 0


def _end_with_input(stopped: threading.Event) -> None:
    sys.stdin.read()
    stopped.set()


def _watch(dispatcher: ClusterDispatcher) -> None:
    """End this process where the cluster has stopped to answer: it is started anew."""
    while not dispatcher.stopped.wait(1.0):
        since = dispatcher.looking_since
        if since is not None and time.monotonic() - since > SILENT:
            print(f"The cluster has not answered for {SILENT:.0f} s.", file=sys.stderr)
            os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
