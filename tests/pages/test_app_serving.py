"""What app.py adds to Streamlit: its routes, and when heavy work may begin."""

import asyncio
import subprocess
import sys
import threading
import types

from pages.serving import arrival
from pages.serving.earlier_addresses import EARLIER
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
        "/widgets",
        *(f"/{name}" for name in EARLIER),
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
        "/lab/one/widgets",
        *(f"/lab/one/{name}" for name in EARLIER),
    }
