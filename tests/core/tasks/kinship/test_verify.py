"""The answer for two photos, a few faces, and what speaks for it: with the shipped pair model."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core import paths
from core.errors import BadPhoto, BadRecipe, EmbedscopeError, EncoderMissing, NoFace, RunBroken
from core.faces.photo import faces_on
from core.inference.kinship import pair_model as models
from core.inference.kinship.believed import checked_occlusion
from core.inference.kinship.matrix import matrix, resemblance
from core.inference.kinship.occlusion import GRIDS, occlusion
from core.inference.kinship.pair_model import PairModel, pair_model, pair_models
from core.inference.kinship.verify import compare, verify
from core.runs.run import Run
from tests.drawn_faces import drawn_face, scene

DARK, PALE = (120, 84, 60), (244, 214, 196)


def file_of(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def model() -> PairModel:
    return pair_model("kin")


@pytest.fixture(scope="module")
def two() -> Image.Image:
    """A large face and a smaller one of another skin."""
    picture = scene((700, 420), [(10, 10, 400)])
    picture.paste(drawn_face(260, skin=DARK), (425, 100))
    return picture


def test_two_photos_get_a_score_and_what_it_means(model: PairModel) -> None:
    a, b = drawn_face(300, skin=PALE), drawn_face(420, skin=DARK)
    answer = verify(file_of(a), b, model=model)
    assert answer.model == "kin"
    assert answer.encoders == ("dlib-wide",)
    assert answer.probability == pytest.approx(model.probability(answer.score))
    assert answer.kin == (answer.score >= model.threshold == answer.threshold)
    assert [face.size for face in answer.faces] == [(150, 150)] * 2
    assert answer.ms > 0
    turned = verify(b, file_of(a), model=model)
    assert turned.score == pytest.approx(answer.score, abs=1e-3)
    assert turned.distance == pytest.approx(answer.distance, abs=1e-4)


def test_the_same_person_is_called_that(model: PairModel) -> None:
    answer = verify(drawn_face(300), drawn_face(360), model=model)
    assert answer.same_person
    assert answer.distance < model.same_person == 0.5
    assert answer.probability > 0.5


def test_a_mirrored_face_scores_alike(model: PairModel) -> None:
    """Vectors are the mean of a face and its mirror image."""
    photo = faces_on(drawn_face(300))
    plain = model.vectors([(photo, photo.faces[0])])
    assert plain.shape == (1, 2, 1152)
    swapped = plain[:, ::-1]
    assert np.allclose(model.seen(plain), model.seen(swapped))


def test_one_of_several_faces_is_chosen(model: PairModel, two: Image.Image) -> None:
    photo = faces_on(two)
    assert len(photo.faces) == 2
    large = verify(two, drawn_face(300), which=(0, 0), model=model)
    small = verify(photo, drawn_face(300), which=(1, 0), model=model)
    assert large.distance < small.distance
    for which in ((2, 0), (-1, 0), (0, 1)):
        with pytest.raises(BadPhoto, match="no face number"):
            verify(photo, drawn_face(300), which=which, model=model)


def test_a_picture_without_a_face_can_be_taken_whole(model: PairModel) -> None:
    nothing = Image.new("RGB", (200, 200), "navy")
    with pytest.raises(NoFace, match="whole photo"):
        verify(nothing, drawn_face(300), model=model)
    answer = verify(nothing, nothing, whole=True, model=model)
    assert np.isfinite(answer.score)
    with pytest.raises(BadPhoto, match="empty"):
        verify(b"", drawn_face(300), model=model)


def test_errors_and_scores_are_those_of_the_tested_folds(model: PairModel) -> None:
    card = model.card
    assert len(model.kin_scores) == len(model.stranger_scores) == card.metric("test/roc_auc").n // 2
    accept, reject = model.errors.at(model.threshold)
    assert 0.1 < accept < 0.4
    assert 0.1 < reject < 0.4
    stated = card.value("test/equal_error_rate")
    assert model.errors.equal_error_rate == pytest.approx(stated, abs=0.02)
    assert model.probability(-50.0) < 0.1
    assert model.probability(50.0) > 0.9


def test_a_matrix_is_every_pair_once(model: PairModel, two: Image.Image) -> None:
    photo, other = faces_on(two), faces_on(drawn_face(300, skin=PALE))
    faces = [(photo, photo.faces[0]), (photo, photo.faces[1]), (other, other.faces[0])]
    found = matrix(model, faces)
    assert np.isnan(found.scores.diagonal()).all()
    for i in range(3):
        for j in range(3):
            if i != j:
                alone = compare(model, faces[i], faces[j])
                assert found.scores[i, j] == pytest.approx(alone.score, abs=2e-3)
                assert found.probabilities[i, j] == pytest.approx(alone.probability, abs=2e-3)
    told = resemblance(model, found, child=2, parents=(0, 1))
    assert found.scores[2, told.parent] == np.nanmax(found.scores[2])
    assert told.margin == pytest.approx(abs(found.scores[2, 0] - found.scores[2, 1]))
    with pytest.raises(BadPhoto, match="three different"):
        resemblance(model, found, child=1, parents=(0, 1))
    with pytest.raises(BadPhoto, match="2 to 40"):
        matrix(model, faces[:1])


def test_occlusion_shows_what_the_score_loses(
    model: PairModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model whose score is how bright the first face's right half is: covering that costs."""
    photo = faces_on(drawn_face(300, skin=PALE))
    chosen = photo, photo.faces[0]

    def bright(crops: np.ndarray) -> np.ndarray:
        halves = crops[:, :, 75:].reshape(len(crops), -1).mean(1, keepdims=True)
        return np.repeat(halves, 1152, axis=1).astype(np.float32)

    monkeypatch.setattr(type(model.encoders[0]), "encode", lambda self, crops: bright(crops))
    monkeypatch.setattr(
        PairModel, "scores", lambda self, vectors, pairs: vectors[pairs].sum((1, 2)).astype(float)
    )
    first, second = occlusion(model, chosen, chosen, seconds=60)
    for spoken in (first, second):
        left, right = spoken.heat[60:100, 20:50].mean(), spoken.heat[60:100, 110:140].mean()
        assert right > 0
        assert abs(left) < 0.3 * right
        painted = np.asarray(spoken.painted(), float)
        assert painted[60:100, 110:140, 2].mean() > painted[60:100, 110:140, 0].mean()


def test_the_maps_are_checked_with_random_weights_and_in_both_directions(
    model: PairModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An encoder that sees 1152 places of the crop, so that it costs nothing."""
    photos = [faces_on(drawn_face(300, skin=skin)) for skin in (PALE, DARK)]
    monkeypatch.setattr(
        type(model.encoders[0]),
        "encode",
        lambda self, crops: np.float32(
            crops.reshape(len(crops), -1)[:, :: crops[0].size // 1152][:, :1152] / 255
        ),
    )
    one, other = ((photo, photo.faces[0]) for photo in photos)
    before = [each.clone() for head in model.heads for each in head.parameters()]
    faces, checked = checked_occlusion(model, one, other, seconds=0)
    plain = occlusion(model, one, other, seconds=0)
    for found, expected in zip(faces, plain, strict=True):
        np.testing.assert_array_equal(found.heat, expected.heat)
    assert -1 <= checked.likeness["the pair model"] < 0.9
    areas = checked.faithful
    assert all(0 <= each <= 1 for each in (areas.deletion, areas.insertion))
    assert areas.deletion != areas.random_deletion
    after = [each for head in model.heads for each in head.parameters()]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_occlusion_keeps_to_its_time(model: PairModel, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = faces_on(drawn_face(300))
    asked: list[int] = []
    kind = type(model.encoders[0])
    monkeypatch.setattr(
        kind, "encode", lambda self, c: asked.append(len(c)) or np.zeros((len(c), 1152), "f4")
    )
    occlusion(model, (photo, photo.faces[0]), (photo, photo.faces[0]), seconds=0)
    assert sum(asked) == 2 + 2 * GRIDS[0] ** 2


def test_what_cannot_be_loaded_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = paths.CHECKPOINTS / "kin"
    assert pair_models()["kin"] == ""
    broken = tmp_path / "kin"
    shutil.copytree(shipped, broken)
    card = json.loads((broken / "card.json").read_text())
    card["kinship"]["encoders"][0]["version"] = "dlib-wide-of-yesterday"
    (broken / "card.json").write_text(json.dumps(card))
    with pytest.raises(EncoderMissing, match="of-yesterday"):
        PairModel(Run(broken))
    (broken / "card.json").write_bytes((shipped / "card.json").read_bytes())
    (broken / "model.safetensors").write_bytes(b"half")
    with pytest.raises(RunBroken, match="weights of kin"):
        PairModel(Run(broken))
    (broken / "calibration.json").unlink()
    with pytest.raises(RunBroken, match=r"model\.safetensors|calibration\.json|weights"):
        PairModel(Run(broken))
    with pytest.raises(BadRecipe, match="kinship"):
        pair_model("light-2d")
    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "none")
    assert models.pair_models() == {}
    with pytest.raises(EmbedscopeError, match="train kin"):
        models.default_model()
