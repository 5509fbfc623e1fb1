"""What a proxy says of a visitor counts where the proxy is the owner's, and nowhere else."""

from __future__ import annotations

import ipaddress

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.serving import base
from pages.serving.guard.forwarded import Forwarded, told
from pages.serving.guard.guard import Guard
from pages.serving.unknown import Unknown

HERE = ("127.0.0.1", 5)
FAR = ("203.0.113.9", 5)
OURS = tuple(map(ipaddress.ip_network, ("127.0.0.0/8", "10.0.0.0/8", "::1")))
PAGE = {"accept": "text/html"}


def seen(client=HERE, kind="http", **headers):
    """What is behind the layer: scheme, client, host, and what is left of the headers."""
    given = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {"type": kind, "scheme": kind[:2] if kind != "http" else "http", "client": client}
    found = told({**scope, "headers": [(b"host", b"app:8501"), *given]}, OURS)
    told_headers = dict(found["headers"])
    return found["scheme"], found["client"][0], told_headers[b"host"].decode(), set(told_headers)


def test_of_the_owners_proxy_all_of_it_is_believed_and_nothing_is_left_to_be_read_again():
    said = {"x_forwarded_proto": "https", "x_forwarded_host": "lab.example.org"}
    assert seen(
        **said, x_forwarded_for="198.51.100.7", forwarded="for=6.6.6.6", x_real_ip="6.6.6.6"
    ) == (
        "https",
        "198.51.100.7",
        "lab.example.org",
        {b"host"},
    )


@pytest.mark.parametrize("client", [FAR, ("testclient", 1), ("::ffff:203.0.113.9", 1)])
def test_of_anybody_else_nothing_is_and_it_is_taken_away(client):
    said = {"x_forwarded_proto": "https", "x_forwarded_host": "localhost"}
    assert seen(client, **said, x_forwarded_for="127.0.0.1") == (
        "http",
        client[0],
        "app:8501",
        {b"host"},
    )


@pytest.mark.parametrize(
    ("hops", "visitor"),
    [
        ("6.6.6.6, 198.51.100.7, 10.1.1.1", "198.51.100.7"),  # the first was made up
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("10.1.1.1, 127.0.0.1", "10.1.1.1"),  # all of them are proxies: who came first
        ("unknown", "unknown"),
        ("", "127.0.0.1"),
    ],
)
def test_the_visitor_is_the_last_that_is_no_proxy(hops, visitor):
    assert seen(x_forwarded_for=hops)[1] == visitor


def test_a_websocket_by_tls_is_one_and_an_unknown_scheme_changes_nothing():
    assert seen(kind="websocket", x_forwarded_proto="https")[0] == "wss"
    assert seen(("::ffff:127.0.0.1", 1), kind="websocket", x_forwarded_proto="wss")[0] == "wss"
    assert seen(x_forwarded_proto="gopher")[0] == "http"


async def shown(request):
    return JSONResponse({"client": request.client.host, "url": str(request.url)})


@pytest.fixture
def visit():
    app = Forwarded(Guard(Starlette(routes=[Route("/{rest:path}", shown)])))
    return lambda **more: TestClient(app, base_url="http://127.0.0.1", client=HERE, **more)


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 403), ("localhost, evil.example", 200), ("[", 403)]
)
def test_a_name_that_a_header_gives_is_checked_as_the_requests_own(visit, host, status):
    assert visit().get("/", headers={"x-forwarded-host": host}).status_code == status


def test_a_name_that_leads_here_does_not_hide_behind_a_header(visit):
    """DNS rebinding: the page of evil.example may add what headers it likes."""
    asked = {"host": "evil.example", "x-forwarded-host": "localhost"}
    assert "does not answer to the name 'evil.example'" in visit().get("/", headers=asked).text


def test_in_personal_nobody_comes_from_elsewhere_through_a_proxy(visit, monkeypatch):
    asked = {"x-forwarded-for": "203.0.113.9"}
    refused = visit().get("/", headers=asked)
    assert (refused.status_code, "203.0.113.9 through a proxy" in refused.text) == (403, True)
    assert visit().get("/", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 200
    monkeypatch.setenv("EMBEDSCOPE_MODE", "demo")
    assert visit().get("/", headers=asked).json()["client"] == "203.0.113.9"
    monkeypatch.setenv("EMBEDSCOPE_PROXIES", "none")
    assert visit().get("/", headers=asked).json()["client"] == "127.0.0.1"


def test_cookies_stay_below_the_apps_own_path(monkeypatch):
    async def streamlits(_request):
        answer = PlainTextResponse("")
        answer.set_cookie("_streamlit_xsrf", "1")
        answer.set_cookie("theirs", "1", path="/lab/auth")
        answer.delete_cookie("legacy")
        return answer

    monkeypatch.setattr(base, "get_option", {base.OPTION: "lab"}.get)
    app = Forwarded(Guard(Starlette(routes=[Route("/lab/a", streamlits)])))
    by_tls = TestClient(app, base_url="https://127.0.0.1", client=HERE).get("/lab/a")
    xsrf, theirs, legacy = by_tls.headers.get_list("set-cookie")
    assert xsrf == "_streamlit_xsrf=1; Path=/lab/; SameSite=lax; Secure"
    assert "Path=/lab/auth;" in theirs
    assert "Path=/;" in legacy


def test_beside_the_path_a_browser_is_led_below_it_and_a_container_is_told_that_it_is_up(
    monkeypatch,
):
    monkeypatch.setattr(base, "get_option", {base.OPTION: "lab/one"}.get)
    app = Guard(Unknown(Starlette(routes=[Route("/{rest:path}", shown)])))
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    for asked, leads in {
        "/": "/lab/one/",
        "/map?run=a": "/lab/one/map?run=a",
        "/lab/one/nothing": "/lab/one/?unknown=nothing",
    }.items():
        assert client.get(asked, headers=PAGE).headers["location"] == leads
    for right in ("/lab/one", "/lab/one/", "/lab/one/map", "/other/app.js"):
        assert client.get(right, headers=PAGE).status_code == 200, right
    assert client.get("/healthz").text == client.get("/lab/one/healthz").text == "ok"
