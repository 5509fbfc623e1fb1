"""Nothing heavy is loaded into the process that answers the pages."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import ROOT
from tests.drawn_clothes import drawn

LARGEST = 250  # MB, of the web process when everything was looked at


def _told_to_an_agent(url: str) -> dict[str, Any]:
    """What the tool list_runs answers."""
    from mcp import Client

    async def ask() -> Any:
        async with Client(url) as client:
            return (await client.call_tool("list_runs", {})).structured_content

    return dict(asyncio.run(ask()))


def test_after_every_page_and_a_photo_the_web_process_holds_no_net(tmp_path: Path) -> None:
    client = pytest.importorskip("gradio_client")
    photo = tmp_path / "photo.png"
    drawn("Trouser").save(photo)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pages.web_process"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["url"]
    widget = client.Client(f"{url}/widgets/clothes/", verbose=False)
    answer = widget.predict(client.handle_file(photo), api_name="/classify")
    assert answer["label"]
    assert _told_to_an_agent(f"{url}/mcp")["total"] > 0
    process.stdin.write("\n")
    process.stdin.flush()
    said = json.loads(process.stdout.readline())
    process.wait(60)
    assert said["wrong"] == {}
    assert said["heavy"] == []
    assert said["mb"] < LARGEST
    psutil.wait_procs([psutil.Process(said["models"])] if psutil.pid_exists(said["models"]) else [])
    assert not psutil.pid_exists(said["models"])
