"""What app.py adds to Streamlit: its routes, and when heavy work may begin."""

import asyncio
import socket
import subprocess
import sys
import threading
import types

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.serving import arrival
from pages.serving.assets import FOLDER, Assets
from pages.serving.document import STYLE, Document
from pages.serving.earlier_addresses import EARLIER
from pages.serving.nodelay import answer_at_once
from tests.conftest import ROOT


def test_heavy_imports_wait_for_the_first_page(monkeypatch):
    monkeypatch.setattr(arrival, "first_page", threading.Event())
    monkeypatch.setattr(arrival, "_AT_MOST", 0.3)
    monkeypatch.setattr(arrival, "_BROWSER_PAINTS", 0.0)

    async def seconds():
        begun = asyncio.get_running_loop().time()
        await arrival.first_page_out()
        return asyncio.get_running_loop().time() - begun

    assert 0.25 < asyncio.run(seconds()) < 1
    arrival.first_page.set()
    assert asyncio.run(seconds()) < 0.1


def test_the_app_is_one_asgi_app_with_our_routes():
    import app

    assert isinstance(app, types.ModuleType)
    paths = [route.path for route in app.app._user_routes]
    assert paths == [
        "/thumbs/{name:path}/{split}.webp",
        "/clouds/{version}/{name}/{file:path}",
        "/frames/{key}/{block:int}",
        "/widgets",
        "/mcp",
        "/metrics",
        *(f"/{name}" for name in EARLIER),
        *(f"/top-bar/{name}.json" for name in ("search", "jobs", "tour")),
    ]


def test_under_a_path_every_route_of_ours_is_there_too():
    script = (
        "from streamlit import config; config.set_option('server.baseUrlPath', 'lab/one')\n"
        "import app; print(*(route.path for route in app.app._user_routes))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert {path.split("{")[0] for path in said.stdout.split()} == {
        "/lab/one/thumbs/",
        "/lab/one/clouds/",
        "/lab/one/frames/",
        "/lab/one/widgets",
        "/lab/one/mcp",
        "/lab/one/metrics",
        *(f"/lab/one/{name}" for name in EARLIER),
        *(f"/lab/one/top-bar/{name}.json" for name in ("search", "jobs", "tour")),
    }


SCRIPT = next(FOLDER.glob("js/index.*.js"))


@pytest.fixture(scope="module")
def assets():
    behind = Route("/{path:path}", lambda _: PlainTextResponse("the app"))
    return TestClient(Assets(Starlette(routes=[behind])))


def test_scripts_of_streamlit_come_from_memory_and_are_kept(assets):
    answer = assets.get(f"/static/js/{SCRIPT.name}")
    assert answer.content == SCRIPT.read_bytes()
    assert answer.headers["content-type"] == "text/javascript"
    assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"
    font = next(FOLDER.glob("media/*.woff2"))
    assert assets.get(f"/static/media/{font.name}").headers["content-type"] == "font/woff2"


@pytest.mark.parametrize(
    "path", ["/", "/map", "/static/js/", "/static/js/none.js", "/static/js/../../index.html"]
)
def test_all_else_is_left_to_the_app(assets, path):
    assert assets.get(path).text == "the app"


def test_parts_and_heads_of_a_script_are_left_to_the_app(assets):
    path = f"/static/js/{SCRIPT.name}"
    assert assets.get(path, headers={"Range": "bytes=0-9"}).text == "the app"
    assert assets.request("OPTIONS", path).text == "Method Not Allowed"


def test_the_document_has_our_style_behind_streamlits_and_nothing_else_is_touched():
    document = (FOLDER.parent / "index.html").read_text()

    async def streamlits(request):
        if request.url.path != "/map":
            return HTMLResponse("<body>a widget</body>")
        asked = set(request.headers) & {"if-none-match", "accept-encoding"}
        return HTMLResponse(document, headers={"x-asked": ",".join(sorted(asked))})

    client = TestClient(Document(Starlette(routes=[Route("/{path:path}", streamlits)])))
    asked = {"accept": "text/html", "if-none-match": "x", "accept-encoding": "gzip"}
    answer = client.get("/map", headers=asked)
    assert answer.headers["x-asked"] == ""
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "<title>Embedscope</title>" in answer.text
    head, body = answer.text.split("</head>")
    assert STYLE.read_text() in body
    assert "--look-muted" in body
    assert head == document.split("</head>")[0].replace("<title>Streamlit<", "<title>Embedscope<")
    assert client.get("/widgets").text == "<body>a widget</body>"


def test_what_a_listening_socket_accepts_answers_at_once():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answer_at_once()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
