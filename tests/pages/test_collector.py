"""The collector rests while modules load, and then leaves them alone."""

from __future__ import annotations

import asyncio
import gc

import pytest

from pages.serving.collector import resting_until


@pytest.fixture(autouse=True)
def as_before():
    yield
    gc.unfreeze()
    gc.enable()


def test_it_rests_until_all_is_loaded() -> None:
    async def live() -> list[bool]:
        loaded, seen = asyncio.Event(), []
        async with resting_until(loaded.wait):
            await asyncio.sleep(0)
            seen.append(gc.isenabled())
            loaded.set()
            await asyncio.sleep(0.01)
            seen.append(gc.isenabled())
        return seen

    assert asyncio.run(live()) == [False, True]
    assert gc.get_freeze_count() > 1000


def test_a_server_that_stops_early_leaves_it_on() -> None:
    async def live() -> None:
        async with resting_until(asyncio.Event().wait):
            pass

    asyncio.run(live())
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
