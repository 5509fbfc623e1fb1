"""Sign-in by an organisation: Streamlit's signed cookie becomes a session for who is listed."""

from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.access import Role, who
from core.access.people import add
from pages.serving.guard import oidc
from pages.serving.guard.guard import Guard

PAGE = {"accept": "text/html"}
SECRET = "a secret of the test"


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr("core.access.person._answered", [])
    monkeypatch.setattr(oidc, "is_set_up", lambda: True)
    monkeypatch.setattr("streamlit.web.server.server_util.get_cookie_secret", lambda: SECRET)
    monkeypatch.setenv("EMBEDSCOPE_MODE", "team")

    def told(request):
        return JSONResponse([who().name, who().role])

    behind = Starlette(routes=[Route("/{path:path}", told)])
    return TestClient(Guard(behind), base_url="http://127.0.0.1", follow_redirects=False)


def came_back(client, *, secret=SECRET, **said):
    """What Streamlit sets when the provider let somebody in."""
    payload = json.dumps({"origin": "http://127.0.0.1", "is_logged_in": True, **said})
    signed = create_signed_value(secret, USER_COOKIE_NAME, payload).decode()
    client.cookies.set(USER_COOKIE_NAME, signed)
    return client.get("/map?layer=1", headers=PAGE)


def test_who_is_in_the_list_gets_a_session_like_all_others(client):
    add("bo@example.org", role=Role.ADMIN)
    led = came_back(client, email="Bo@Example.org", email_verified=True)
    assert (led.status_code, led.headers["location"]) == (303, "/map?layer=1")
    del client.cookies[USER_COOKIE_NAME]
    assert client.get("/map").json() == ["bo@example.org", "admin"]


def test_a_domain_that_the_owner_named_comes_in_by_its_role(client, monkeypatch, tmp_path):
    place = tmp_path / "embedscope.toml"
    place.write_text('[oidc]\ndomains = ["Example.org"]\nrole = "member"\n')
    monkeypatch.setenv("EMBEDSCOPE_CONFIG", str(place))
    assert came_back(client, email="cy@example.org").status_code == 303
    assert client.get("/map").json() == ["cy@example.org", "member"]
    place.write_text("")
    assert client.get("/map").status_code == 401


@pytest.mark.parametrize(
    "said",
    [
        {"email": "eve@elsewhere.org"},
        {"email": "bo@example.org", "email_verified": False},
        {"email": "bo@example.org", "is_logged_in": False},
        {"email": "bo@example.org", "secret": "another"},
        {"sub": "123"},
        {"email": ["bo@example.org"]},
    ],
)
def test_all_others_do_not(client, said):
    add("bo@example.org", role=Role.ADMIN)
    answer = came_back(client, **said)
    assert "embedscope-session" not in answer.headers.get("set-cookie", "")
    assert client.get("/map").status_code == 401


def test_the_sign_ins_own_addresses_are_open_where_a_provider_is_named(client, monkeypatch):
    assert client.get("/oauth2callback").status_code == 200
    assert "Sign in with your organisation" in client.get("/sign-in").text
    monkeypatch.setattr(oidc, "is_set_up", lambda: False)
    assert client.get("/oauth2callback").status_code == 401
    assert "organisation" not in client.get("/sign-in").text
