"""People: in a browser, who walk through pages, and by plain HTTP, who ask what pages ask."""

from __future__ import annotations

import asyncio
import io
import random
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx

from bench.browsing import NAMES, QUIET
from bench.photos import photos
from core.faces.drawn import Look, drawn_face
from tools.soaking.served import Points

THINKS = (0.5, 3.0)
"""Seconds between two things that somebody does."""
PATIENCE = 120.0
PAGES = ("Home", "Map", "Evaluation", "Curves", "Models", "Live", "Retrieval", "Data")
DRAWN = 8
FAILED = "Something failed here"


@dataclass(frozen=True)
class Asked:
    """One thing that somebody asked for, and how it ended: `failed` is "" where it went well."""

    kind: str
    seconds: float
    failed: str = ""


async def by_http(
    url: str, points: Points, until: float, into: list[Asked], chance: random.Random
) -> None:
    """One person who asks without a browser until the time is over."""
    pictures = list(photos(DRAWN))
    faces = [_jpeg(drawn_face(look)) for look in (Look(), Look(wide=0.26, long_hair=True))]
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        ways: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("photo", lambda: _photo(client, chance.choice(pictures))),
            ("photo", lambda: _photo(client, chance.choice(pictures))),
            ("kin", lambda: _kin(client, *faces)),
            ("points", lambda: _get(client, f"/clouds/1/{points.name}/labels.npy")),
            ("pictures", lambda: _get(client, f"/thumbs/{points.run}/test.webp")),
            ("document", lambda: _get(client, "/map", accept="text/html")),
            ("search", lambda: _get(client, "/top-bar/search.json")),
        ]
        while time.monotonic() < until:
            kind, ask = chance.choice(ways)
            await _timed(kind, ask, into)
            await asyncio.sleep(chance.uniform(*THINKS))


async def by_browser(
    url: str, count: int, until: float, into: list[Asked], chance: random.Random
) -> None:
    """So many people who walk through the pages, each in a browser session of their own."""
    if not count:
        return
    async with _browser() as started:
        await asyncio.gather(
            *(
                _walk(started, url, until, into, random.Random(chance.random()))
                for _ in range(count)
            )
        )


async def _walk(
    started: Any, url: str, until: float, into: list[Asked], chance: random.Random
) -> None:
    context = await started.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    page = await context.new_page()
    await _timed("first page", lambda: _arrived(page, url), into)
    while time.monotonic() < until:
        title = chance.choice(PAGES)
        await _timed("page", partial(_opened, page, title), into)
        if title == "Map":
            await _timed("lasso", lambda: _lassoed(page), into)
        await asyncio.sleep(chance.uniform(*THINKS))
    await context.close()


async def _arrived(page: Any, url: str) -> None:
    await page.goto(url)
    await page.get_by_role("link", name="Map", exact=True).first.wait_for()


async def _opened(page: Any, title: str) -> None:
    """By the navigation, until the page's own title stands there; what failed on it is raised."""
    await page.get_by_role("link", name=title, exact=True).first.click()
    if title != "Home":
        await page.get_by_role("heading", name=title, exact=True).first.wait_for()
    if await page.get_by_text(FAILED).count():
        raise RuntimeError(await page.get_by_text(FAILED).first.inner_text())


async def _lassoed(page: Any) -> None:
    """Draw round the middle of the map."""
    canvas = page.locator("canvas").first
    await canvas.wait_for()
    box = await canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.keyboard.down("Shift")
    await page.mouse.move(x - 80, y - 80)
    await page.mouse.down()
    for dx, dy in ((80, -80), (80, 80), (-80, 80), (-80, -80)):
        await page.mouse.move(x + dx, y + dy, steps=5)
    await page.mouse.up()
    await page.keyboard.up("Shift")


async def _photo(client: httpx.AsyncClient, blob: bytes) -> None:
    place = "/widgets/clothes"
    await _called(client, place, "classify", [await _sent(client, place, blob), None])


async def _kin(client: httpx.AsyncClient, first: bytes, second: bytes) -> None:
    place = "/widgets/kinship"
    both = [await _sent(client, place, blob) for blob in (first, second)]
    await _called(client, place, "kin", [*both, None])


async def _sent(client: httpx.AsyncClient, place: str, blob: bytes) -> dict[str, Any]:
    """A file as Gradio's clients hand it over."""
    file = {"files": ("photo.jpg", blob, "image/jpeg")}
    (path,) = _checked(await client.post(f"{place}/gradio_api/upload", files=file)).json()
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


async def _called(client: httpx.AsyncClient, place: str, name: str, data: list[Any]) -> None:
    """Call a widget and read its events to the end; raises what it answers in place of a result."""
    address = f"{place}/gradio_api/call/{name}"
    event = _checked(await client.post(address, json={"data": data})).json()["event_id"]
    said = _checked(await client.get(f"{address}/{event}")).text
    if "event: complete" not in said:
        raise RuntimeError(f"{name}: {said.strip()[-200:]}")


async def _get(client: httpx.AsyncClient, path: str, *, accept: str = "*/*") -> None:
    _checked(await client.get(path, headers={"accept": accept}))


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise RuntimeError(f"{answer.status_code} {answer.url.path}: {answer.text[:200]}")
    return answer


async def _timed(kind: str, ask: Callable[[], Awaitable[None]], into: list[Asked]) -> None:
    began = time.monotonic()
    try:
        await ask()
    except Exception as error:  # noqa: BLE001 (whatever it is: it is counted and told)
        why = f"{kind}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        into.append(Asked(kind, time.monotonic() - began, why))
    else:
        into.append(Asked(kind, time.monotonic() - began))


@asynccontextmanager
async def _browser() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright

    binary = next(filter(None, map(shutil.which, NAMES)), None)
    if binary is None:
        raise SystemExit("No chromium here: take --browsers 0, or install it.")
    async with async_playwright() as driver:
        started = await driver.chromium.launch(executable_path=binary, args=list(QUIET))
        try:
            yield started
        finally:
            await started.close()


def _jpeg(picture: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
