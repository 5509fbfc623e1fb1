"""The page Retrieval: figures, the worst queries, hubs and classes of a set."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.embeddings.sources import stored
from core.metrics.decimal import decimal
from core.metrics.retrieval import figures, retrieved
from core.runs.find import find_run
from pages.shared.rows_text import rows_text
from tests.pages.screen import field, open_screen, texts


def found_in(name: str = "wide", *, cosine: bool = False):
    """Its net was taught by distances."""
    embedding_set = stored(find_run(name))
    labels = embedding_set.labels()
    return retrieved(embedding_set.vectors(), labels, most=1000, cosine=cosine), labels


def drawn(page) -> str:
    return "".join(str(each.proto.body) for each in page.get("html"))


def test_figures_and_the_worst_queries_first(folders: Path) -> None:
    page = open_screen("retrieval", checkpoint="wide")
    assert not page.exception
    found, labels = found_in()
    told = figures(found, labels)
    said = texts(page)
    assert f"**{decimal(told['recall@1'].over_queries.value, 3)}**" in said
    assert f"**{decimal(told['map@r'].over_queries.value, 3)}**" in said
    order = np.argsort(found.average_precision, kind="stable")
    shown = drawn(page)
    assert shown.count('class="asked"') == 20
    worst = found.queries[order[0]]
    assert (
        f"image={worst}&" in shown or f"image={worst}&quot;" in shown or f'image={worst}"' in shown
    )
    best = open_screen("retrieval", checkpoint="wide", first="best")
    assert f"AP {decimal(found.average_precision.max())}" in drawn(best)
    assert drawn(best) != shown


def test_queries_of_one_class_alone(folders: Path) -> None:
    page = open_screen("retrieval", checkpoint="wide")
    field(page, "selectbox", "Class").select("class 4").run()
    assert not page.exception
    assert page.query_params["class"] in ("class 4", ["class 4"])
    asked = [part.split("<br>")[0] for part in drawn(page).split('class="asked"')[1:]]
    assert asked
    assert all("class 4" in part for part in asked)


def test_hubs_and_classes(folders: Path) -> None:
    found, _ = found_in()
    page = open_screen("retrieval", checkpoint="wide", view="hubs")
    assert not page.exception
    assert f"**{found.times.max():,}**" in texts(page)
    assert f"of {found.times.max():,}" in drawn(page)
    page = open_screen("retrieval", checkpoint="wide", view="classes")
    assert not page.exception
    assert "Recall@1" in texts(page)
    assert "only=class%200" in texts(page)


def test_only_the_points_of_a_link_ask_and_a_button_goes_back_to_all(folders: Path) -> None:
    rows = np.array([3, 40, 41, 200])
    text = rows_text(rows, len(stored(find_run("wide")).labels()))
    assert text is not None
    page = open_screen("retrieval", checkpoint="wide", rows=text)
    assert not page.exception
    assert drawn(page).count('class="asked"') == 4
    assert "Only the 4 points" in texts(page)
    page.button(key="ask-all").click().run()
    assert drawn(page).count('class="asked"') == 20
    assert "rows" not in page.query_params
    lost = open_screen("retrieval", checkpoint="wide", rows="nonsense")
    assert "so all are asked" in texts(lost)


def test_only_queries_whose_nearest_is_wrong(folders: Path) -> None:
    found, _ = found_in(cosine=True)
    wrong = found.queries[~found.recall[:, 0]]
    page = open_screen("retrieval", checkpoint="wide", by="cosine", show="wrong only")
    assert not page.exception
    assert len(wrong)
    assert drawn(page).count('class="asked"') == min(20, len(wrong))


def test_conditions_of_the_link_say_who_asks(folders: Path) -> None:
    _, labels = found_in()
    classes = stored(find_run("wide")).classes_of("class")
    page = open_screen("retrieval", checkpoint="wide", where=f"class={classes[2]}")
    assert not page.exception
    assert f"Asked by the {(labels == 2).sum():,} points" in texts(page)
    asked = [part.split("<br>")[0] for part in drawn(page).split('class="asked"')[1:]]
    assert asked
    assert all(classes[2] in part for part in asked)
    page.button(key="select-drop-0").click().run()
    assert "where" not in page.query_params
    lost = open_screen("retrieval", checkpoint="wide", where="class=unicorn")
    assert not lost.exception
    assert any("unicorn" in each.value for each in lost.error)
