"""More processes that work on one sweep. `python -m core.sweeps.helpers FOLDER` is one of them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from core.errors import EmbedscopeError
from core.paths import ROOT
from core.sweeps.work import work

READ_AT_IMPORT = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
SECONDS = 20.0
"""That a helper has to come to its end in when it is no longer wanted."""


@contextlib.contextmanager
def helped(folder: Path, workers: int) -> Iterator[None]:
    """Let `workers` processes, this one among them, share the cores; waits for the others' ends."""
    if workers < 2:
        yield
        return
    share = max(1, (os.cpu_count() or 1) // workers)
    environment = os.environ | dict.fromkeys(READ_AT_IMPORT, str(share))
    command = [sys.executable, "-m", "core.sweeps.helpers", str(folder.resolve())]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        for _ in range(workers - 1)
    ]
    import torch  # while the helpers begin: it takes as long here as there

    before = torch.get_num_threads()
    torch.set_num_threads(share)
    try:
        yield
        for helper in started:
            helper.wait()
    finally:
        torch.set_num_threads(before)
        for helper in started:
            _end(helper)


def _end(helper: subprocess.Popen[bytes]) -> None:
    helper.terminate()
    try:
        helper.wait(SECONDS)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()


def main(folder: Path) -> int:
    """Work until there is nothing left, the sweep is stopped, or who started it is gone."""
    parent = os.getppid()
    try:
        work(folder, stop=lambda: (folder / "cancel").exists() or os.getppid() != parent)
    except EmbedscopeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
