"""Many people on one server: `make soak`, or `python -m tools.soak --people 30 --minutes 10`.

It starts the app on a scratch folder and lets people use it: some in a browser (pages, maps, a
lasso), the others by plain HTTP as those pages ask (points, thumbnails, photos of garments, pairs
of faces), while three races train. Then it prints how long answers took, what failed, and what the
web and the models process held at minute 3, at the end and after all have left. The exit status is
1 where a target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pages.serving.processes import Used, processes
from tools.soaking.people import Asked, by_browser, by_http
from tools.soaking.served import Served, served
from tools.soaking.use import percentile, watch

MARK = 180.0
"""Seconds after which memory is looked at first, where the whole takes as long."""
REST = 30.0
"""Seconds without anybody before the last look."""
PAGE, PHOTO = 1.5, 4.0
"""Seconds that 95 % of pages and of photos may take."""
GROWTH = 0.10
"""By which memory may be larger at the end than at the first mark."""
RACES = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak a server, print the table; 0 where every target is met."""
    asked = _arguments(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as folder:
        os.environ["EMBEDSCOPE_RUNS"] = f"{Path(folder)}/runs"
        with served(Path(folder)) as server:
            asks, samples = asyncio.run(_soak(server, asked))
            failures = [each.failed for each in asks if each.failed]
            return _told(asks, samples, [*failures, *server.errors()])


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    asked.add_argument("--people", type=int, default=30)
    asked.add_argument("--browsers", type=int, default=6, help="of them in a browser")
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--races", type=int, default=RACES)
    asked.add_argument("--seed", type=int, default=0)
    return asked.parse_args(arguments)


async def _soak(
    server: Served, asked: argparse.Namespace
) -> tuple[list[Asked], dict[str, list[Used]]]:
    points = server.prepare(races=asked.races)
    until = time.monotonic() + asked.minutes * 60
    asks: list[Asked] = []
    samples: dict[str, list[Used]] = {"mark": [], "end": [], "rest": []}
    chance = random.Random(asked.seed)
    browsers = min(asked.browsers, asked.people)
    people = [
        by_http(server.url, points, until, asks, random.Random(chance.random()))
        for _ in range(asked.people - browsers)
    ]
    people.append(by_browser(server.url, browsers, until, asks, chance))
    mark = min(MARK, 0.4 * asked.minutes * 60)
    looking = asyncio.create_task(watch(server.pid, mark, until, samples))
    await asyncio.gather(*people)
    await looking
    await asyncio.sleep(min(REST, asked.minutes * 30))
    samples["rest"] = processes(server.pid)
    return asks, samples


def _told(asks: list[Asked], samples: dict[str, list[Used]], failed: list[str]) -> int:
    print(f"\n{'asked':<12}{'n':>7}{'median s':>10}{'p95 s':>8}{'worst s':>9}")
    slow = {"page": PAGE, "photo": PHOTO}
    missed = []
    for kind in sorted({each.kind for each in asks}):
        taken = [each.seconds for each in asks if each.kind == kind and not each.failed]
        p95 = percentile(taken, 95)
        print(
            f"{kind:<12}{len(taken):>7}{percentile(taken, 50):>10.2f}{p95:>8.2f}"
            f"{max(taken, default=float('nan')):>9.2f}"
        )
        if p95 > slow.get(kind, float("inf")):
            missed.append(f"{kind} p95 {p95:.2f} s (at most {slow[kind]:g})")
    print(f"\n{'when':<6}{'process':<9}{'MB':>7}{'threads':>9}{'files':>7}{'children':>10}")
    for when, found in samples.items():
        for one in found:
            print(
                f"{when:<6}{one.role:<9}{one.megabytes:>7.0f}{one.threads:>9}{one.files:>7}"
                f"{one.children:>10}"
            )
    missed += list(_grown(samples))
    if failed:
        missed.append(f"{len(failed)} errors, such as: {failed[0]}")
    print("\n" + ("\n".join(f"missed: {each}" for each in missed) or "All targets are met."))
    return 1 if missed else 0


def _grown(samples: dict[str, list[Used]]) -> Iterator[str]:
    """Memory from the mark to the end; threads, files and children once all have left."""
    for role in ("web", "models"):
        ways = [next((s for s in samples[when] if s.role == role), None) for when in samples]
        mark, end, rest = ways
        if mark is None or end is None or rest is None:
            yield f"the {role} process was not there all the time"
            continue
        if end.megabytes > mark.megabytes * (1 + GROWTH):
            yield f"{role}: {mark.megabytes:.0f} MB at the mark, {end.megabytes:.0f} at the end"
        for name in ("threads", "files", "children"):
            before, after = getattr(mark, name), getattr(rest, name)
            if after > before:
                yield f"{role}: {after} {name} after all have left, {before} at the mark"


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
