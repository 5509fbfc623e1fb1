"""Tables of results, to take along: figures keep their intervals, signs keep their meaning."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

from core.figures.tables import (
    Link,
    Number,
    Table,
    csv_text,
    html_text,
    latex_text,
    markdown_text,
    number_texts,
)
from core.metrics.metric import Metric

HARD = r"a_b & 50% of $x^2$ {~} #1 \n <i> | “é”"
KNOWN = Table(
    ["Net", "Accuracy", "Gain"],
    [
        [
            Link("small_64d", "map?a=1"),
            Number(0.91234, 0.9, 0.92, 10_000),
            Number(-0.01, gain=True),
        ],
        [HARD, Number(None), Number.of(Metric(0.0213, 0.01, 0.0326, 400), gain=True)],
    ],
    "95 % over test images.",
)


def test_a_spreadsheet_has_ends_and_n_in_columns_of_their_own_and_numbers_in_full():
    head, first, second = csv.reader(io.StringIO(csv_text(KNOWN)))
    assert head == [
        *("Net", "Accuracy", "Accuracy low", "Accuracy high", "Accuracy n"),
        *("Gain", "Gain low", "Gain high", "Gain n"),
    ]
    assert first == ["small_64d", "0.91234", "0.9", "0.92", "10000", "-0.01", "", "", ""]
    assert second == [HARD, "", "", "", "", "0.0213", "0.01", "0.0326", "400"]


def test_columns_without_intervals_or_n_take_no_room():
    plain = Table(["", "Value"], [["a", Number(0.5)], ["b", "none"]])
    assert csv_text(plain) == ",Value\na,0.5\nb,none\n"
    assert csv_text(Table(["a", "b"], [])) == "a,b\n"


def test_markdown_has_intervals_in_brackets_and_as_many_bars_in_every_row():
    lines = markdown_text(KNOWN).splitlines()
    assert lines[1] == "| --- | ---: | ---: |"
    assert lines[2] == "| small_64d | .912 [.900, .920] | -.010 |"
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines[:4]} == {4}
    assert "+.021 [+.010, +.033]" in lines[3]
    assert lines[-1] == "95 % over test images."


def test_latex_is_of_booktabs_and_every_sign_is_a_letter():
    text = latex_text(KNOWN)
    for rule in (r"\toprule", r"\midrule", r"\bottomrule", r"\begin{tabular}{lrr}"):
        assert rule in text
    assert r"\caption{95 \% over test images.}" in text
    hard = next(line for line in text.splitlines() if "50" in line)
    assert r"a\_b \& 50\% of \$x\textasciicircum{}2\$ \{\textasciitilde{}\} \#1" in hard
    assert r"\textbackslash{}n $<$i$>$ $|$ “é”" in hard
    bare = re.sub(r"\\.", "", hard)  # what is left has no sign with another meaning
    assert not set("%#_^~") & set(bare)
    rows = [line for line in text.splitlines() if line.endswith("\\\\")]
    assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {2}


def test_latex_of_unknown_is_a_dash_and_without_a_word_there_is_no_caption():
    text = latex_text(replace(KNOWN, told=""))
    assert " & -- & " in text
    assert "caption" not in text


def test_on_screen_all_is_escaped_and_a_file_has_no_links():
    assert 'href="map?a=1"' in html_text(KNOWN)
    shown = html_text(KNOWN, links=False)
    assert "href" not in shown
    assert "small_64d" in shown
    assert "&lt;i&gt;" in shown
    assert "<i>" not in shown
    assert ".912 <small>.900 to .920</small>" in shown


def test_small_figures_keep_their_digits_and_differences_their_signs():
    assert number_texts(Number(8.61e-6)) == ("8.61e-06", "", "")
    assert number_texts(Number(0.004, 0.001, 0.02)) == (".004", ".001", ".020")
    assert number_texts(Number(12_345)) == ("12,345", "", "")
    assert number_texts(Number(0.0, gain=True)) == ("0", "", "")
