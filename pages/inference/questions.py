"""Questions that wait for their turn, are answered once for all who ask the same, and end early
where nobody waits any more.

A page that is run again asks the same again: a question is given up only some seconds after the
last who asked it left. One that waits keeps its place meanwhile, so that its page can say the place
and ask once more.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from statistics import median
from typing import Any

from starlette.concurrency import run_in_threadpool

from core.cancellation import cancelled_by
from core.defects import noted
from core.errors import EmbedscopeError
from core.jobs.fair import Place

AT_ONCE = 8
LONGEST = 60
"""Questions that wait."""
HOLD = 1.0
"""Seconds that who asks is held back where the turn does not come, before the place is told."""
KEPT = 8.0
"""Seconds for which a question that nobody asks any more is kept."""
KNOWN = 20
"""Answers by which it is told how long one takes."""


class Waits(Exception):
    """The turn has not come yet."""

    def __init__(self, place: Place) -> None:
        self.place = place


class Full(Exception):
    """Too many wait already."""


@dataclass(eq=False)
class _Question:
    task: asyncio.Task[bytes]
    begun: asyncio.Event
    nobody: threading.Event
    askers: int = 0
    leaves: asyncio.TimerHandle | None = None


class Questions:
    """Of one process, in its event loop."""

    def __init__(self, *, at_once: int = AT_ONCE, longest: int = LONGEST) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._at_once, self._longest = at_once, longest
        self._open: dict[Hashable, _Question] = {}
        self._took: deque[float] = deque(maxlen=KNOWN)

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(not each.begun.is_set() for each in self._open.values())

    async def answer(
        self, key: Hashable, work: Callable[[], bytes], gone: Coroutine[Any, Any, None]
    ) -> bytes | None:
        """What `work` makes of it, in a thread; None where whoever asks is gone before.

        Raises Waits where its turn has not come after a moment, Full, and what `work` raises.
        """
        left = asyncio.ensure_future(gone)
        try:
            question = self._joined(key, work)
            try:
                return await self._of(question, left)
            finally:
                self._leave(key, question)
        finally:
            left.cancel()

    async def _of(self, question: _Question, left: asyncio.Future[None]) -> bytes | None:
        begins = asyncio.ensure_future(question.begun.wait())
        try:
            await _first(begins, left, question.task, seconds=HOLD)
        finally:
            begins.cancel()
        if question.begun.is_set():
            await _first(question.task, left)
        if question.task.done():
            return question.task.result()
        if left.done():
            return None
        raise self._place(question)

    def _joined(self, key: Hashable, work: Callable[[], bytes]) -> _Question:
        question = self._open.get(key)
        if question is None:
            if self.waiting >= self._longest:
                raise Full
            begun, nobody = asyncio.Event(), threading.Event()
            task = asyncio.create_task(self._made(work, begun, nobody))
            question = self._open[key] = _Question(task, begun, nobody)
            task.add_done_callback(lambda _: self._ended(key, question))
        question.askers += 1
        if question.leaves is not None:
            question.leaves.cancel()
        return question

    def _leave(self, key: Hashable, question: _Question) -> None:
        question.askers -= 1
        if not question.askers and not question.task.done():
            loop = asyncio.get_running_loop()
            question.leaves = loop.call_later(KEPT, self._give_up, key, question)

    def _give_up(self, key: Hashable, question: _Question) -> None:
        question.nobody.set()
        if not question.begun.is_set():
            question.task.cancel()
        self._forget(key, question)

    def _forget(self, key: Hashable, question: _Question) -> None:
        if self._open.get(key) is question:
            del self._open[key]

    def _ended(self, key: Hashable, question: _Question) -> None:
        self._forget(key, question)
        error = None if question.task.cancelled() else question.task.exception()
        if error and not question.askers and not isinstance(error, EmbedscopeError):
            noted(error, "a question that nobody asks any more")

    async def _made(
        self, work: Callable[[], bytes], begun: asyncio.Event, nobody: threading.Event
    ) -> bytes:
        async with self._turn:
            begun.set()
            since = time.monotonic()
            with cancelled_by(nobody):
                made = await run_in_threadpool(work)
            self._took.append(time.monotonic() - since)
            return made

    def _place(self, question: _Question) -> Waits:
        waiting = [each for each in self._open.values() if not each.begun.is_set()]
        number = waiting.index(question) + 1
        usual = median(self._took) * number / self._at_once if self._took else None
        return Waits(Place(number, usual))


async def _first(*ways: asyncio.Future[Any], seconds: float | None = None) -> None:
    await asyncio.wait(ways, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
