"""The app under a path behind a real proxy that ends TLS, in a browser and by programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import Server, running_app, write_checkpoint
from tests.deploy.proxies import BASE, Front, proxy
from tests.drawn_clothes import drawn, write_clothes_checkpoint

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
CODE, WORD = "heron-42", "frogs"
MEGABYTE = 10**6
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-03-26",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A class under a path."""
    folder = tmp_path_factory.mktemp("class")
    write_checkpoint(folder / "checkpoints" / "tiny")
    write_clothes_checkpoint(folder / "checkpoints" / "fashion-photos", dimension=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDSCOPE_MODE", "class")
        patch.setenv("EMBEDSCOPE_CLASS_CODE", CODE)
        with running_app(folder, base=BASE) as server:
            yield server


@pytest.fixture(params=["nginx", "caddy"])
def front(request: Any, app: Server, tmp_path: Path) -> Iterator[Front]:
    """Each proxy in front of it."""
    with proxy(request.param, urlsplit(app.url).port or 0, tmp_path / "proxy") as front:
        yield front


class Seen:
    """What a page asked for."""

    def __init__(self, page: Any) -> None:
        self.asked: list[str] = []
        self.answers: list[tuple[int, str]] = []
        self.sockets: list[str] = []
        page.context.on("request", lambda each: self.asked.append(each.url))
        page.context.on("response", lambda each: self.answers.append((each.status, each.url)))
        page.on("websocket", lambda each: self.sockets.append(each.url))

    def outside(self, front: Front) -> list[str]:
        """Addresses that are not below the app's path."""
        own = urlsplit(front.url)
        return [
            url
            for url in (*self.asked, *self.sockets)
            if (parts := urlsplit(url)).scheme in ("http", "https", "ws", "wss")
            and not (parts.netloc == own.netloc and parts.path.startswith(own.path))
        ]

    def came(self, place: str) -> bool:
        """Whether something below that place was answered."""
        return any(status == 200 and f"{BASE}/{place}/" in url for status, url in self.answers)


def joined(browser: Any, front: Front) -> tuple[Any, Seen]:
    """A page of somebody who came by a link and joined the class."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1400, "height": 900})
    context.set_default_timeout(120_000)
    page = context.new_page()
    seen = Seen(page)
    page.goto(f"{front.url}map?checkpoint=tiny")
    assert urlsplit(page.url).path == f"{BASE}/sign-in"
    page.get_by_label("Name").fill(f"Ben {front.name}")
    page.get_by_label("Code of the class").fill(CODE)
    page.get_by_label("Your own word").fill(WORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/map?checkpoint=tiny**")
    return page, seen


def test_all_of_it_works_below_the_path_and_nothing_is_asked_beside_it(
    browser: Any, front: Front, app: Server, tmp_path: Path
) -> None:
    page, seen = joined(browser, front)
    _all_came(page, seen, "clouds", "_stcore", "static", "top-bar")
    if front.name == "nginx":  # one is enough for what a proxy has no setting for
        _pictures_downloads_and_photos_work(page, front, seen, tmp_path)
    _a_file_of_almost_200_megabytes_arrives(page, front, tmp_path)
    _an_agent_is_answered(page, front)
    assert seen.sockets
    assert all(url.startswith("wss:") for url in seen.sockets)
    assert seen.outside(front) == []
    wrong = [(status, url) for status, url in seen.answers if status >= 400]
    assert [each for each in wrong if not _guess_of_streamlit(each[1])] == []
    for cookie in page.context.cookies():
        assert (cookie["secure"], cookie["path"]) == (True, f"{BASE}/"), cookie
    page.goto(f"{front.url}sign-out")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"**{BASE}/sign-in")
    page.context.close()


def _guess_of_streamlit(url: str) -> bool:
    """Below a page its script asks first whether the server lies there, then one higher."""
    return url.endswith(("/_stcore/health", "/_stcore/host-config"))


def _pictures_downloads_and_photos_work(page: Any, front: Front, seen: Seen, folder: Path) -> None:
    page.locator("canvas").first.wait_for()
    page.goto(f"{front.url}evaluation?run=tiny&cell=3-3")
    _all_came(page, seen, "thumbs")
    _a_photo_is_answered(page, front, folder)
    page.goto(f"{front.url}models?run=tiny")
    with page.expect_download() as download:
        page.locator("[data-testid=stDownloadButton] button").first.click()
    assert Path(download.value.path()).stat().st_size > 0


def _all_came(page: Any, seen: Seen, *places: str) -> None:
    for place in places:
        for _ in range(600):
            if seen.came(place):
                break
            page.wait_for_timeout(100)
        assert seen.came(place), place


def _a_photo_is_answered(page: Any, front: Front, folder: Path) -> None:
    photo = folder / "shoe.jpg"
    drawn("Sneaker").save(photo)
    page.goto(f"{front.url}clothes")
    frame = page.frame_locator(f"iframe[src^='{BASE}/widgets/clothes/']")
    label = frame.get_by_test_id("fashion-label")
    label.wait_for()
    frame.locator("input[type=file]").first.set_input_files(photo)
    label.get_by_text("Sneaker", exact=True).wait_for()


def _a_file_of_almost_200_megabytes_arrives(page: Any, front: Front, folder: Path) -> None:
    """It is none that is of use, and the page says so: so all of it was read."""
    large = folder / "large.zip"
    with large.open("wb") as file:
        file.truncate(199 * MEGABYTE)  # as Streamlit counts them
    page.goto(f"{front.url}data")
    upload = page.locator("[data-testid=stFileUploader] input[type=file]").first
    upload.wait_for(state="attached")
    with page.expect_response("**/_stcore/upload_file/**") as answer:
        upload.set_input_files(large)
    assert answer.value.status == 204
    page.get_by_text("large.zip is of no kind that is known here").first.wait_for()


def _an_agent_is_answered(page: Any, front: Front) -> None:
    accepts = {"accept": "application/json, text/event-stream"}
    answer = page.context.request.post(f"{front.url}mcp", data=INITIALIZE, headers=accepts)
    assert answer.status == 200, answer.text()
    assert answer.json()["result"]["serverInfo"]["name"] == "embedscope"


def test_a_page_of_another_site_is_not_answered(browser: Any, front: Front) -> None:
    context = browser.new_context(ignore_https_errors=True)
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = context.request.post(f"{front.url}sign-in", form={"name": "x"}, headers=headers)
        assert (answer.status, "another site" in answer.text()) == (403, True)
    told = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "http"}
    answer = context.request.get(f"{front.url}privacy", headers=told)
    assert answer.status == 200  # the proxy's word stands in place of the visitor's
    assert "strict-transport-security" in answer.headers
    context.close()
