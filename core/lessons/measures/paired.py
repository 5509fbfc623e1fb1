"""Two runs on the same test images: what differs, and whether chance would do it (McNemar)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import NotComparable, UnknownName
from core.lessons.measures import answers
from core.metrics.metric import Metric
from core.metrics.paired import Comparison, compare
from core.metrics.wilson import Z

WHAT: dict[str, Callable[[Comparison], Metric]] = {
    "difference": lambda found: found.difference,
    "only_first": lambda found: Metric(found.test.only_first),
    "only_second": lambda found: Metric(found.test.only_second),
    "differ": lambda found: Metric(found.test.differ),
    "both": lambda found: Metric(found.test.both),
    "neither": lambda found: Metric(found.test.neither),
    "p": lambda found: Metric(found.test.p),
    "images": lambda found: Metric(found.difference.n),
    "needed": lambda found: Metric(needed(found)),
}
"""`difference` is the second's accuracy less the first's; `needed` is how many images would tell
the two apart if they went on as on these."""


@dataclass(frozen=True)
class Asked:
    """Which two, and what of them."""

    first: str
    second: str
    what: str


def measure(asked: Asked) -> Metric:
    """Raises UnknownName, NotComparable."""
    if asked.what not in WHAT:
        raise UnknownName("what is told of two runs", asked.what, WHAT)
    one, two = answers(asked.first), answers(asked.second)
    if one.labels.shape != two.labels.shape or (one.labels != two.labels).any():
        raise NotComparable(f"{asked.first} and {asked.second} were tested on different images.")
    return WHAT[asked.what](compare((asked.first, one.right), (asked.second, two.right)))


def needed(found: Comparison) -> float | None:
    """The images at which McNemar's chi square, uncorrected, reaches the 5 % point where the shares
    that exactly one has right stay as they are; None where these are equal.
    """
    test, n = found.test, found.difference.n or 0
    gap = test.only_first - test.only_second
    return n * Z**2 * test.differ / gap**2 if gap else None
