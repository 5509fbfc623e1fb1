"""The guard, before a made app that answers everything: who is let in where, and what is added."""

from __future__ import annotations

import contextlib
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.access import Role, who
from core.access.people import add, change, people, remove
from core.access.sessions import FILE, begin
from core.paths import access_folder
from pages.serving.guard import guard, routes
from pages.serving.guard.asked import COOKIE
from pages.serving.guard.attempts import MOST_OF_ONE, Attempts
from pages.serving.guard.forwarded import Forwarded
from pages.serving.guard.guard import Guard

PROXY = ("127.0.0.1", 5)
WORD = "correct horse"
SOCKET = "ws://127.0.0.1/_stcore/stream"
PAGE = {"accept": "text/html"}
EVERYWHERE = [
    "/",
    "/map",
    "/thumbs/small-2d/test.webp",
    "/clouds/1/set/labels.npy",
    "/widgets/clothes/config",
    "/top-bar/search.json",
    "/_stcore/stream",
    "/_stcore/upload_file/1/2",
    "/media/a.csv",
    "/static/js/index.js",
    "/mcp",
    "/mounted/later",
]


async def told(request):
    person = who()
    return JSONResponse(
        {
            "name": person.name,
            "role": person.role,
            "header": request.headers.get("x-embedscope-person"),
        }
    )


async def talk(websocket):
    await websocket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await websocket.receive_text()
            await websocket.send_json({"name": who().name})


@pytest.fixture
def app(monkeypatch, quick_passwords):
    monkeypatch.setattr("core.access.person._answered", [])
    monkeypatch.setattr(routes, "attempts", Attempts())
    behind = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", talk),
            Mount(
                "/mounted", Starlette(routes=[Route("/{path:path}", told, methods=["GET", "POST"])])
            ),
            Route("/{path:path}", told, methods=["GET", "POST"]),
        ]
    )
    return Guard(behind)


@pytest.fixture
def client(app):
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def team(monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "team")
    add("Ada", role=Role.ADMIN, password=WORD)
    add("Vic", role=Role.VIEWER, password=WORD)


def sign_in(client, name="Ada", password=WORD, **more):
    return client.post("/sign-in", data={"name": name, "password": password, **more})


@pytest.mark.parametrize("path", EVERYWHERE)
def test_nothing_answers_who_has_not_signed_in(client, team, path):
    answer = client.get(path)
    assert answer.status_code == 401
    assert "Sign in" in answer.json()["error"]
    assert client.post(path).status_code == 401
    led = client.get(path, headers=PAGE)
    assert (led.status_code, led.headers["location"].partition("?")[0]) == (303, "/sign-in")
    if path == "/_stcore/stream":
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET):
            pass


@pytest.mark.parametrize("path", EVERYWHERE)
def test_one_sign_in_opens_all_of_it_and_says_who_asks(client, team, path):
    assert sign_in(client, to="/map?layer=2").headers["location"] == "/map?layer=2"
    found = client.get(path, headers={"x-embedscope-person": "admin:Mallory"})
    assert found.json() == {"name": "Ada", "role": "admin", "header": "admin:Ada"}


def test_the_cookie_is_kept_from_scripts_and_other_sites(client, team):
    plain = sign_in(client).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain
    by_tls = TestClient(Forwarded(client.app), "http://127.0.0.1", client=PROXY).post(
        "/sign-in",
        data={"name": "Ada", "password": WORD},
        headers={"x-forwarded-proto": "https"},
        follow_redirects=False,
    )
    assert by_tls.headers["set-cookie"].endswith("Secure")
    assert "strict-transport-security" in by_tls.headers
    token = re.search(f"{COOKIE}=([^;]+)", plain)[1]
    assert token not in (access_folder() / FILE).read_text()
    assert (access_folder() / FILE).stat().st_mode & 0o077 == 0


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(client, team):
    sign_in(client)
    kept = dict(client.cookies)
    assert "You are Ada, admin" in client.get("/sign-out", headers=PAGE).text
    assert client.post("/sign-out").status_code == 303
    client.cookies.update(kept)
    assert client.get("/map").status_code == 401


@pytest.mark.parametrize(
    "end", [lambda: remove("Ada"), lambda: change("Ada", role=Role.VIEWER)], ids=["gone", "changed"]
)
def test_a_session_ends_with_the_person_an_open_websocket_too(client, team, end):
    sign_in(client)
    with client.websocket_connect(SOCKET) as socket:
        socket.send_text("a")
        assert socket.receive_json() == {"name": "Ada"}
        end()
        socket.send_text("b")
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()
    assert client.get("/map").status_code == 401


def test_a_session_ends_in_time(client, team, monkeypatch):
    sign_in(client)
    now = guard.person_of.__globals__["time"].time()
    monkeypatch.setattr("core.access.sessions.time.time", lambda: now + 7 * 24 * 3600 + 5)
    assert client.get("/map").status_code == 401


def test_a_program_brings_a_token(client, team):
    token = begin(next(p for p in [guard.Person("Vic", Role.VIEWER)]))
    asked = client.get("/mcp", headers={"authorization": f"Bearer {token}"})
    assert asked.json()["name"] == "Vic"
    assert client.get("/mcp", headers={"authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize("to", ["//evil.example", "http://evil.example", "/\\evil", "map", "/a\nb"])
def test_signing_in_leads_nowhere_else(client, team, to):
    assert sign_in(client, to=to).headers["location"] == "/"


def test_guesses_are_slowed_and_a_class_is_not(client, team):
    for _ in range(MOST_OF_ONE):
        assert sign_in(client, password="wrong").status_code == 403
    said = sign_in(client)
    assert "Too many tries" in said.text
    assert "set-cookie" not in said.headers
    assert sign_in(client, name="Vic").status_code == 303


def test_failures_are_forgotten_after_five_minutes():
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(MOST_OF_ONE):
        attempts.failed("1.2.3.4", "ada")
    assert attempts.wait("1.2.3.4", "ADA ") == 301
    assert attempts.wait("1.2.3.4", "bob") == attempts.wait("5.6.7.8", "ada") == 0
    now[0] = 301.0
    assert attempts.wait("1.2.3.4", "ada") == 0


def test_an_enormous_form_is_not_read(client, team):
    assert sign_in(client, to="x" * 10_000).status_code == 403


def test_joining_a_class(client, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "class")
    monkeypatch.setenv("EMBEDSCOPE_CLASS_CODE", "heron-42")
    assert "Code of the class" in client.get("/sign-in").text
    wrong = sign_in(client, "Ben", "frog", code="crow")
    assert "not the code" in wrong.text
    assert sign_in(client, "<script>alert(1)</script>", "frog", code="heron-42").status_code == 403
    assert sign_in(client, "Ben", "frog", code="heron-42").status_code == 303
    assert client.get("/").json() == {"name": "Ben", "role": "member", "header": "member:Ben"}
    assert list(people()) == ["Ben"]


def test_what_was_typed_comes_back_as_text(client, team):
    said = sign_in(client, '"><img src=x onerror=alert(1)>', "wrong")
    assert "<img src=x" not in said.text
    assert "&lt;img src=x" in said.text


@pytest.mark.parametrize("mode", ["personal", "team", "class", "demo"])
def test_health_and_privacy_are_told_to_everybody(client, monkeypatch, mode):
    monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
    assert client.get("/healthz").text == "ok"
    said = client.get("/privacy")
    assert "never\nwritten to its disk" in said.text
    assert "style-src 'sha256-" in said.headers["content-security-policy"]


def test_a_demonstration_lets_everybody_look(client, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "demo")
    found = client.get("/map", headers={"x-embedscope-person": "admin:"}).json()
    assert found == {"name": "", "role": "viewer", "header": "viewer:"}
    assert client.get("/privacy").status_code == 200


@pytest.mark.parametrize("mode", ["personal", "team", "class", "demo"])
@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ({"host": "evil.example"}, "GET"),
        ({"host": "evil.example:8501"}, "POST"),
        ({"host": "127.0.0.1@evil.example"}, "GET"),
        ({"origin": "http://evil.example"}, "POST"),
        ({"origin": "null"}, "POST"),
        ({"origin": "http://127.0.0.1.evil.example"}, "POST"),
        ({"sec-fetch-site": "cross-site"}, "POST"),
        ({"sec-fetch-site": "same-site"}, "DELETE"),
    ],
)
def test_other_hosts_and_other_sites_are_not_answered(client, monkeypatch, mode, headers, method):
    monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
    assert client.request(method, "/map", headers=headers).status_code == 403


def test_a_websocket_of_another_site_is_refused(client):
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(SOCKET, headers={"origin": "http://evil.example"}),
    ):
        pass


def test_its_own_names_are_answered(client, monkeypatch):
    for host in ("localhost:8501", "[::1]:8501", "192.168.1.7", "a.localhost"):
        assert client.get("/map", headers={"host": host}).status_code == 200
    asked = {"host": "lab.example.org", "origin": "https://lab.example.org"}
    assert client.post("/map", headers=asked).status_code == 403
    monkeypatch.setenv("EMBEDSCOPE_HOSTS", "Lab.example.org")
    assert client.post("/map", headers=asked).status_code == 200


def test_on_ones_own_machine_everybody_is_let_in_with_a_mark_for_each_browser(client):
    found = client.get("/map", headers={**PAGE, "x-embedscope-person": "viewer:x"})
    assert found.status_code == 200
    assert "embedscope-browser=" in found.headers["set-cookie"]
    assert "set-cookie" not in client.get("/map", headers=PAGE).headers


@pytest.mark.parametrize(
    ("address", "mode", "status"),
    [
        ("192.168.1.7", "personal", 403),
        ("127.0.0.1", "personal", 200),
        ("::1", "personal", 200),
        ("192.168.1.7", "demo", 200),
        ("192.168.1.7", "team", 401),
    ],
)
def test_an_open_address_is_refused_however_the_server_was_started(
    app, monkeypatch, address, mode, status
):
    monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
    client = TestClient(app, base_url="http://127.0.0.1")

    async def from_there(scope, receive, send):
        await app({**scope, "server": (address, 8501)}, receive, send)

    client = TestClient(from_there, base_url="http://127.0.0.1")
    answer = client.get("/map")
    assert answer.status_code == status
    assert status != 403 or "EMBEDSCOPE_MODE" in answer.json()["error"]
    if mode == "personal":
        monkeypatch.setenv("EMBEDSCOPE_I_KNOW", "1")
        assert client.get("/map").status_code == 200


def test_a_mode_that_is_none_serves_nothing(client, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "open")
    answer = client.get("/map")
    assert (answer.status_code, "Unknown mode" in answer.json()["error"]) == (500, True)


def test_every_answer_carries_the_policy(client):
    found = client.get("/map").headers
    scripts = re.search("script-src ([^;]*)", found["content-security-policy"])[1]
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert "frame-ancestors 'self'" in found["content-security-policy"]
    assert found["x-content-type-options"] == "nosniff"
    widget = client.get("/widgets/clothes/").headers["content-security-policy"]
    assert "'unsafe-eval'" in widget
    assert "frame-ancestors 'self'" in widget


def test_an_embedding_page_is_named_by_the_owner(client, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_FRAMES", "https://hub.example")
    policy = client.get("/map").headers["content-security-policy"]
    assert "frame-ancestors 'self' https://hub.example" in policy
