"""Kinds of job. A file here is in the registry: its name is what job.json states as "kind".

Each file defines, light to import,

    TITLE       what a person calls such a job
    NEEDS       keys that its `about` has at least
    WARM_AFTER  seconds after the server's start from which a worker of the kind waits, warm; None
                where one is started when it is wanted, as all are with EMBEDSCOPE_WARM=0
    LEAVES      whether the process goes at once when a job ends or is cancelled, whatever a library
                is still at
    GROWS       where it is said and true, a job that is done may be given more to do, and resumed
    GPUS        where it is said, how many it asks for in a cluster that has any
    work(job, folder, *, progress, stop) -> bool
    warm() -> Callable[[], object]

`work` does the job whose job.json says `job` (a JobFile); False where `stop()` ended it before.
`warm` pays beforehand what a first job would wait for, and gives the function that ends what of
that goes on beside. Where `LEAVES`, `give_up(job)` removes what a job that was ended amid its work
left.
"""

from __future__ import annotations

import os

from core.registry import Entry, entries, find

PACKAGE = "core.jobs.kinds"
TRAIN, SWEEP, MAP, PROBE = "train", "sweep", "map", "probe"
GET, CHECK, TAKE, REPAIR = "get-data", "check-data", "take-data", "repair-labels"


def starts_ahead() -> bool:
    """Whether processes are started before anybody needs them; not with `EMBEDSCOPE_WARM=0`."""
    return os.environ.get("EMBEDSCOPE_WARM", "1") != "0"


def kinds() -> dict[str, Entry]:
    """Every kind of job, by name."""
    return entries(PACKAGE)


def kind_of_job(name: str) -> Entry:
    """A kind by its name; raises UnknownName."""
    return find(PACKAGE, "kind of job", name)
