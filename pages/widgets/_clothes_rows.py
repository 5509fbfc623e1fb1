"""The photos that somebody brought to the Clothes widget, with what the net predicts for each."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.csv_text import Table
from core.inference.photos.classify import Answer
from core.inference.photos.real import PhotoAnswer
from core.metrics.decimal import decimal
from pages.widgets._examples import thumb
from pages.widgets._html import image

if TYPE_CHECKING:
    from PIL import Image

COLUMNS = ("file", "predicted", "probability", "note")
SMALL = 48


@dataclass(frozen=True, eq=False)
class Row:
    """One file: its photo and the answer, or why there is none."""

    name: str
    photo: Image.Image | None = None
    answer: PhotoAnswer | Answer | None = None
    refused: str = ""
    garment: str = ""
    """What is on it, where that is known."""

    @property
    def predicted(self) -> str:
        """The class, "unsure", or nothing."""
        return self.answer.label if self.answer else ""

    @property
    def probability(self) -> float | None:
        """Of the class that is predicted; None where none is. A Fashion-MNIST net gives the share
        of the nearest training images.
        """
        if isinstance(self.answer, PhotoAnswer):
            return None if self.answer.unsure else self.answer.probabilities[self.answer.label]
        return self.answer.shares[self.answer.label] if self.answer else None

    @property
    def note(self) -> str:
        """Why nothing is predicted."""
        unsure = isinstance(self.answer, PhotoAnswer) and self.answer.unsure
        return (
            self.answer.reason if unsure and isinstance(self.answer, PhotoAnswer) else self.refused
        )


@dataclass(frozen=True, eq=False)
class Kept:
    """What a visit brought last, and which of it is shown in full."""

    rows: tuple[Row, ...] = ()
    shown: int = 0

    def bytes(self) -> int:
        """About how much memory it takes: each photo, and once more within its answer."""
        photos = [row.photo for row in self.rows if row.photo is not None]
        return sum(6 * photo.width * photo.height for photo in photos)


def kept(rows: Sequence[Row]) -> Kept:
    """All of them, the first that has an answer in full."""
    answered = [number for number, row in enumerate(rows) if row.answer is not None]
    return Kept(tuple(rows), answered[0] if answered else 0)


def as_csv(rows: Sequence[Row]) -> str:
    """A line for each file: `COLUMNS`; what was refused has its reason."""
    out = io.StringIO()
    writer = Table(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        share = "" if row.probability is None else f"{row.probability:.4f}"
        writer.writerow([row.name, row.predicted, share, row.note])
    return out.getvalue()


def table_html(rows: Sequence[Row], *, shown: int, of: int) -> str:
    """A line for each file, a link to all as CSV; nothing for a single file.

    `of` is how many there will be: what is under way is said.
    """
    if of < 2:
        return ""
    lines = "".join(_line(number, row, shown=number == shown) for number, row in enumerate(rows))
    done = len(rows) == of
    code = base64.b64encode(as_csv(rows).encode()).decode("ascii")
    link = f"<a class='get' download='clothes.csv' href='data:text/csv;base64,{code}'>CSV</a>"
    said = link if done else f"<span role='status'>{len(rows)} of {of} …</span>"
    return (
        f"<div class='many'><p class='caption'><b>{of} photos</b> {said}</p>"
        "<div class='scroll'><table><thead><tr><th></th><th>File</th><th>Predicted</th>"
        f"<th>Probability</th><th>Note</th></tr></thead><tbody>{lines}</tbody></table></div></div>"
    )


def _line(number: int, row: Row, *, shown: bool) -> str:
    name = html.escape(row.name)
    picture = image(thumb(row.photo.convert("RGB"), SMALL), "") if row.photo else ""
    share = "" if row.probability is None else decimal(row.probability)
    if row.answer is not None:
        name = (
            f"<button type='button' data-name='{number}' "
            f"aria-pressed='{str(shown).lower()}'>{name}</button>"
        )
    return (
        f"<tr class='{'shown' if shown else ''}'><td>{picture}</td><td>{name}</td>"
        f"<td>{html.escape(row.predicted) or '–'}</td><td>{share}</td>"
        f"<td class='why'>{html.escape(row.note)}</td></tr>"
    )
