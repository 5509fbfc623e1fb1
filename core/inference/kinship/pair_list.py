"""Lists of pairs in CSV: ours, and Kaggle's submission.

    a,b[,label]             with a first line that says so or without one; label is 1 (kin) or 0
    img_pair,is_related     Kaggle's sample_submission.csv: a pair is "face1.jpg-face2.jpg"

A row that cannot be read is kept with its problem, so that the others are done all the same.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from core.csv_text import Table
from core.errors import BadUpload

KAGGLE = ("img_pair", "is_related")
OURS = ("a", "b", "label")
MOST_BYTES = 64 << 20
TRUTHS = {"1": True, "1.0": True, "true": True, "0": False, "0.0": False, "false": False, "": None}


@dataclass(frozen=True)
class Row:
    """A pair as the list names it."""

    line: int
    """Of the file, counted from 1."""
    a: str = ""
    b: str = ""
    label: bool | None = None
    problem: str = ""
    """Why it cannot be judged; empty where it can."""
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class PairList:
    """A list, as it was read."""

    header: tuple[str, ...]
    """Its first line; empty where there was none."""
    rows: tuple[Row, ...]
    kaggle: bool

    @property
    def labelled(self) -> bool:
        """Whether some pairs come with their truth."""
        return not self.kaggle and any(row.label is not None for row in self.rows)


def read_pairs(path: Path) -> PairList:
    """Read a list; raises BadUpload where it is missing, no CSV, without rows or a column."""
    lines = _lines(path)
    if not lines:
        raise BadUpload(f"{path} has no rows. Write one pair a line: a,b or a,b,label.")
    first = [cell.strip().lower() for cell in lines[0][1]]
    if "img_pair" in first:
        return _kaggle(path, first, lines)
    headed = "a" in first or "b" in first or _only_names(lines)
    columns = first if headed else list(OURS[: len(first)])
    for name in OURS[:2]:
        if name not in columns:
            raise BadUpload(
                f"{path} has no column {name!r}. Its first line reads {','.join(first)[:80]!r}; it "
                "must be a,b or a,b,label, or a pair."
            )
    body = lines[1:] if headed else lines
    if not body:
        raise BadUpload(
            f"{path} has no rows below its first line: there is no pair to judge. Write one a line."
        )
    rows = tuple(_row(line, cells, columns) for line, cells in body)
    return PairList(tuple(lines[0][1]) if headed else (), rows, kaggle=False)


def _only_names(lines: list[tuple[int, list[str]]]) -> bool:
    """Whether the first line names columns, though not ours: no file, where files follow."""

    def files_in(cells: list[str]) -> bool:
        return any("." in cell or "/" in cell for cell in cells[:2])

    return len(lines) > 1 and not files_in(lines[0][1]) and files_in(lines[1][1])


def written(found: PairList, scores: dict[int, float | None], path: Path) -> None:
    """The list with its scores (by line; None leaves a blank): a column `score` is added, or
    Kaggle's `is_related` filled in.
    """
    from core import files

    out = io.StringIO()
    write = Table(out)
    if found.kaggle:
        write.writerow(KAGGLE)
        write.writerows([row.cells[0], _text(scores.get(row.line))] for row in found.rows)
    else:
        write.writerow([*(found.header or OURS[: _width(found)]), "score"])
        width = len(found.header) or _width(found)
        for row in found.rows:
            cells = [*row.cells, *[""] * width][:width]
            write.writerow([*cells, _text(scores.get(row.line))])
    files.write_text(path, out.getvalue())


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadUpload(f"{path} is larger than 64 MB: split it.")
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text), strict=True)
        lines = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except OSError as error:
        raise BadUpload(f"{path} cannot be read ({error.strerror}). Check its name.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadUpload(
            f"{path} is not a CSV table ({error}). Save it as CSV in UTF-8, one pair a line."
        ) from error
    if "\x00" in text:
        raise BadUpload(f"{path} is not a CSV table: it holds zero bytes. Save it as CSV in UTF-8.")
    return lines


def _kaggle(path: Path, first: list[str], lines: list[tuple[int, list[str]]]) -> PairList:
    if len(lines) < 2:
        raise BadUpload(
            f"{path} has no rows below its first line: there is no pair to judge. Write one a line."
        )
    place = first.index("img_pair")
    rows = []
    for line, cells in lines[1:]:
        pair = cells[place].strip() if place < len(cells) else ""
        a, b = _split(pair)
        problem = "" if a else f"{pair!r} is not a pair: write face1.jpg-face2.jpg"
        rows.append(Row(line, a, b, None, problem, (pair,)))
    return PairList(KAGGLE, tuple(rows), kaggle=True)


def _split(pair: str) -> tuple[str, str]:
    """Both names of "x.jpg-y.jpg"; a dash inside a name is part of it."""
    stem, dash, rest = pair.partition(".jpg-")
    if dash:
        return f"{stem}.jpg", rest
    a, dash, b = pair.partition("-")
    return (a, b) if dash and a and b and "-" not in b else ("", "")


def _row(line: int, cells: list[str], columns: list[str]) -> Row:
    given = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    a, b, label = given.get("a", ""), given.get("b", ""), given.get("label", "").lower()
    problem = ""
    if not a or not b:
        problem = "one of the two photos is not named"
    elif label not in TRUTHS:
        problem = f"the label {given['label']!r} is neither 1 (kin) nor 0"
    return Row(line, a, b, TRUTHS.get(label), problem, tuple(cells))


def _width(found: PairList) -> int:
    return min(max(len(row.cells) for row in found.rows), len(OURS))


def _text(score: float | None) -> str:
    return "" if score is None else f"{score:.6g}"
