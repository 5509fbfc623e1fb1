"""A text stays a text in a spreadsheet, a number a number, and no table is written past it."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.csv_text import Table, cell
from tests.conftest import ROOT

WRITERS = {"core/csv_text.py", "core/embeddings/exports/csv.py"}
"""The export writes millions of numbers: its texts alone go through `cell`."""


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x")', "＝1+1"],
)
def test_what_looks_like_a_formula_gets_a_quote(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "value",
    ["-0.5", "+3", "-1.5e-07", "-inf", "-12.5%", ".5", "nan", "", "a-b", "T-shirt/top", -0.5, None],
)
def test_numbers_and_plain_texts_are_left(value):
    assert cell(value) == value


def test_control_signs_go_and_line_ends_stay_within_their_cell():
    out = io.StringIO()
    Table(out).writerow(["a\x00b\x1bc", "one\ntwo", "\u202eright to left", "x" * 4000])
    assert next(csv.reader(io.StringIO(out.getvalue()))) == [
        "abc",
        "one\ntwo",
        "\u202eright to left",
        "x" * 4000,
    ]


@given(st.text())
def test_no_text_becomes_a_formula(text):
    said = str(cell(text)).lstrip(" ")
    formula = said[:1] in "=+-@\t\r" and said[:1] != ""
    assert not formula or re.fullmatch(r"[+-].*", said)  # only a number
    if formula:
        float(said.rstrip("%"))


def test_every_table_is_written_through_it():
    files = [p for folder in ("core", "pages") for p in (ROOT / folder).rglob("*.py")]
    found = {
        p.relative_to(ROOT).as_posix()
        for p in files
        if re.search(r"csv\.(writer|DictWriter)\(|\.to_csv\(", p.read_text(encoding="utf-8"))
    }
    assert found == WRITERS
