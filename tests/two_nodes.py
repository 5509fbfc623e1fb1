"""A Ray cluster of two nodes in one machine: `python -m tests.two_nodes PORT FOLDER`.

It prints the process ids of each node as JSON, starts the head anew on a line "head", and ends with
its standard input. The node b has a folder of data sets of its own. Ray gives a node thirty seconds
to appear, which a busy machine may not have: what did not appear is killed and started again.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

HERE = "127.0.0.1"
ATTEMPTS = 5
LEAN = {"include_dashboard": False, "include_log_monitor": False, "no_monitor": True}


def main(port: int, folder: Path) -> None:
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
    from ray.cluster_utils import Cluster

    def head() -> Any:
        own = {"gcs_server_port": port, "node_name": "a", "node_ip_address": HERE, "num_cpus": 2}
        return appeared(lambda: Cluster(initialize_head=True, head_node_args=LEAN | own))

    clusters = [head()]
    own = {"node_name": "b", "num_cpus": 2, "env_vars": {"EMBEDSCOPE_DATA": str(folder)}}
    second = appeared(lambda: clusters[0].add_node(node_ip_address=HERE, **LEAN, **own))
    tell(a=clusters[0].head_node, b=second)
    for line in sys.stdin:
        if line.strip() == "head":
            clusters.append(head())
            tell(a=clusters[-1].head_node)
    for cluster in clusters:
        for node in cluster.list_all_nodes():
            node.kill_all_processes(check_alive=False, allow_graceful=False)


def appeared(start: Callable[[], Any]) -> Any:
    """What `start` gives; what it began in vain is killed before the next attempt."""
    before = set(psutil.Process().children(recursive=True))
    for attempt in range(ATTEMPTS):
        try:
            return start()
        except Exception as error:  # noqa: BLE001 - Ray raises nothing narrower
            print(f"attempt {attempt + 1} of {ATTEMPTS}: {error}", file=sys.stderr, flush=True)
            begun = set(psutil.Process().children(recursive=True)) - before
            for each in begun:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            psutil.wait_procs(begun, timeout=30)
    raise RuntimeError(f"Ray did not start in {ATTEMPTS} attempts")


def tell(**nodes: Any) -> None:
    found = {name: [p.pid for _, p in node.live_processes()] for name, node in nodes.items()}
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
