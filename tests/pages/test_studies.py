"""Studies: the reports' figures, the shipped nets, and cards that lead on."""

import pytest

from core.diagnosis.kept_checks import shipped_baselines
from core.figures.baselines import TITLE, in_words
from core.metrics.decimal import decimal
from core.studies.study import compared
from tests.pages.screen import open_screen


def all_text(screen):
    return "\n".join(
        block.value for block in [*screen.markdown, *screen.subheader, *screen.caption]
    )


@pytest.fixture
def studies(folders):
    return open_screen("studies")


def test_measured_figures_with_interval_and_sample_size(studies):
    text = all_text(studies)
    assert ".853 <small>.843 to .863</small>" in text
    assert '<td class="number">400</td>' in text
    assert 'href="map?checkpoint=tiny"' in text


def test_reported_figures_beside_their_recipes(folders):
    studies = open_screen("studies", report="000")
    text = all_text(studies)
    for reported in (".0621", ".00102", "8.61e-06", ".51175", "-.1894", ".4101 (.400 to .420)"):
        assert f'<td class="number">{reported}</td>' in text or f"<td>{reported}</td>" in text
    assert any("report-batch-hard-light" in code.value for code in studies.code)
    assert any("margin:" in code.value for code in studies.code)


def test_a_reproduced_figure_appears_once_its_checkpoint_is_there(folders):
    (folders / "checkpoints" / "tiny").rename(folders / "checkpoints" / "report-batch-hard-light")
    row = "<tr><td>accuracy, test</td><td>.4101 (.400 to .420)</td>"
    cell = '<td class="number">.853 <small>.843 to .863</small></td><td>one seed</td>'
    assert f"{row}{cell}" in all_text(open_screen("studies", report="000"))


def test_a_report_can_be_handed_in_from_its_page(folders):
    page = open_screen("studies", report="000")
    assert not page.exception
    chapters = [block.value for block in page.subheader]
    assert chapters[0].startswith("Report 000")
    assert {"Question", "Recipe", "What went wrong there, and why", "What is left"} <= set(chapters)
    labels = [each.proto.label for each in page.get("download_button")]
    assert "Save as one page" in labels


def test_one_figure_of_a_stand_in_in_several_rows_is_called_one():
    text = all_text(open_screen("studies", report="001"))
    assert "One figure, not several" in text
    assert "stands in for vggface2-senet50 here" in text.replace("\\", "")


def test_figures_stand_beside_plain_pixels_on_the_same_images_and_what_to_know_of_them():
    (found,) = shipped_baselines()["hymenoptera"]
    report = all_text(open_screen("studies", report="003"))
    assert TITLE in report
    assert number(found.nearest) in report
    net = all_text(open_screen("evaluation", run="ants-and-bees")).replace("\\", "")
    assert in_words(found) in net
    for text in (report, net):
        assert "starts from ImageNet's own classes (310, 309)" in text.replace("\\", "")
        assert "No images were kept for validation" in text


def number(share):
    value, low, high = (decimal(each, 3) for each in (share.value, share.low, share.high))
    return f'<td class="number">{value} <small>{low} to {high}</small></td>'


def test_every_study_has_a_card_that_leads_to_it(studies):
    assert not studies.exception
    links = {link.proto.label: link.proto.query_string for link in studies.get("page_link")}
    assert {study.title for study in compared().values()} <= set(links)
    assert links["The ladder of report 004"] == "view=ladder"
    assert links["Report 002"] == "report=002"
    assert {"Transfer", "Self-supervision"} <= set(links)


def test_a_page_that_the_navigation_leaves_out_leads_back():
    page = open_screen("transfer")
    first = page.get("page_link")[0].proto
    assert (first.page, first.label) == ("studies", "Studies")
