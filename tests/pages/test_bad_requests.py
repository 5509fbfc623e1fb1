"""Requests that are wrong, to the running app: a status of 4xx in time, whatever lies behind."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.bad_input.making import DEEP_JSON
from tests.conftest import Server

WIDGET = "/widgets/clothes/gradio_api"
JSON = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
FORM = {"content-type": "multipart/form-data; boundary=x"}
BAD: list[tuple[str, str, dict[str, str], bytes | None]] = [
    ("POST", "/mcp", JSON, DEEP_JSON),
    ("POST", "/mcp", JSON, b'{"jsonrpc":'),
    ("POST", "/mcp", JSON, b"[]"),
    ("POST", "/mcp", JSON, b"NaN"),
    ("POST", "/mcp", JSON, b""),
    ("POST", "/mcp", {**JSON, "content-type": "text/plain"}, b"{}"),
    ("GET", "/mcp", {}, None),
    ("POST", f"{WIDGET}/call/classify", JSON, b'{"data":'),
    ("POST", f"{WIDGET}/call/classify", JSON, DEEP_JSON),
    ("POST", f"{WIDGET}/call/classify", JSON, b"{}"),
    ("POST", f"{WIDGET}/call/nothing", JSON, b'{"data": []}'),
    ("POST", f"{WIDGET}/run/classify", JSON, b'{"data": [{"path": "/etc/passwd"}, null]}'),
    ("POST", f"{WIDGET}/upload", FORM, b"no part"),
    ("POST", f"{WIDGET}/upload", JSON, b"{}"),
    ("POST", f"{WIDGET}/queue/join", JSON, b'{"fn_index": "x"}'),
    ("GET", f"{WIDGET}/file=/etc/passwd", {}, None),
    ("GET", "/widgets/nothing/", {}, None),
    ("GET", "/clouds/zz/" + "x" * 4000 + "/labels.npy", {}, None),
    ("GET", "/clouds/1/a%00b/labels.npy", {}, None),
    ("GET", "/frames/zz/99999999999999999999999", {}, None),
    ("GET", "/thumbs/a%00b/test.webp", {}, None),
    ("GET", "/thumbs/" + "x" * 5000 + "/test.webp", {}, None),
    ("GET", "/media/%2e%2e/x", {}, None),
    ("PUT", "/_stcore/upload_file/1/2", {}, b"x"),
    ("POST", "/sign-in", JSON, DEEP_JSON),
]


@pytest.fixture(scope="module")
def client(server: Server) -> Any:
    """After the models process has come."""
    with httpx.Client(base_url=server.url, timeout=120) as asks:
        while asks.get(f"{WIDGET}/config").status_code == 503:
            time.sleep(1)
        asks.post("/mcp", headers=JSON, content=b"{}")  # it imports its package at the first
        yield asks


@pytest.mark.slow
def test_each_is_told_what_is_wrong(client: httpx.Client) -> None:
    wrong = {}
    for method, place, headers, content in BAD:
        answer = client.request(method, place, headers=headers, content=content)
        what = f"{method} {place[:60]} {(content or b'')[:20]!r}"
        if not 400 <= answer.status_code < 500 or not answer.text or "Traceback" in answer.text:
            wrong[what] = f"{answer.status_code} {answer.text[:200]}"
    assert wrong == {}
