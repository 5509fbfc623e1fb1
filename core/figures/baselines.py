"""What plain pixels reach as a row of a table, and in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from core.data.catalogue import called
from core.diagnosis.baselines import Baselines
from core.diagnosis.kept_checks import baselines_beside
from core.figures.tables import Cell, Number, Table
from core.metrics.decimal import UNKNOWN, between, decimal
from core.runs.card import RunCard

TITLE = "Without a net: plain pixels on the same test images"
HEAD = (
    "Test images",
    "n",
    "Most frequent class",
    "Logistic regression",
    "Nearest neighbour",
    "Equal a training image",
    "Look like one",
)
TOLD = (
    "What no net is needed for, on the very same test images (95 %, Wilson): always naming the "
    "class most frequent in training; a logistic regression on the colours of 8 x 8 pixels; the "
    "nearest training image by them. A net must beat these. Test images that equal a training "
    "image, or look like one, may be remembered rather than recognised. A picture looks like "
    "another where it stands out from all the rest: of long series of nearly equal pictures fewer "
    "are counted than look alike to the eye."
)


def baselines_table(cards: Iterable[RunCard]) -> Table | None:
    """A row for each set of test images that the runs were judged on and that is measured; None
    where none of them is.
    """
    found = {(card.data.name, one): None for card in cards if (one := baselines_beside(card))}
    return Table(HEAD, [row_of(name, one) for name, one in found], TOLD) if found else None


def row_of(name: str, found: Baselines) -> list[Cell]:
    """Of a data set's."""
    shares = (found.majority, found.linear, found.nearest)
    return [
        f"{called(name)}, {found.classes} classes",
        Number(found.test),
        *(Number(each.value, each.low, each.high) for each in shares),
        _counted(found.equal, found.test),
        _counted(found.alike, found.test),
    ]


def in_words(found: Baselines) -> str:
    """What they say of figures on these test images."""
    ways = {
        "always naming the most frequent class": found.majority,
        "a logistic regression on 8 x 8 pixels": found.linear,
        "the nearest training image by 8 x 8 pixels": found.nearest,
    }
    how, best = max(ways.items(), key=lambda way: way[1].value or 0.0)
    return (
        f"A net must beat {decimal(best.value, 3)} ({between(best.low, best.high)}): so much "
        f"{how} gets right of the {found.test:,} test images of {found.classes} classes. "
        f"{copies_in_words(found)}"
    )


def copies_in_words(found: Baselines) -> str:
    """How many test images are known from training."""
    equal, alike = (_counted(count, found.test) for count in (found.equal, found.alike))
    said = f"{equal} of them equal" if found.equal else "None of them equals"
    if found.alike is None:
        more = ". They are too small to tell which look like one"
    elif found.alike:
        more = f", {alike}{' more' if found.equal else ''} look like one"
    else:
        more = "; no other looks like one" if found.equal else " or looks like one"
    return f"{said} a training image{more}."


def _counted(count: int | None, of: int) -> str:
    """A number with its share."""
    if count is None:
        return UNKNOWN
    return f"{count:,} ({decimal(count / of, 3)})" if count else "0"
