"""The models process as the web process sees it: started, handed on to, killed, started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import psutil
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from pages.serving import arrival, process
from pages.serving.ask import models_ready
from pages.serving.process import ModelsProcess
from pages.serving.proxy import TRY_AGAIN, ToModels
from tests.conftest import ROOT

FAKE = (sys.executable, str(ROOT / "tests" / "pages" / "fake_models.py"))
Story = Callable[[ModelsProcess, httpx.AsyncClient], Awaitable[None]]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "_AT_MOST", 0.0)
    monkeypatch.setattr(process, "PAUSES", (0.0,))
    monkeypatch.setattr("pages.serving.proxy.PATIENCE", 60.0)  # a busy machine starts slowly


def told(story: Story, *, command: tuple[str, ...] = FAKE) -> None:
    """Run a story over a models process and a client of the app in front of it."""

    async def tell() -> None:
        models = ModelsProcess("/lab/widgets", command=command)
        app = Starlette(routes=[Mount(models.mounted_at, ToModels(models))])
        transport = httpx.ASGITransport(app)
        async with (
            models.running(),
            httpx.AsyncClient(transport=transport, base_url="http://app:85", timeout=60) as client,
        ):
            await story(models, client)
        assert models.pid is not None
        assert not psutil.pid_exists(models.pid)

    asyncio.run(tell())


def test_a_request_arrives_as_it_was_sent_and_so_does_the_answer() -> None:
    async def story(models: ModelsProcess, client: httpx.AsyncClient) -> None:
        assert await models.until_ready(60)

        async def parts():
            for _ in range(10):
                yield b"x" * 100_000

        sent = await client.put("/lab/widgets/a%2Fb/ü?one=1&two=%20", content=parts())
        said = sent.json()
        assert said["method"] == "PUT"
        assert said["path"] == "/lab/widgets/a%2Fb/%C3%BC"
        assert said["query"] == "one=1&two=%20"
        assert said["host"] == "app:85"
        assert said["body"] == 1_000_000
        assert sent.headers["x-own"] == "kept"
        assert (await client.get("/lab/widgets/x")).json()["body"] == 0

    told(story)


def test_while_it_starts_a_browser_sees_a_page_and_a_program_waits() -> None:
    slow = (sys.executable, "-c", f"import time, runpy; time.sleep(1.5); {_run_fake()}")

    async def story(_models: ModelsProcess, client: httpx.AsyncClient) -> None:
        page = await client.get("/lab/widgets/clothes/", headers={"accept": "text/html,*/*"})
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert "Warming up" in page.text
        assert 'http-equiv="refresh"' in page.text
        config = await client.get("/lab/widgets/clothes/config")
        assert json.loads(config.text)["path"].endswith("/config")
        assert (await client.get("/lab/widgets/x", headers={"accept": "text/html"})).json()

    told(story, command=slow)


def _run_fake() -> str:
    return f"runpy.run_path({FAKE[1]!r}, run_name='__main__')"


def test_it_is_started_ahead_unless_that_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unasked(models: ModelsProcess, _client: httpx.AsyncClient) -> None:
        await models._up.wait()

    async def asked(models: ModelsProcess, client: httpx.AsyncClient) -> None:
        await asyncio.sleep(0.2)
        assert models.starts == 0
        assert not await asyncio.to_thread(models_ready)
        assert (await client.get("/lab/widgets/x")).json()["begun"] == 0
        assert await asyncio.to_thread(models_ready)

    told(unasked)
    monkeypatch.setenv("EMBEDSCOPE_WARM", "0")
    told(asked)


def test_killed_it_is_started_again_and_who_waited_is_told() -> None:
    async def story(models: ModelsProcess, client: httpx.AsyncClient) -> None:
        assert await models.until_ready(60)
        first = models.pid
        waiting = [asyncio.create_task(client.get("/lab/widgets/never")) for _ in range(10)]
        listening = asyncio.create_task(client.get("/lab/widgets/queue/data"))
        while (await client.get("/lab/widgets/x")).json()["begun"] < 11:
            await asyncio.sleep(0.05)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        for each in await asyncio.gather(*waiting):
            assert each.status_code == 503
            assert each.json()["error"] == TRY_AGAIN
        *_, failed, _unknown, stopped, end = (await listening).text.split("\n\n")
        assert end == ""
        message = json.loads(failed.removeprefix("data:"))
        assert (message["event_id"], message["success"]) == ("one", False)
        assert message["output"]["error"] == TRY_AGAIN
        assert "Server stopped unexpectedly." in stopped
        while not models.ready or models.pid == first:  # until its end is noticed, and it is back
            await asyncio.sleep(0.05)
        assert (await client.get("/lab/widgets/x")).json()["pid"] == models.pid != first

    told(story)


def test_a_config_that_is_asked_for_while_they_die_is_answered_by_the_next() -> None:
    async def story(models: ModelsProcess, client: httpx.AsyncClient) -> None:
        assert await models.until_ready(60)
        first = models.pid
        asked = asyncio.create_task(client.get("/lab/widgets/config"))
        while (await client.get("/lab/widgets/x")).json()["begun"] < 1:
            await asyncio.sleep(0.05)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        answer = await asked
        assert answer.status_code == 200
        assert answer.json()["pid"] == models.pid != first

    told(story)


def test_what_dies_at_once_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.serving.proxy.PATIENCE", 0.2)

    async def story(models: ModelsProcess, client: httpx.AsyncClient) -> None:
        stream = await client.get("/lab/widgets/queue/data")
        assert stream.status_code == 200
        assert TRY_AGAIN in stream.text
        answer = await client.post("/lab/widgets/x")
        assert answer.status_code == 503
        assert answer.json()["error"] == TRY_AGAIN
        assert not models.ready

    told(story, command=(sys.executable, "-c", "raise SystemExit(3)"))


def test_young_deaths_in_a_row_are_answered_by_longer_pauses(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process, "PAUSES", (0.0, 0.1, 60.0))

    async def story(models: ModelsProcess, _client: httpx.AsyncClient) -> None:
        while len(caplog.messages) < 2:
            await asyncio.sleep(0.05)
        assert models.starts == 2

    told(story, command=(sys.executable, "-c", "raise SystemExit(3)"))
    assert "exit status 3" in caplog.text
    assert "started again in 60 s" in caplog.text


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_the_process_that_started_it(tmp_path: Path, way: signal.Signals) -> None:
    """However that ends; here the real command, in the middle of its imports or later."""
    script = f"""
import asyncio
from pages.serving import arrival
from pages.serving.process import ModelsProcess
arrival._AT_MOST = 0.0
async def live():
    models = ModelsProcess("/widgets")
    async with models.running():
        while models.pid is None:
            await asyncio.sleep(0.05)
        open({str(tmp_path / "pid")!r}, "w").write(f"{{models.pid}} {{models.socket}} ")
        await asyncio.sleep(600)
asyncio.run(live())
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    until = time.monotonic() + 60
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text().endswith(" "):
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(1)
    pid, place = (tmp_path / "pid").read_text().split()
    child, folder = psutil.Process(int(pid)), Path(place).parent
    assert folder.is_dir()
    parent.send_signal(way)
    parent.wait(30)
    child.wait(30)
    assert not psutil.pid_exists(child.pid)
    assert not folder.exists()  # nor what was uploaded there
