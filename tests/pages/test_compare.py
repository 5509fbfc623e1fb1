"""The page Compare: verdict, linked maps, neighbours, flips, classes and layers of two sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.comparison.compared import FIRST, SECOND, Question, compare_sides, votes_compared
from core.comparison.one_image import near_image
from core.comparison.sides import find_side
from core.comparison.verdict import verdict
from core.embeddings import EmbeddingSetWriter
from core.embeddings.sources import make
from tests.conftest import write_checkpoint
from tests.made_classifier import write_classifier
from tests.pages.screen import component, field, open_screen, texts


@pytest.fixture
def both(folders: Path) -> Path:
    """The tiny runs; their islands overlap in the plane, so that some votes are wrong."""
    for name in ("tiny", "wide"):
        points = np.load(folders / f"checkpoints/{name}/embedding/test.npy").astype(np.float32)
        noise = np.random.default_rng(5).normal(size=points.shape)
        np.save(
            folders / f"checkpoints/{name}/embedding/test.npy",
            (points + 2.5 * noise).astype(np.float16),
        )
    return folders


def shown(page: Any) -> dict[str, Any]:
    return json.loads(component(page, "point_map").bytes)


def drawn(page: Any) -> str:
    return "".join(str(each.proto.body) for each in page.get("html"))


def known(k: int = 10) -> Any:
    return compare_sides(find_side("tiny"), find_side("wide"), Question(k=k))


def test_the_verdict_and_both_maps_linked_and_coloured_by_what_is_shared(both: Path) -> None:
    page = open_screen("compare", a="tiny", b="wide")
    assert not page.exception
    found = known()
    votes, nearest = votes_compared(found)
    assert verdict(votes, "tiny", "wide", k=10, nearest=nearest) in texts(
        page
    )  # both are titled alike
    assert f"{nearest.test.only_second:,}" in texts(page)
    data = shown(page)
    assert [pane["title"].split(":")[0] for pane in data["panes"]] == ["tiny", "wide"]
    columns = {column["name"]: column for column in data["columns"]}
    assert columns["overlap"]["url"].startswith("data:application/octet-stream;base64,")
    assert columns["change"]["classes"][FIRST] == "only the first right"
    assert data["view"]["colour"] == "change"
    assert "colour" not in page.query_params


def test_a_link_holds_both_sides_k_and_the_pinned_image(both: Path) -> None:
    page = open_screen("compare", a="tiny", b="wide", k="5", image="7", colour="overlap")
    assert not page.exception
    assert shown(page)["view"]["pinned"] == 7
    assert shown(page)["view"]["colour"] == "overlap"
    sides = find_side("tiny"), find_side("wide")
    rows = np.arange(400)
    change = near_image(*sides, (rows, rows), 7, k=5, by="distance").change
    said = texts(page)
    assert f"Kept: near in both, {len(change.kept)} of 5" in said
    assert f"Lost: near in tiny alone, {len(change.lost)}" in said
    assert f"image={change.lost[0]}&quot;" in drawn(page) or f'image={change.lost[0]}"' in drawn(
        page
    )
    near = [row for row, _ in shown(page)["card"]["near"]]
    assert set(near) == {*change.kept.tolist(), *change.lost.tolist()}


def test_the_images_that_flipped_either_way(both: Path) -> None:
    page = open_screen("compare", a="tiny", b="wide", view="flipped")
    assert not page.exception
    found = known()
    gained, lost = (int((found.change == kind).sum()) for kind in (SECOND, FIRST))
    assert gained > 0
    said = texts(page)
    assert f"wide alone has it right ({gained:,})" in said
    assert f"tiny alone has it right ({lost:,})" in said
    one = found.classes[found.labels[np.flatnonzero(found.change == SECOND)[0]]]
    field(page, "selectbox", "Class").select(one).run()
    assert not page.exception
    of = (found.change == SECOND) & (found.labels == found.classes.index(one))
    assert f"wide alone has it right ({int(of.sum()):,})" in texts(page)


@pytest.mark.parametrize("view", ["classes", "layers"])
def test_other_views(both: Path, view: str) -> None:
    page = open_screen("compare", a="tiny", b="wide", view=view)
    assert not page.exception
    if view == "classes":
        assert len(page.get("plotly_chart")) == 2
        assert "cannot be told apart" in texts(page) or "is better at" in texts(page)
    else:  # these runs keep no weights, or no images to show to them
        assert page.error


def test_what_does_not_show_the_same_images_is_refused_in_a_sentence(both: Path) -> None:
    write_checkpoint(both / "checkpoints/few", count=120)
    page = open_screen("compare", a="tiny", b="few")
    assert not page.exception
    assert any("400 and 120 images" in error.value for error in page.error)
    assert field(page, "selectbox", "Second").options == ["tiny"] or "few" not in str(
        field(page, "selectbox", "Second").options
    )
    page = open_screen("compare", a="few")
    assert not page.exception
    assert "Nothing else here shows the images" in texts(page)


def test_two_moments_of_one_training(both: Path) -> None:
    frames = both / "checkpoints/tiny/frames"
    random = np.random.default_rng(0)
    labels = np.arange(60) % 10
    np.save(frames / "labels.npy", labels)
    about = {
        "data": "fashion-mnist",
        "split": "test",
        "classes": [str(i) for i in range(10)],
        "indices": [*range(60)],
    }
    (frames / "probe.json").write_text(json.dumps(about))
    centres = 4 * random.normal(size=(10, 2))
    for step, share in ((0, 0.0), (5, 0.3), (9, 1.0)):
        points = share * centres[labels] + random.normal(size=(60, 2))
        np.save(frames / f"{step:06d}.npy", points.astype(np.float32))
    page = open_screen("compare", of="moments", run="tiny")
    assert not page.exception
    assert "A tiny run, step 9 is better than A tiny run, step 0" in texts(page)
    stops = [pane["stops"][-1]["url"] for pane in shown(page)["panes"]]
    assert [stop.rsplit("/", 1)[1] for stop in stops] == ["000000.npy", "000009.npy"]
    field(page, "selectbox", "From step").select("5").run()
    assert not page.exception
    assert page.query_params["from"] in ("5", ["5"])
    page = open_screen("compare", of="moments", run="tiny", view="layers")
    assert not page.exception
    assert page.get("plotly_chart")


def test_a_sample_lies_on_the_rows_of_the_whole(folders: Path) -> None:
    whole = make({"kind": "pixels", "data": "digits"})
    some = make({"kind": "pixels", "data": "digits", "sample": 100, "seed": 3})
    from core.embeddings.maps import ProjectionSpec
    from core.embeddings.maps import make as make_map

    for each in (whole, some):
        make_map(each, ProjectionSpec("pca"))
    page = open_screen("compare", a=whole.name, b=some.name)
    assert not page.exception
    assert "the 100 images that both show" in texts(page)
    assert shown(page)["panes"][1]["stops"][0]["url"].startswith("data:")


def own_vectors(count: int, dimension: int, *, seed: int) -> str:
    """The name of a set of vectors of which nothing is known."""
    writer = EmbeddingSetWriter(f"own-{seed}")
    writer.vectors(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))
    writer.labels(np.full(count, -1))
    source = {"kind": "upload", "name": f"own-{seed}.npy"}
    return writer.finish(
        title=f"own {seed}", source=source, classes=[], count=count, dimension=dimension
    ).name


@pytest.mark.parametrize("view", ["neighbours", "flipped", "classes"])
def test_vectors_without_classes_or_maps_are_compared_too(own_places: Path, view: str) -> None:
    names = [own_vectors(60, 8, seed=seed) for seed in (1, 2)]
    page = open_screen("compare", a=names[0], b=names[1], view=view)
    assert not page.exception
    assert not page.error
    said = texts(page)
    assert "Neither can be called better" in said
    assert "no classes to check" in said
    assert shown(page)["view"]["colour"] == "overlap"
    assert 'figure class="plain"' in drawn(page) or view != "neighbours"


def test_pictures_come_from_the_side_that_has_them(own_places: Path) -> None:
    name = own_vectors(400, 8, seed=3)
    page = open_screen("compare", a=name, b="wide", image="9")
    assert not page.exception
    assert "**A tiny run is better than own 3:**" in texts(page)  # the classes are its own, too
    assert "/clouds/" in drawn(page)
    sides = find_side(name), find_side("wide")
    rows = np.arange(400)
    lost = near_image(*sides, (rows, rows), 9, k=10, by="distance").change.lost
    assert f"image={lost[0]}" in drawn(page)


def test_the_layers_of_two_nets(own_places: Path) -> None:
    for name, moved in (("one", 0.1), ("two", 0.4)):
        write_classifier(own_places / "checkpoints" / name, moved=moved)
    page = open_screen("compare", a="one", b="two", view="layers")
    assert not page.exception
    assert not page.error
    assert "Both outputs share a CKA of **" in texts(page)
    assert "that both saw" in texts(page)
    assert page.get("plotly_chart")
