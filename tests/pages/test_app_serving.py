"""What app.py adds to Streamlit, each part alone: lazy widgets, and pandas seen whole."""

import asyncio
import importlib
import json
import subprocess
import sys
import threading
import time
import types

import pytest

from core import registry
from pages.serving import arrival
from pages.serving.whole import see_whole
from pages.serving.widgets import Widgets, again
from tests.conftest import ROOT


async def ask(app, path, *, accept="*/*"):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "/widgets",
        "query_string": b"",
        "scheme": "http",
        "http_version": "1.1",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 9),
        "headers": [(b"host", b"127.0.0.1"), (b"accept", accept.encode())],
    }
    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two widgets, one of them broken."""
    folder = tmp_path / "someones_widgets"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Widgets."""')
    (folder / "broken.py").write_text("def blocks():\n    raise RuntimeError('no net is here')\n")
    (folder / "good.py").write_text(
        "def blocks():\n    import gradio\n    with gradio.Blocks() as found:\n"
        "        gradio.Markdown('hello')\n    return found\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    registry.entries.cache_clear()
    yield "someones_widgets"
    for name in [name for name in sys.modules if name.startswith("someones_widgets")]:
        del sys.modules[name]
    registry.entries.cache_clear()


def test_widgets_warm_up_behind_a_page_and_one_broken_does_not_take_the_others(package):
    async def story():
        widgets = Widgets(package, mounted_at="/widgets")
        async with widgets.running():
            status, body = await ask(widgets, "/widgets/good/", accept="text/html")
            assert status == 200
            assert b"Warming up" in body
            assert b'http-equiv="refresh"' in body
            status, body = await ask(widgets, "/widgets/good/config")
            assert status == 200
            assert json.loads(body)["mode"] == "blocks"
            status, body = await ask(widgets, "/widgets/good/", accept="text/html")
            assert status == 200
            assert b"gradio_config" in body
            assert b"fonts.googleapis" not in body
            status, body = await ask(widgets, "/widgets/broken/", accept="text/html")
            assert status == 503
            assert b"no net is here" in body

    asyncio.run(story())


def half_imported(monkeypatch, tmp_path, name):
    """A module that another thread imports just now: it stops in the middle for a moment."""
    (tmp_path / f"{name}.py").write_text(
        "import threading, time\nbegun = True\ntime.sleep(0.5)\nSeries = list\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    thread = threading.Thread(target=importlib.import_module, args=(name,))
    thread.start()
    while "begun" not in vars(sys.modules.get(name, types.ModuleType("none"))):
        time.sleep(0.01)
    return thread, sys.modules[name]


def test_a_module_that_is_seen_whole_is_waited_for(monkeypatch, tmp_path):
    thread, half = half_imported(monkeypatch, tmp_path, "seen_in_part")
    with pytest.raises(AttributeError):
        half.Series  # noqa: B018  as plotly does
    thread.join()
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    see_whole("seen_whole")
    thread, half = half_imported(monkeypatch, tmp_path, "seen_whole")
    assert half.Series is list
    thread.join()
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        half.Nothing  # noqa: B018


def test_pandas_is_seen_whole_by_the_app():
    script = "import app, pandas; print(type(pandas).__name__, pandas.Series([1, 2]).sum())"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert said.stdout.split() == ["_Whole", "3"]


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
    ]


def test_widgets_are_built_without_torch():
    """It would cost every server half a gigabyte, whether or not somebody brings a photo."""
    script = (
        "import sys; from core.registry import entries\n"
        "for each in entries('pages.widgets').values(): each.load().blocks()\n"
        "assert not {'torch', 'sklearn', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    "stumble",
    [
        SystemError("AST constructor recursion depth mismatch (before=42, after=37)"),
        ImportError("cannot import name 'Series' from partially initialized module 'pandas'"),
    ],
    ids=["python", "half-imported"],
)
def test_widgets_that_another_threads_import_disturbed_are_built_again(stumble):
    asked = []

    def make():
        asked.append("gradio")
        if len(asked) < 3:
            raise stumble
        return "GRADIO"

    assert again(make) == "GRADIO"
    assert len(asked) == 3

    def never():
        raise stumble

    with pytest.raises(type(stumble)):
        again(never)
