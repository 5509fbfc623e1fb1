"""Pages' questions to the models: their places, one answer for all who ask the same, and an end
where nobody waits any more. Nothing here waits for time to pass: HOLD and KEPT are none.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core.cancellation import steps
from core.errors import Stopped
from pages.inference import calls, questions
from pages.inference.calls import Calls
from pages.inference.questions import Full, Questions, Waits
from pages.serving import ask, process
from tests.pages.test_models_process import told


class Work:
    """What answers with its name once `go` is set, and looks whether somebody waits till then."""

    def __init__(self, name: str) -> None:
        self.name, self.go, self.runs = name, threading.Event(), 0
        self.stopped = threading.Event()

    def __call__(self) -> bytes:
        self.runs += 1
        try:
            for _ in steps(10**9, 1):
                if self.go.wait(0.001):
                    break
        except Stopped:
            self.stopped.set()
            raise
        return self.name.encode()


async def stays() -> None:
    await asyncio.Event().wait()


async def goes() -> None:
    return


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "HOLD", 0.0)
    monkeypatch.setattr(questions, "KEPT", 600.0)


def story(tell: Callable[[Questions, Work, Work], Awaitable[None]]) -> None:
    """Two questions, of which one at a time is answered."""
    first, second = Work("first"), Work("second")

    async def all_of_it() -> None:
        await tell(Questions(at_once=1, longest=1), first, second)

    try:
        asyncio.run(asyncio.wait_for(all_of_it(), 60))
    finally:
        first.go.set()
        second.go.set()


async def until(true: Callable[[], object]) -> None:
    while not true():
        await asyncio.sleep(0)


def test_who_waits_is_told_the_place_and_keeps_it() -> None:
    async def tell(asked: Questions, first: Work, second: Work) -> None:
        one = asyncio.create_task(asked.answer("first", first, stays()))
        await until(lambda: first.runs)
        for _ in range(3):  # asked again, as a page does
            with pytest.raises(Waits) as waits:
                await asked.answer("second", second, stays())
            assert (waits.value.place.number, waits.value.place.seconds) == (1, None)
            assert asked.waiting == 1
        with pytest.raises(Full):
            await asked.answer("third", second, stays())
        first.go.set()
        assert await one == b"first"
        await until(lambda: second.runs)
        second.go.set()
        assert await asked.answer("second", second, stays()) == b"second"
        assert second.runs == 1
        asked._turn = asyncio.Semaphore(0)
        with pytest.raises(Waits) as waits:  # how long one takes is known by now
            await asked.answer("third", second, stays())
        assert waits.value.place.seconds is not None

    story(tell)


def test_the_same_question_is_answered_once() -> None:
    async def tell(asked: Questions, first: Work, _second: Work) -> None:
        both = [asyncio.create_task(asked.answer("first", first, stays())) for _ in range(2)]
        await until(lambda: first.runs)
        assert await asked.answer("first", first, goes()) is None  # a third looked in and left
        first.go.set()
        assert await asyncio.gather(*both) == [b"first", b"first"]
        assert first.runs == 1

    story(tell)


def test_what_nobody_waits_for_any_more_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that waits is never begun; the one under way ends, and its turn is another's."""

    async def tell(asked: Questions, first: Work, second: Work) -> None:
        monkeypatch.setattr(questions, "KEPT", 0.0)
        leaves = asyncio.Event()
        one = asyncio.create_task(asked.answer("first", first, leaves.wait()))
        await until(lambda: first.runs)
        assert await asked.answer("second", second, goes()) is None
        await until(lambda: not asked.waiting)
        leaves.set()
        assert await one is None
        await until(first.stopped.is_set)
        third = Work("third")
        third.go.set()
        monkeypatch.setattr(questions, "HOLD", 60.0)
        assert await asked.answer("third", third, stays()) == b"third"
        assert second.runs == 0
        assert not asked._open

    story(tell)


def test_who_comes_back_in_time_finds_it_going_on() -> None:
    async def tell(asked: Questions, first: Work, _second: Work) -> None:
        assert await asked.answer("first", first, goes()) is None
        again = asyncio.create_task(asked.answer("first", first, stays()))
        await until(lambda: first.runs)
        first.go.set()
        assert await again == b"first"
        assert first.runs == 1

    story(tell)


def test_a_page_is_told_the_place_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def client(asked: Questions) -> TestClient:
        route = Route("/call/{name}", Calls(asked).answered, methods=["POST"])
        return TestClient(Starlette(routes=[route]))

    waits = client(Questions(at_once=0)).post("/call/first-filters")
    assert (waits.status_code, waits.text.split(".")[0]) == (503, "1st in the queue")
    full = client(Questions(longest=0)).post("/call/first-filters")
    assert (full.status_code, "are busy" in full.text) == (503, True)
    monkeypatch.setattr(ask, "models_ready", lambda: True)
    monkeypatch.setattr(process, "_running", [object()])
    monkeypatch.setattr(ask, "_posted", lambda *_: waits)
    with pytest.raises(ask.ModelsAway, match="1st in the queue"):
        ask.ask("first-filters")


def test_a_browser_that_hangs_up_is_noticed() -> None:
    said = [{"type": "http.request", "body": b"rest"}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, object]:
        return said.pop(0)

    asyncio.run(calls._gone(Request({"type": "http"}, receive)))
    assert not said


def test_a_page_that_is_left_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web process's side: what ends the page's run ends the request to the models."""

    class Left(BaseException):
        """What Streamlit raises."""

    async def tell(models: process.ModelsProcess, client) -> None:
        async def begun() -> int:
            return (await client.get("/lab/widgets/x")).json()["begun"]

        assert await models.until_ready(60)
        arrived = threading.Event()

        def look() -> None:
            if arrived.is_set():
                raise Left

        monkeypatch.setattr(ask, "_stop_where_left", look)
        monkeypatch.setattr(ask, "LOOKS", 0.001)
        asked = asyncio.create_task(asyncio.to_thread(ask.ask, "never"))
        while await begun() < 1:
            await asyncio.sleep(0.01)
        arrived.set()
        with pytest.raises(Left):
            await asked
        while await begun():
            await asyncio.sleep(0.01)

    told(tell)


def test_streamlit_ends_a_run_where_the_wait_looks() -> None:
    """A page that was left, and one that somebody did something on."""

    def page() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

        from pages.serving.ask import _stop_where_left

        _stop_where_left()
        st.write("begun")
        asked = get_script_run_ctx().script_requests
        if st.session_state.setdefault("runs", 0) == 0:
            st.session_state["runs"] = 1
            asked.request_rerun(RerunData())
        else:
            st.write("again")
            asked.request_stop()
        _stop_where_left()
        st.write("never")

    shown = AppTest.from_function(page).run()
    assert [each.value for each in shown.markdown] == ["begun", "again"]
    assert not shown.exception
