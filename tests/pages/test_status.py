"""Status, `/metrics` and numbers of defects: what an admin sees, and nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

from core.access import LOCAL, Person, Role, acting_as, answered_by
from core.access.may import Action
from core.defects import newest, noted
from core.jobs.jobs import jobs
from core.jobs.kinds import CHECK
from core.paths import runs_folder
from pages.inference.calls import Calls
from pages.inference.questions import Questions
from pages.serving import ask, metrics, process
from pages.serving.measured import Measured
from pages.serving.screens import screens
from pages.serving.told import tell_defect
from pages.status.report import report
from tests.pages.screen import open_screen, texts

ADA, ROOT = Person("ada", Role.MEMBER), Person("root", Role.ADMIN)


@pytest.fixture(autouse=True)
def place(folders: Path) -> Path:
    return folders


def client(*, host: str = "127.0.0.1", **routes) -> TestClient:
    known = [Route(f"/{name}", answer) for name, answer in routes.items()]
    app = Starlette(
        routes=[Route("/metrics", metrics.answer), *known], middleware=[Middleware(Measured)]
    )
    return TestClient(app, client=(host, 1), base_url="http://127.0.0.1")


def figures(answered) -> dict[str, float]:
    assert answered.status_code == 200
    return {
        f"{one.name}{sorted(one.labels.values())}": one.value
        for family in text_string_to_metric_families(answered.text)
        for one in family.samples
    }


def test_requests_jobs_processes_and_disk_are_counted():
    jobs().start(CHECK, {"data": "digits"}, title="a check")
    asked = client(anything=lambda _request: SimpleNamespace)
    before = figures(asked.get("/metrics")).get("embedscope_requests_total['200', 'metrics']", 0)
    found = figures(asked.get("/metrics"))
    assert found["embedscope_requests_total['200', 'metrics']"] == before + 1
    assert found["embedscope_jobs['queued']"] == 1
    assert found["embedscope_disk_free_bytes[]"] > 0
    (own,) = (v for name, v in found.items() if "memory_bytes" in name and "'web'" in name)
    assert 1e7 < own < 1e11
    assert found["embedscope_models_up[]"] == 0


@pytest.mark.parametrize(
    ("mode", "person", "host", "status"),
    [
        ("personal", LOCAL, "127.0.0.1", 200),
        ("personal", LOCAL, "10.1.2.3", 403),
        ("team", ROOT, "10.1.2.3", 200),
        ("team", ADA, "127.0.0.1", 403),
        ("class", Person("vic", Role.VIEWER), "127.0.0.1", 403),
        ("demo", Person("", Role.VIEWER), "127.0.0.1", 403),
    ],
)
def test_who_reads_the_figures(monkeypatch, mode, person, host, status):
    monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
    with acting_as(person):
        assert client(host=host).get("/metrics").status_code == status
        proxied = client().get("/metrics", headers={"x-forwarded-for": "10.1.2.3"})
        assert proxied.status_code == (200 if person == ROOT else 403)


def test_a_defect_on_a_route_is_one_sentence_with_its_number(caplog):
    def fails(_request):
        raise KeyError("/home/somebody/secret")

    asked = client(fails=fails)
    told = asked.get("/fails")
    (found,) = newest()
    assert told.status_code == 500
    assert told.json()["id"] == found.id
    assert found.id in told.json()["error"]
    page = asked.get("/fails", headers={"accept": "text/html"})
    for text in (told.text, page.text):
        assert "secret" not in text
        assert "Traceback" not in text
        assert "KeyError" not in text
    assert "Traceback" in caplog.text
    assert "secret" in caplog.text
    assert figures(asked.get("/metrics"))["embedscope_requests_total['500', 'page']"] >= 2


def test_a_defect_on_a_page_is_one_sentence_with_its_number(monkeypatch):
    said = []
    monkeypatch.setattr("streamlit.error", lambda text, **_: said.append(text))
    assert tell_defect(ZeroDivisionError("inside"))
    (found,) = newest()
    assert found.id in said[0]
    assert "inside" not in said[0]


def test_the_app_tells_defects_so_and_shows_no_details():
    from streamlit import get_option

    import app

    assert app.app._on_script_error is tell_defect
    assert get_option("client.showErrorDetails") == "none"


def test_a_defect_in_a_call_keeps_its_number_on_the_page(monkeypatch):
    def answer(**_question):
        raise KeyError("inside")

    monkeypatch.setattr(
        "core.inference.find",
        lambda *_: SimpleNamespace(load=lambda: SimpleNamespace(answer=answer)),
    )
    models = Starlette(
        routes=[Route("/call/{name}", Calls(Questions()).answered, methods=["POST"])]
    )
    monkeypatch.setattr(ask, "models_ready", lambda: True)
    monkeypatch.setattr(process, "_running", [SimpleNamespace(ready=True, socket="", starts=1)])
    asked = TestClient(models)
    monkeypatch.setattr(
        ask, "_posted", lambda _models, name, message: asked.post(f"/call/{name}", content=message)
    )
    with pytest.raises(ask.CallFailed) as failed:
        ask.ask("anything")
    (found,) = newest()
    assert noted(failed.value, "a page") == found.id
    assert len(newest()) == 1


def test_a_defect_in_a_widget_is_one_sentence_with_its_number(monkeypatch):
    from gradio import queueing, utils
    from gradio.exceptions import Error

    from core.errors import BadPhoto
    from pages.inference.defects import number_defects

    for room in (utils, queueing):
        monkeypatch.setattr(room, "error_payload", utils.error_payload)
    number_defects()
    told = queueing.error_payload(KeyError("inside"), True)
    (found,) = newest()
    assert found.id in told["error"]
    assert "inside" not in told["error"]
    assert (
        queueing.error_payload(BadPhoto("That is no photo."), True)["error"] == "That is no photo."
    )
    assert queueing.error_payload(Error("Said."), True)["error"] == "Said."
    assert len(newest()) == 1


def test_the_page_for_who_sees_to_the_server():
    noted(ZeroDivisionError("inside"), "the page Map")
    jobs().start(CHECK, {"data": "digits"}, title="Xylophone")
    screen = open_screen("status")
    assert not screen.exception
    shown = texts(screen)
    (found,) = newest()
    assert found.id in shown
    assert "the page Map" in shown
    assert "inside" not in shown
    assert "web (" in shown
    assert "1st in the queue" in shown
    assert "streamlit" in shown


def test_a_member_is_told_that_it_is_not_for_them(monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "team")
    status = next(screen for screen in screens() if screen.name == "status")
    for person, opened in ((ADA, False), (ROOT, True)):
        end = answered_by(lambda person=person: person)
        try:
            shown = texts(open_screen("status"))
            assert status.listed is opened
        finally:
            end()
        assert ("web (" in shown) is opened
        assert (f"Only an admin can {Action.MANAGE.value}" in shown) is not opened


def test_the_file_for_a_report_names_nobody(monkeypatch):
    monkeypatch.setenv("HOME", str(runs_folder().parent))
    monkeypatch.setenv("EMBEDSCOPE_CLASS_CODE", "blue-heron")
    with acting_as(ADA):
        jobs().start(CHECK, {"data": "digits"}, title="Xylophone")
    noted(ZeroDivisionError("inside"), f"the file {runs_folder()}")
    told = report()
    found = json.loads(told)
    assert found["jobs"] == [{"kind": "check-data", "state": "queued", "seconds": 0.0}]
    assert found["errors"][0]["where"] == "the file ~/runs"
    for secret in ("Xylophone", "ada", "blue-heron", str(runs_folder().parent), "inside"):
        assert secret not in told
