"""What a comparison comes to, in a sentence for people: which is better, or that none can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.comparison.compared import ClassDifference, Compared
from core.comparison.sides import Side
from core.metrics import student
from core.metrics.decimal import decimal, signed
from core.metrics.mcnemar import p_text
from core.metrics.metric import Metric
from core.metrics.paired import Comparison
from core.metrics.student import luck_in_words
from core.runs.standing import accuracy_over_seeds

NAMED = 4
"""Classes named on either side."""


def verdict(
    votes: Comparison,
    first: str,
    second: str,
    *,
    k: int,
    nearest: Comparison | None = None,
    sides: tuple[Side, Side] | None = None,
) -> str:
    """One sentence, one more where the `nearest` alone (Recall@1) says otherwise, and one on the
    seeds where two trained nets are the `sides`; Markdown.
    """
    if sides is not None:
        luck = _luck(sides)
        votes = replace(votes, over_seeds=luck)
        nearest = nearest and replace(nearest, over_seeds=luck)
    said = _verdict(votes, first, second, k=k)
    if not votes.difference.n:
        return said
    if sides is not None and votes.test.told_apart and all(map(_trained, sides)):
        said = f"{said} {luck_in_words(votes.over_seeds, first=first, second=second)}"
    if nearest is None:
        return said
    one, other = (_better(each, first, second) for each in (votes, nearest))
    if one == other:
        return said
    told = f"{other} is better" if other else "they cannot be told apart"
    return f"{said} By the nearest alone (Recall@1) {told}."


def _better(each: Comparison, first: str, second: str) -> str:
    """The better one, "" where they cannot be told apart."""
    if not each.told_apart:
        return ""
    return second if each.test.only_second > each.test.only_first else first


def _verdict(votes: Comparison, first: str, second: str, *, k: int) -> str:
    test, gap = votes.test, votes.difference
    if not gap.n:
        return (
            "**Neither can be called better:** nothing says what the images show, so no vote is "
            "right or wrong."
        )
    shares = [(test.both + alone) / gap.n for alone in (test.only_first, test.only_second)]
    if not test.told_apart:
        return (
            f"**{first} and {second} cannot be told apart:** the vote of the {k} nearest is right "
            f"for {decimal(shares[0], 3)} and {decimal(shares[1], 3)} of {gap.n:,} images, a "
            f"difference of {_between(gap)} (McNemar: p {_p(test.p)}). That is no proof that they "
            "are equal."
        )
    if not votes.told_apart:
        return (
            f"**Neither {first} nor {second} is called better:** over {gap.n:,} images the vote "
            f"of the {k} nearest differs by {_between(gap)} (McNemar: p {_p(test.p)}), but not by "
            "more than the luck of the seeds."
        )
    better = _better(votes, first, second)
    other = first if better == second else second
    return (
        f"**{better} is better than {other}:** the vote of the {k} nearest is right for "
        f"{decimal(max(shares), 3)} against {decimal(min(shares), 3)} of {gap.n:,} images, a "
        f"difference of {_between(gap if better == second else _turned(gap))} (McNemar: p "
        f"{_p(test.p)})."
    )


def classes_in_words(
    found: Sequence[ClassDifference], classes: Sequence[str], first: str, second: str
) -> str:
    """Which classes can be told apart after Holm's correction."""
    apart = [each for each in found if each.told_apart]
    if not apart:
        return f"No class can be told apart: of {len(found)}, none after Holm's correction."
    parts = []
    for name, sign in ((second, 1), (first, -1)):
        of = [each for each in apart if sign * (each.difference.value or 0) > 0]
        of.sort(key=lambda each: -abs(each.difference.value or 0))
        if of:
            more = f" and {len(of) - NAMED} more" if len(of) > NAMED else ""
            told = ", ".join(
                f"{classes[each.label]} ({signed(abs(each.difference.value or 0))})"
                for each in of[:NAMED]
            )
            parts.append(f"**{name}** is better at {told}{more}")
    rest = len(found) - len(apart)
    left = f"The other {rest} of {len(found)}" if rest > 1 else "One"
    return f"{'; '.join(parts)}.{f' {left} cannot be told apart.' if rest else ''}"


def neighbours_in_words(found: Compared, *, k: int) -> str:
    """How far both agree on who is near whom."""
    shared = float((2 * k * found.overlap / (1 + found.overlap)).mean())
    return (
        f"Of its {k} nearest an image keeps **{shared:.1f}** in the other on average (Jaccard "
        f"index {decimal(float(found.overlap.mean()), 3)}; by chance {decimal(found.chance, 3)}). "
        f"Linear CKA of all vectors: {decimal(found.cka)}."
    )


def _between(gap: Metric) -> str:
    value, low, high = (signed(each or 0.0) for each in (gap.value, gap.low, gap.high))
    return f"{value}, {low} to {high}"


def _turned(gap: Metric) -> Metric:
    return Metric(-(gap.value or 0), -(gap.high or 0), -(gap.low or 0), gap.n)


def _p(p: float) -> str:
    return p_text(p) if p < 0.001 else f"= {p_text(p)}"


def _trained(side: Side) -> bool:
    """Whether it is a finished training as it ended, and not a moment of one or somebody's set."""
    return side.run is not None and side.step is None


def _luck(sides: tuple[Side, Side]) -> Metric | None:
    """How the accuracy of both recipes differs over seeds, second less first."""
    known = [
        accuracy_over_seeds(side.run) if side.run is not None and side.step is None else None
        for side in sides
    ]
    return student.gap(*known)
