"""Agents come through the app's one port: what is handed on, what is refused and why."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from core.agents.access import HOSTS, READ, SWITCHED_OFF, VARIABLE, WRITE
from core.agents.caller import DASHBOARD
from pages.serving.agents import ABOUT, ToAgents
from pages.serving.process import ModelsProcess
from tests.conftest import ROOT
from tests.on_use import OnUse
from tests.pages.transcript import conversations, replay

mcp = OnUse("mcp")
COMMAND = (sys.executable, "-m", "tests.pages.agents_process")
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "a test", "version": "1"},
    },
}
ACCEPT = {"accept": "application/json, text/event-stream"}


@asynccontextmanager
async def door(level: str, *, base: str = "") -> AsyncIterator[str]:
    """The address of the door, served as app.py does, in front of a process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, level)
        models = ModelsProcess(f"{base}/widgets", command=COMMAND)
        web = Starlette(routes=[Route(f"{base}/mcp", ToAgents(models))])
        server = uvicorn.Server(uvicorn.Config(web, port=0, log_level="error"))
        async with models.running():
            serving = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.02)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}{base}/mcp"
            server.should_exit = True
            await serving


Story = Callable[[str], Awaitable[None]]


def told(story: Story, level: str, *, base: str = "") -> None:
    async def tell() -> None:
        async with door(level, base=base) as url:
            await story(url)

    asyncio.run(tell())


@pytest.fixture
def two_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checkpoints that the document speaks of, and no others: a list of all takes seconds."""
    for name in ("light-2d", "small-2d", "thumbs"):
        shutil.copytree(ROOT / "checkpoints" / name, tmp_path / "checkpoints" / name)
    monkeypatch.setenv("EMBEDSCOPE_CHECKPOINTS", str(tmp_path / "checkpoints"))


@pytest.mark.usefixtures("two_shipped")
def test_over_http_also_under_a_path_the_documents_conversations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(HOSTS, "lab.example.org")

    async def story(url: str) -> None:
        async with mcp.Client(url) as client:
            for turns in conversations("http"):
                await replay(client, turns, url.removesuffix("/mcp"))
        async with mcp.Client(url, mode="legacy") as client:  # as programs of before shake hands
            card = await client.read_resource("embedscope://runs/light-2d/card")
            assert json.loads(card.contents[0].text)["verdict"]
        await _only_by_its_name(url)

    told(story, WRITE, base="/lab")


async def _only_by_its_name(url: str) -> None:
    """Who calls the server by a name that it has not is refused: a page of another site does."""
    async with httpx.AsyncClient(headers=ACCEPT, timeout=60) as client:
        for strange in ({"host": "evil.example"}, {"origin": "https://evil.example"}):
            refused = await client.post(url, json=INITIALIZE, headers=strange)
            assert refused.status_code in (403, 421)
            assert "Invalid" in refused.text
        for known in ({"host": "lab.example.org"}, {"origin": "http://localhost:8501"}):
            answered = await client.post(url, json=INITIALIZE, headers=known)
            assert answered.json()["result"]["serverInfo"]["name"] == "embedscope"


@pytest.mark.usefixtures("two_shipped")
def test_over_standard_input_and_output_the_documents_conversations() -> None:
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "core", "mcp"],
        env={**os.environ, VARIABLE: READ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )

    async def tell() -> None:
        async with mcp.Client(command) as client:
            for turns in conversations("stdio"):
                await replay(client, turns, DASHBOARD)

    asyncio.run(tell())


@pytest.mark.parametrize(
    ("level", "method", "status", "words"),
    [
        ("off", "POST", 403, SWITCHED_OFF),
        ("all", "POST", 503, "one of off, read, write, not 'all'"),
        ("read", "GET", 405, ABOUT),
        ("read", "DELETE", 405, ABOUT),
    ],
)
def test_what_is_not_for_agents_starts_nothing_and_says_why(
    level: str, method: str, status: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, level)
    models = ModelsProcess("/widgets", command=(sys.executable, "-c", "raise SystemExit"))
    client = TestClient(Starlette(routes=[Route("/mcp", ToAgents(models))]))
    answer = client.request(method, "/mcp", headers={"accept": "text/html"})
    assert answer.status_code == status
    assert words in answer.text
    assert models.starts == 0
