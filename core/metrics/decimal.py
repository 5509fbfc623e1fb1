"""A share as it is written everywhere: .75; a difference of two: +.03."""

from __future__ import annotations

UNKNOWN = "–"
SMALLEST = 1e-4
"""Of figures that are written out; smaller ones get a power of ten."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def decimal(share: float | None, places: int = 2) -> str:
    """Such as .75; < .01 and > .99 where rounding would make it 0 or 1, which it is not; a dash
    where nobody measured it.
    """
    if share is None:
        return UNKNOWN
    text = f"{share:.{places}f}"
    if float(text) == 0:
        return f"< {bare(f'{10**-places:.{places}f}')}" if share > 0 else "0"
    if float(text) == 1:
        return f"> {bare(f'{1 - 10**-places:.{places}f}')}" if share < 1 else "1"
    return bare(text)


def between(low: float | None, high: float | None, places: int = 3) -> str:
    """An interval: .889 to .947; a dash where it has no ends."""
    if low is None or high is None:
        return UNKNOWN
    return f"{decimal(low, places)} to {decimal(high, places)}"


def signed(difference: float, places: int = 3) -> str:
    """A difference of two shares: +.032, -.010, or 0 where that is what is left of it."""
    text = f"{difference:+.{places}f}"
    return text.replace("0.", ".", 1) if float(text) else "0"


def in_text(value: float) -> str:
    """A figure of any size in a sentence: counts whole, shares as .750, others with three digits,
    small ones with theirs: .00043, 4.3 × 10⁻⁵.
    """
    size = abs(value)
    if size >= 100 or (size >= 1 and value == int(value)):
        return f"{value:,.0f}"
    if value and size < SMALLEST:
        base, power = f"{value:.1e}".split("e")
        return f"{base} × 10{str(int(power)).translate(RAISED)}"
    if value and size < 0.01:
        return bare(f"{value:.2g}")
    return decimal(value, 3) if size < 1 else f"{value:.3g}"


def bare(text: str) -> str:
    """A number as text, without the zero before the point."""
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text
