"""What the bar above every page asks for: what can be found, what is at work, the tour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.data import listing, own, versions
from core.jobs.jobs import RUNNING, WAITING, jobs
from core.lessons.reading import lessons
from core.recipes.listing import settings_of_task
from core.runs.find import finished_runs
from core.runs.standing import best_first, lines_of
from core.studies.reported import titles
from core.studies.study import compared
from pages.serving.base import under_base
from pages.serving.screens import Screen, screens
from pages.serving.tour import STOPS, as_json

PLACE = "/top-bar"
Found = dict[str, Any]
"""A line of the search: kind, title, note, the page that it leads to and its query."""


def routes() -> list[Route]:
    """The answers, under the app's own path."""
    return [
        Route(under_base(f"{PLACE}/search.json"), _search),
        Route(under_base(f"{PLACE}/jobs.json"), _at_work),
        Route(under_base(f"{PLACE}/tour.json"), _tour),
    ]


def everything() -> list[Found]:
    """All that can be found: pages first, then data sets, studies, lessons, runs and settings."""
    return [*_pages(), *_data_sets(), *_studies(), *_lessons(), *_runs(), *_settings()]


def _search(_request: Request) -> Response:
    return JSONResponse(everything(), headers={"cache-control": "no-store"})


def _at_work(_request: Request) -> Response:
    states = [job.state for job in jobs().open()]
    count = {"running": states.count(RUNNING), "waiting": states.count(WAITING)}
    return JSONResponse(count, headers={"cache-control": "no-store"})


def _tour(_request: Request) -> Response:
    return JSONResponse(as_json(), headers={"cache-control": "no-store"})


def _line(kind: str, title: str, note: str, page: str, **query: str) -> Found:
    return {"kind": kind, "title": title, "note": note, "page": page, "query": query}


def _pages() -> Iterator[Found]:
    for screen in filter(lambda screen: screen.listed, screens()):
        yield _line("page", screen.title, screen.summary, screen.name)
    yield _line("page", "Sweep", "A recipe's best settings, searched.", "train", view="sweep")
    yield _line("page", "Tour", f"{len(STOPS)} stops.", "home", tour="1")


def _data_sets() -> Iterator[Found]:
    for row in listing.everything():
        yield _line("data set", row["title"], row["summary"], "data", set=row["name"])
    for mine in own.all_own():
        yield _line("data set", mine.title, "Your own images.", "data", set=mine.name)
    for each in versions.all_versions():
        yield _line("data set", each.title, f"Repaired: {each.told()}.", "data", set=each.name)


def _studies() -> Iterator[Found]:
    for report, title in titles().items():
        yield _line("study", f"Report {report}: {title}", "Its figures.", "studies", report=report)
    for study in compared().values():
        yield _line("study", study.title, study.about, "curves", view=study.name)


def _lessons() -> Iterator[Found]:
    for each in lessons().values():
        yield _line("lesson", each.title, each.about, "lessons", lesson=each.name)


def _runs() -> Iterator[Found]:
    runs = best_first(finished_runs())
    for name, line in lines_of(runs).items():
        title, _, note = line.partition(" · ")
        found = _line("run", title, note, "models", run=name)
        yield {**found, "more": f"{name} {runs[name].task}"}


def _settings() -> Iterator[Found]:
    pages: dict[str, Screen] = {screen.trains: screen for screen in screens() if screen.trains}
    for task, screen in pages.items():
        for each in settings_of_task(task):
            note = " ".join(filter(None, [each.about.help, f"{screen.title}: {each.key}"]))
            yield _line("setting", each.label, note, screen.name)
