"""A sheet to print: figure, numbers with intervals, settings, answers; no script, no address."""

from __future__ import annotations

import re

from core.runs.find import find_run
from pages.shared.report_sheet import Asked, report_sheet
from tests.pages.screen import open_screen


def sheet(**runs: str) -> str:
    found = {title: find_run(name) for title, name in runs.items()}
    asked = [Asked("Which <b>one</b>?", "**A**", "B")]
    return report_sheet(found, title="A & B", asked=asked, by="Ada <x>").decode()


def test_it_loads_nothing_and_escapes_what_people_wrote() -> None:
    text = sheet(hard="race-batch-hard")
    assert "<script" not in text
    assert not re.findall(r"""(?:src|href)=["']""", text)
    assert "default-src 'none'" in text
    assert "<h1>A &amp; B</h1>" in text
    assert "Ada &lt;x&gt;" in text
    assert "Which &lt;b&gt;one&lt;/b&gt;?" in text


def test_a_race_has_maps_in_one_scale_curves_figures_and_what_differs() -> None:
    text = sheet(hard="race-batch-hard", semi="race-semi-hard")
    assert text.count('<figure class="points">') == 2
    hard, semi = (figure.count("<circle") for figure in text.split("<figure")[1:3])
    assert hard == 360
    assert semi >= 360  # and the key behind it
    spread = [re.findall(r'cx="([\d.]+)"', figure)[:360] for figure in text.split("<figure")[1:3]]
    wide = [max(map(float, each)) - min(map(float, each)) for each in spread]
    assert wide[0] < 0.02 * wide[1]  # a collapse looks like one
    assert len(re.findall(r'<svg class="curve"', text)) >= 3
    assert ".922 <small>.894 to .950</small>" in text
    assert "<td>0.001</td><td>1</td>" in text  # the margins
    assert "FaceNet" in text
    assert "seed 0, 300 steps" in text
    assert "To cite: Embedscope" in text


def test_a_classifier_has_its_matrix_in_counts() -> None:
    text = sheet(net="simple-cnn")
    matrix = find_run("simple-cnn").finished().confusion["test"]
    table = text.split('class="matrix"')[1].split("</table>")[0]
    cells = [int(each.replace(",", "")) for each in re.findall(r"rgba\([^)]*\)\">([\d,]+)<", table)]
    assert sum(cells) == sum(map(sum, matrix)) == 10_000


def test_runs_of_other_tasks_have_a_sheet_too() -> None:
    for name in ("kin", "jigsaw"):
        assert "<h2>Figures</h2>" in sheet(run=name)


def test_live_offers_it_for_finished_runs() -> None:
    screen = open_screen("live", runs="race-batch-hard,race-semi-hard")
    assert not screen.exception
    assert "Report sheet" in [each.label for each in screen.get("download_button")]
