"""Pairs from different photographs, and what colour alone tells."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.faces.picture_statistics import KINDS, PictureStatistics, colours, kind
from core.recipes.recipe import load_recipe, recipe_from_text, recipe_names, recipe_to_text
from core.runs.run import Run
from core.tasks import train
from core.tasks.kinship import task as kin_task
from core.tasks.kinship.colour_control import control_scores
from core.tasks.kinship.corpus import Corpus, of_families
from core.tasks.kinship.judged_on import picture_limits
from core.tasks.kinship.kaggle import photograph
from core.tasks.kinship.people import People
from core.tasks.kinship.protocol import ANY, DIFFERENT, KIN, judged_pairs
from core.tasks.kinship.recoloured import recoloured, recoloured_too
from core.tasks.kinship.remeasure import evaluate
from core.tasks.kinship.sampler import Draws
from core.tasks.kinship.settings import Data, Faces
from tests.core.tasks.kinship.made import made_people
from tests.drawn_faces import drawn_face


@pytest.fixture
def shared() -> People:
    """Thirty families; the first photos of all members of one were cut from one photograph."""
    people = made_people(30)
    own = np.arange(len(people.photos)) + 1000
    first = np.array([name.endswith("P0.jpg") for name in people.photos])
    family = people.family_of[people.person_of]
    return replace(people, photograph_of=np.where(first, family, own))


def test_a_face_s_file_tells_its_photograph() -> None:
    assert photograph("train/F0002/MID1/P00009_face3.jpg") == "P00009"
    assert photograph("train/F0002/MID2/P00009_face1.jpg") == "P00009"
    assert photograph("train/F0002/MID1/holiday.jpg") == "train/F0002/MID1/holiday.jpg"


def test_new_draws_avoid_one_photograph_and_change_nothing_else(shared: People) -> None:
    everyone = np.ones(len(shared.people), bool)
    before, now = (
        judged_pairs(shared, everyone, seed=0, photographs=asked) for asked in (ANY, DIFFERENT)
    )
    same = before.same_photograph
    assert same.sum() > 5
    assert set(before.sort[same]) >= {KIN}
    assert not now.same_photograph.any()
    assert np.array_equal(before.photos[~same], now.photos[~same])
    assert np.array_equal(shared.person_of[before.photos], shared.person_of[now.photos])
    drawn = Draws(shared, everyone, batch=20, seed=1, apart=True).epoch(0)
    assert not shared.same_photograph(drawn.photos).any()
    plain = Draws(shared, everyone, batch=20, seed=1).epoch(0)
    assert shared.same_photograph(plain.photos).any()


def test_who_has_one_photograph_keeps_it(shared: People) -> None:
    only = replace(shared, photograph_of=shared.family_of[shared.person_of])
    found = judged_pairs(only, np.ones(len(only.people), bool), seed=0, photographs=DIFFERENT)
    assert found.same_photograph[found.sort == KIN].all()


def test_recipes_of_before_mean_what_they_meant() -> None:
    """A shipped run keeps all settings but this one, which had not come."""
    for name in ("kin", "report-kin-dense"):
        kept = Path(f"checkpoints/{name}/recipe.yaml").read_text()
        assert recipe_from_text(kept).data.photographs == "any"
    fresh = load_recipe("kin")
    assert fresh.data.photographs == "different"
    assert recipe_from_text(recipe_to_text(fresh)) == fresh
    reported = [name for name in recipe_names() if name.startswith("report-kin")]
    assert {load_recipe(name).data.photographs for name in reported} == {"any"}


def test_colour_tells_pairs_that_share_it_and_not_those_that_do_not(shared: People) -> None:
    corpus = of_families(shared, Data(folds=3, photographs="any"), seed=0)
    random = np.random.default_rng(0)
    by_photograph = random.normal(size=(2000, 13))[shared.photograph_of]
    of_nothing = random.normal(size=(len(shared.photos), 13))
    pairs = [each.take(each.random) for each in corpus.judged]
    for made, tells in ((by_photograph, True), (of_nothing, False)):
        scores = np.concatenate(control_scores(pairs, made.astype(np.float32)))
        same = np.concatenate([each.same_photograph for each in pairs])
        far = np.concatenate([each.kin for each in pairs]) == 0
        above = (scores[same][:, None] > scores[far]).mean()
        assert above > 0.9 if tells else 0.3 < above < 0.7


def test_a_run_says_what_colour_reaches_and_its_own_without_one_photograph(
    kin_run: Callable[..., Run], shared: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_pictures(shared, monkeypatch)
    run = kin_run("controlled", head__name="joint-bayes", length__epochs=0, data__photographs="any",
                  head__options={"rank": 8})  # fmt: skip
    train([run])
    metrics = run.finished().metrics
    plain, apart = metrics["test/roc_auc"], metrics["test/roc_auc/different-photographs"]
    assert apart.n < plain.n == metrics["test/roc_auc/colour"].n
    assert metrics["test/roc_auc/colour"].value > 0.5
    assert metrics["test/roc_auc/colour-different-photographs"].value < 0.6
    assert 0 <= metrics["test/true_accept_rate/far-0.1"].value <= 1
    again = evaluate(run)["metrics"]
    assert again["test/roc_auc"].value == pytest.approx(plain.value, abs=5e-3)
    assert again["test/roc_auc/colour"].value == metrics["test/roc_auc/colour"].value


def _with_pictures(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def gather(asked: Data, *, seed: int) -> Corpus:
        return of_families(people, asked, seed=seed)

    random = np.random.default_rng(1)
    made = random.normal(size=(2000, 13))[people.photograph_of].astype(np.float32)
    known = PictureStatistics(made, np.ones((len(made), len(KINDS)), np.float32))
    monkeypatch.setattr(kin_task, "load_corpus", gather)
    monkeypatch.setattr(kin_task, "pictures_of", lambda *_, **__: known)


def test_training_sees_faces_again_in_other_colours(shared: People, tmp_path: Path) -> None:
    for name in shared.photos[:2]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn_face(80).save(path)
    corpus = of_families(replace(shared, source=str(tmp_path)), Data(folds=3), seed=0)
    assert recoloured_too(corpus, Faces(), seed=0) == [corpus]
    plain, again = recoloured_too(corpus, Faces(gray=1.0), seed=0)
    name = shared.photos[0]
    changed: Any = again.read(name)
    original = np.asarray(Image.open(io.BytesIO(plain.read(name))).convert("RGB"))
    assert np.ptp(changed, axis=2).max() == 0 < np.ptp(original, axis=2).max()
    assert np.array_equal(changed, again.read(name))
    twice = corpus.doubled().people
    assert [len(photos) for photos in twice.photos_of] == [6] * len(shared.people)
    assert twice.same_photograph(np.array([[0, len(shared.photos)]])).all()
    paler = recoloured(drawn_face(80), draws=(0, 0, -1, 1), jitter=0.5, gray=0.5)
    assert np.ptp(paler, axis=2).mean() < np.ptp(np.asarray(drawn_face(80)), axis=2).mean()


def test_statistics_tell_black_gray_small_and_cropped_faces_apart() -> None:
    from core.faces.photo import faces_on

    def of(image: Image.Image, *, whole: bool = False) -> dict[str, float]:
        photo = faces_on(image, whole=whole)
        return dict(zip(KINDS, kind(photo.image, photo.faces[0]).tolist(), strict=True))

    face = drawn_face(300)
    plain, gray = of(face), of(face.convert("L").convert("RGB"))
    assert gray["colour"] == 0 < plain["colour"]
    small = of(face.resize((90, 90)), whole=True)
    assert small["size"] < plain["size"] / 2
    tight = of(face.crop((75, 75, 225, 225)), whole=True)
    assert tight["beyond"] > plain["beyond"] + 0.1
    framed = face.copy()
    framed.paste("black", (0, 0, 300, 90))
    assert of(framed, whole=True)["black"] > plain["black"] + 0.05
    assert len(colours(face)) == 13
    limits = picture_limits(np.random.default_rng(0).random((2000, len(KINDS))).astype(np.float32))
    assert 0 < limits["size"]["least"] < 0.02
    assert 0.98 < limits["black"]["most"] < 1
    assert set(limits["light"]) == {"least", "most"}
