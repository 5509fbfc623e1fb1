"""Data sets as recipes divide them, and the vectors of their faces."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import BadRecipe, DataCorrupt, EncoderMissing
from core.tasks.kinship.corpus import load_corpus, of_kinfacew
from core.tasks.kinship.kinfacew import load_kinfacew
from core.tasks.kinship.settings import Data, Draw, Faces
from core.tasks.kinship.vectors import seen, used_encoders, vectors_of
from tests.core.data.test_faces import kin_files
from tests.core.data.test_trees import write_zip
from tests.drawn_faces import drawn_face


@pytest.fixture
def official(data: Path, tmp_path: Path) -> None:
    write_zip(data / "KinFaceW-I.zip", kin_files(tmp_path))


def test_official_folds_are_kept_and_never_mixed(official: None) -> None:
    corpus = load_corpus(Data(name="kinfacew"), seed=0)
    known = load_kinfacew()
    assert corpus.folds == 5
    assert sum(len(judged.kin) for judged in corpus.judged) == len(known.pairs)
    for fold, judged in enumerate(corpus.judged):
        kin = corpus.people.person_of[judged.photos[judged.kin]]
        assert (corpus.fold_of[kin] == fold).all()
        assert not corpus.members(frozenset({fold}))[kin].any()
    names = {
        (known.photos[a], known.photos[b], bool(k))
        for (a, b), k in zip(known.pairs, known.kin, strict=True)
    }
    again = {
        (corpus.people.photos[a], corpus.people.photos[b], bool(k))
        for judged in corpus.judged
        for (a, b), k in zip(judged.photos, judged.kin, strict=True)
    }
    assert names == again
    assert set(corpus.people.kinds) == set(known.relations)


def test_the_restricted_protocol_draws_listed_pairs_alone(official: None) -> None:
    corpus = of_kinfacew(load_kinfacew(), restricted=True)
    without = frozenset({4})
    draws = corpus.draws(without, Draw(batch=8, steps=None), seed=0)
    listed = {tuple(pair) for pair in corpus.listed.photos[corpus.listed_folds != 4].tolist()}
    drawn = [tuple(pair) for pair in draws.epoch(1).photos.tolist()]
    assert set(drawn) <= listed
    assert len(set(drawn)) == len(drawn) == draws.steps * 8
    with pytest.raises(BadRecipe, match="smaller"):
        corpus.draws(without, Draw(batch=500), seed=0)
    assert "restricted" in corpus.about


def test_an_unknown_data_set_is_refused() -> None:
    with pytest.raises(BadRecipe, match="families, kinfacew"):
        load_corpus(Data(name="tskinface"), seed=0)


def test_what_stands_in_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDSCOPE_VGGFACE2_RESNET50", raising=False)
    faces = Faces(encoders=("vggface2-resnet50",), stand_in="dlib-resnet")
    (used,) = used_encoders(faces)
    assert used.stands_in
    assert used.as_card().stands_in_for == "vggface2-resnet50"
    assert used.as_card().name == "dlib-resnet"
    with pytest.raises(EncoderMissing):
        used_encoders(Faces(encoders=("vggface2-resnet50",)))


def families_zip(data: Path, *, broken: bool = False) -> None:
    skins = [(224, 178, 150), (120, 84, 60), (244, 214, 196)]
    files = {}
    for family in range(6):
        for person in (1, 2):
            face = np.asarray(drawn_face(80, skin=skins[(family + person) % 3]))
            name = f"train/F{family:04d}/MID{person}/P1.jpg"
            files[name] = _jpeg(face)
    if broken:
        files["train/F0000/MID1/P1.jpg"] = b"no picture"
    rows = "".join(f"F{f:04d}/MID1,F{f:04d}/MID2\n" for f in range(6))
    write_zip(
        data / "families_in_the_wild.zip",
        {**files, "train_relationships.csv": f"p1,p2\n{rows}".encode()},
    )


def _jpeg(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG")
    return out.getvalue()


def test_vectors_come_from_the_photos(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_FEATURES", str(tmp_path / "features"))
    families_zip(data)
    corpus = load_corpus(Data(folds=3), seed=0)
    used = used_encoders(Faces(encoders=("dlib-resnet",)))
    plain = vectors_of(corpus, used, mirror=False)
    both = vectors_of(corpus, used, mirror=True)
    assert plain.shape == both.shape == (12, 128)
    alike = corpus.people.photos.index("train/F0001/MID2/P1.jpg")  # drawn with one skin
    assert np.linalg.norm(plain[0] - plain[1]) > np.linalg.norm(
        plain[corpus.people.photos.index("train/F0002/MID1/P1.jpg")] - plain[alike]
    )
    assert 0 < np.abs(plain - both).max() < 0.2
    families_zip(data, broken=True)
    with pytest.raises(DataCorrupt, match=r"1 photos.*F0000/MID1/P1\.jpg"):
        vectors_of(load_corpus(Data(folds=3), seed=0), used, mirror=True)


def test_a_face_is_the_mean_of_itself_and_its_mirror_image() -> None:
    vectors = np.array([[[1, 2], [3, 6]]], np.float32)
    assert seen(vectors, mirror=True).tolist() == [[2, 4]]
    assert seen(vectors, mirror=False).tolist() == [[1, 2]]
