"""A share as it is written everywhere: .75."""

from __future__ import annotations


def decimal(share: float, places: int = 2) -> str:
    """Such as .75; 1 and 0 where it is (nearly) them, and < .01 where rounding would hide it."""
    text = f"{share:.{places}f}"
    if float(text) == 0 and share > 0:
        return f"< {_bare(f'{10**-places:.{places}f}')}"
    return f"{float(text):.0f}" if float(text) in (0, 1) else _bare(text)


def _bare(text: str) -> str:
    """Without the zero before the point."""
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text
