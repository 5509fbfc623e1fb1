"""`/metrics`: the server's figures as Prometheus reads them, for admins alone.

In the mode `personal` this machine alone may ask; a program of an admin sends its token
(`python -m core people token`), as `Authorization: Bearer TOKEN`.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.access import Action, access, refusal, who
from core.jobs.jobs import RUNNING, WAITING, LocalJobs
from core.paths import runs_folder
from pages.serving import machine, process
from pages.serving.guard.address import is_loopback
from pages.serving.measured import REGISTRY
from pages.serving.processes import processes

PLACE = "/metrics"
ELSEWHERE = "These figures are for this machine alone, or for the admins of a mode with sign-in."


class Standing(Collector):
    """What is looked up when somebody asks: jobs, processes, disk, the models."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All of them."""
        yield self._jobs()
        yield from self._processes()
        yield from self._disk()
        models = process.current()
        up = GaugeMetricFamily("embedscope_models_up", "Whether the models process answers.")
        up.add_metric([], float(models is not None and models.ready))
        yield up
        starts = GaugeMetricFamily("embedscope_models_starts", "How often it was started.")
        starts.add_metric([], float(models.starts if models is not None else 0))
        yield starts

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is looked up before somebody asks."""
        return iter(())

    def _jobs(self) -> GaugeMetricFamily:
        states = Count(job.state for job in LocalJobs(runs_folder()).open())
        found = GaugeMetricFamily("embedscope_jobs", "Jobs by state.", labels=["state"])
        for state in (WAITING, RUNNING):
            found.add_metric([state], states[state])
        return found

    def _processes(self) -> Iterator[GaugeMetricFamily]:
        used = processes()
        for name, about, figure in (
            ("memory_bytes", "Resident memory.", lambda one: one.megabytes * 1e6),
            ("threads", "Threads.", lambda one: one.threads),
            ("open_files", "Open files and sockets.", lambda one: one.files),
        ):
            found = GaugeMetricFamily(
                f"embedscope_process_{name}", about, labels=["process", "pid"]
            )
            for one in used:
                found.add_metric([one.role, f"{one.pid}"], figure(one))
            yield found

    def _disk(self) -> Iterator[GaugeMetricFamily]:
        held, free = machine.disk()
        kept = GaugeMetricFamily("embedscope_folder_bytes", "What is kept.", labels=["folder"])
        for one in held:
            kept.add_metric([one.name], one.megabytes * 1e6)
        yield kept
        left = GaugeMetricFamily("embedscope_disk_free_bytes", "Free where runs are kept.")
        left.add_metric([], free * 1e6)
        yield left


REGISTRY.register(Standing())


def answer(request: Request) -> Response:
    """The figures, or 403 with a sentence."""
    if why := _refused(request):
        return PlainTextResponse(why, status_code=403)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _refused(request: Request) -> str:
    if access().mode.sign_in:
        return refusal(who(), Action.MANAGE)
    client = request.client.host if request.client is not None else ""
    from_here = is_loopback(client) and "x-forwarded-for" not in request.headers
    return "" if from_here and not access().mode.read_only else ELSEWHERE
