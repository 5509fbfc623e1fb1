"""The page Verify: figures of a set's pairs, of a list of pairs, of a kinship run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.embeddings.sources import stored
from core.errors import BadPairs
from core.paths import CHECKPOINTS
from core.runs.find import find_run
from core.verification.asked import Question, scored
from core.verification.judged import judged
from tests.pages.screen import field, open_screen, texts

SHIPPED = CHECKPOINTS


def test_the_best_net_is_judged_at_once_and_a_link_says_how(folders: Path) -> None:
    page = open_screen("verify", checkpoint="wide", most="10000", by="cosine")
    assert not page.exception
    found = scored(stored(find_run("wide")), Question(by="cosine", most=10_000))
    known = judged(found.scores, found.pairs)
    said = texts(page)
    assert found.pairs.told() in said
    assert f"**{known.auc.value:.3f}**".replace("0.", ".") in said
    assert "0.1 (1 in 10)" in said
    assert f"{known.accepted[0].threshold:.6g}" in said
    assert field(page, "selectbox", "Alike by").value == "cosine"
    chosen = field(page, "selectbox", "Alike by").select("default").run()
    assert not chosen.exception
    assert "by" not in page.query_params


@pytest.mark.parametrize("view", ["scores", "hardest", "calibration"])
def test_every_view_is_drawn(folders: Path, view: str) -> None:
    page = open_screen("verify", checkpoint="wide", most="10000", view=view)
    assert not page.exception
    found = scored(stored(find_run("wide")), Question(by="distance", most=10_000))
    if view == "hardest":
        drawn = "".join(str(each.proto.body) for each in page.get("html"))
        others = np.sort(found.scores[~found.pairs.same])[::-1]
        assert f"{others[0]:.5g}" in drawn
        assert "image=" in drawn
    else:
        assert page.get("plotly_chart")


def test_the_rate_that_is_allowed_names_its_threshold(folders: Path) -> None:
    page = open_screen("verify", checkpoint="wide", most="10000")
    field(page, "number_input", "Allowed false accept rate").set_value(0.1).run()
    assert not page.exception
    found = scored(stored(find_run("wide")), Question(by="distance", most=10_000))
    at = judged(found.scores, found.pairs).accepted[0]
    assert f"Accept from **{at.threshold:.6g}** on" in texts(page)


def test_chosen_classes_stand_in_the_address(folders: Path) -> None:
    page = open_screen("verify", checkpoint="wide", most="10000")
    field(page, "multiselect", "Classes").select("class 1").select("class 4").run()
    assert not page.exception
    assert page.query_params["classes"] == ["class 1", "class 4"]
    found = scored(stored(find_run("wide")), Question(classes=("class 1", "class 4")))
    assert found.pairs.told() in texts(page)


def test_the_rate_that_is_allowed_stands_in_the_address(folders: Path) -> None:
    page = open_screen("verify", checkpoint="wide", far="0.2")
    assert field(page, "number_input", "Allowed false accept rate").value == 0.2
    field(page, "number_input", "Allowed false accept rate").set_value(0.05).run()
    assert not page.exception
    assert page.query_params["far"] in ("0.05", ["0.05"])


def test_a_list_of_pairs_takes_the_place_of_all(folders: Path) -> None:
    page = open_screen("verify", checkpoint="wide", pairs="list")
    assert "Bring a list of pairs" in texts(page)
    embedding_set = stored(find_run("wide"))
    labels = embedding_set.labels()
    pairs = [(row, row + far) for row in range(200) for far in (7, 10)]
    lines = [f"{one},{other},{int(labels[one] == labels[other])}" for one, other in pairs]
    text = "\n".join(["left,right,same", *lines])
    field(page, "file_uploader", "A CSV with the columns left, right and same (1 or 0)").upload(
        "pairs.csv", text.encode(), "text/csv"
    ).run()
    assert not page.exception
    assert scored(embedding_set, Question(listed=text)).pairs.told() in texts(page)
    (name,) = (
        [*page.query_params["list"]]
        if isinstance(page.query_params["list"], list)
        else (page.query_params["list"],)
    )
    linked = open_screen("verify", checkpoint="wide", pairs="list", list=name)
    assert scored(embedding_set, Question(listed=text)).pairs.told() in texts(linked)
    lost = open_screen("verify", checkpoint="wide", pairs="list", list="0123456789abcdef")
    assert "list is not on this machine" in texts(lost)
    field(page, "file_uploader", "A CSV with the columns left, right and same (1 or 0)").upload(
        "pairs.csv", b"left,right,same\n0,999,1\n", "text/csv"
    ).run()
    assert any("'999' is not a row number" in error.value for error in page.error)


def test_pairs_of_one_sort_alone_are_refused_in_a_sentence(folders: Path) -> None:
    page = open_screen("verify", checkpoint="wide", classes="class 3")
    assert not page.exception
    assert any("show different things" in error.value for error in page.error)


def test_a_kinship_run_is_judged_by_the_pairs_it_was_tested_on(folders: Path) -> None:
    shutil.copytree(SHIPPED / "kin", folders / "checkpoints" / "kin")
    page = open_screen("verify", of="kin", view="hardest")
    assert not page.exception
    said = texts(page)
    card = json.loads((SHIPPED / "kin" / "card.json").read_text())
    value = next(m["value"] for name, m in card["metrics"].items() if name.endswith("roc_auc"))
    assert f"**{value:.3f}**".replace("0.", ".") in said
    assert "Faces of tested people are not kept" in said


def test_conditions_of_the_link_say_which_pairs(folders: Path) -> None:
    classes = stored(find_run("wide")).classes_of("class")
    page = open_screen("verify", checkpoint="wide", most="10000", where="class~class")
    assert not page.exception
    whole = texts(page)
    page = open_screen("verify", checkpoint="wide", most="10000", where=f"class~{classes[0][-1]}")
    found = scored(stored(find_run("wide")), Question(most=10_000, where=("class~class",)))
    assert found.pairs.told() in whole
    alone = Question(most=10_000, where=(f"class={classes[0]}",))
    with pytest.raises(BadPairs, match="show different things"):
        scored(stored(find_run("wide")), alone)
    assert any("show different things" in each.value for each in page.error)
