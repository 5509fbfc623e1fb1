import pytest

from core.jobs.jobs import make_job
from core.recipes.recipe import load_recipe
from pages.shared.html_table import Number, _number, figure_text
from tests.pages.screen import open_screen


@pytest.fixture
def home(folders):
    return open_screen("home")


def all_text(screen):
    return "\n".join(
        block.value for block in [*screen.markdown, *screen.subheader, *screen.caption]
    )


def test_measured_figures_with_interval_and_sample_size(home):
    text = all_text(home)
    assert "0.853 <small>0.843 to 0.863</small>" in text
    assert "<td>400</td>" in text
    assert 'href="map?checkpoint=tiny"' in text


def test_reported_figures_beside_their_recipes(home):
    text = all_text(home)
    for reported in ("0.0621", "0.00102", "8.61e-06", "0.51175", "-0.1894", "0.4101"):
        assert f'<td class="number">{reported}</td>' in text or f"<td>{reported}</td>" in text
    assert any("report-batch-hard-light" in code.value for code in home.code)
    assert any("margin:" in code.value for code in home.code)


def test_a_reproduced_figure_appears_once_its_checkpoint_is_there(folders):
    (folders / "checkpoints" / "tiny").rename(folders / "checkpoints" / "report-batch-hard-light")
    row = "<tr><td>accuracy, test</td><td>0.4101</td>"
    assert f'{row}<td class="number">0.853</td>' in all_text(open_screen("home"))


def test_a_running_job_is_shown_and_a_title_is_no_markup(folders):
    make_job(folders / "runs" / "one", [load_recipe("light-2d")], title="My **race** <b>")
    text = all_text(open_screen("home"))
    assert "Running now" in text
    assert r"My \*\*race\*\* \<b\>" in text


def test_what_to_do_without_fashion_mnist(folders, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "no-data"))
    monkeypatch.setenv("EMBEDSCOPE_SYSTEM_DATA", str(folders / "no-data"))
    assert any("make data" in info.value for info in open_screen("home").info)


def test_small_figures_keep_their_digits():
    assert figure_text(0.85321) == "0.853"
    assert figure_text(8.61e-6) == "8.61e-06"
    assert figure_text(0) == "0.000"
    assert _number(Number(None)) == "–"


def test_a_broken_card_is_a_sentence_not_a_traceback(folders):
    (folders / "checkpoints" / "tiny" / "card.json").write_text("{")
    home = open_screen("home")
    assert not home.exception
    assert any("card.json" in told.value for told in (*home.text, *home.caption))
