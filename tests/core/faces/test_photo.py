from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import BadPhoto, EmbedscopeError, NoFace
from core.faces.photo import faces_on
from tests.drawn_faces import POINTS, drawn_face, scene


def saved(image: Image.Image, kind: str = "JPEG", **settings: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **settings)
    return data.getvalue()


JPEG = saved(drawn_face(300))
BAD = {
    "empty": (b"", "empty"),
    "half a JPEG": (JPEG[: len(JPEG) // 2], "damaged"),
    "one pixel": (saved(Image.new("RGB", (1, 1)), "PNG"), "1 x 1 pixels; at least 16"),
    "text": (b"Mother and child\n" * 20, "text"),
    "60 MB": (JPEG + b"\0" * (60 << 20), "20 MB"),
    "60 megapixels": (saved(Image.new("L", (10_000, 6_000)), "PNG"), "50 megapixels"),
    "a strip": (saved(Image.new("RGB", (2000, 20)), "PNG"), "strip"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_gets_a_sentence(kind: str, tmp_path: Path) -> None:
    data, word = BAD[kind]
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    for source in (data, path):
        for whole in (False, True):
            with pytest.raises(BadPhoto, match=word) as caught:
                faces_on(source, whole=whole)
            assert "garment" not in str(caught.value)


def test_no_face_offers_the_whole_picture() -> None:
    blank = Image.new("RGB", (400, 300), "white")
    with pytest.raises(NoFace, match="Use the whole photo"):
        faces_on(blank)
    assert issubclass(NoFace, EmbedscopeError)
    photo = faces_on(blank, whole=True)
    assert not photo.faces[0].found


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_turned_as_exif_says(kind: str) -> None:
    upright = scene((500, 340), [(80, 20, 280)])
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    faces_on(upright)  # registers HEIC with Pillow
    photo = faces_on(saved(turned, kind, exif=exif.tobytes(), quality=90))
    (face,) = photo.faces
    assert photo.image.size == upright.size
    assert face.turn == 0
    assert np.abs(face.points - (POINTS * 280 + (80, 20))).max() < 12


def test_a_portrait_is_upright_whatever_the_photo() -> None:
    upright = scene((500, 400), [(60, 30, 340)])
    seen = {}
    for turn in (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180):
        photo = faces_on(upright.transpose(turn) if turn is not None else upright)
        seen[turn] = np.asarray(photo.portrait(photo.faces[0])).astype(int)
        assert seen[turn].shape == (160, 160, 3)
    expected = seen.pop(None)
    for other in seen.values():
        assert np.abs(other - expected).mean() < 8
        assert np.abs(other[::-1] - expected).mean() > 20
    small = np.asarray(drawn_face(160)).astype(int)
    assert np.corrcoef(expected.ravel(), small.ravel())[0, 1] > 0.5


def test_every_face_is_returned() -> None:
    photo = faces_on(saved(scene((800, 400), [(0, 0, 300), (350, 0, 380)])))
    assert [face.box[0] > 300 for face in photo.faces] == [True, False]


@pytest.mark.parametrize("edge", [64, 112])
def test_tight_crops(edge: int) -> None:
    crop = drawn_face(400).crop((60, 60, 340, 340)).resize((edge, edge))
    for whole in (False, True):
        (face,) = faces_on(crop, whole=whole).faces
        assert np.abs(face.points - (POINTS * 400 - 60) * edge / 280).max() < 0.05 * edge


def test_transparent_pictures_lie_on_white() -> None:
    cut = drawn_face(300).convert("RGBA")
    cut.putalpha(Image.new("L", cut.size, 255))
    cut.paste((0, 0, 0, 0), (0, 0, 300, 20))
    photo = faces_on(saved(cut, "PNG"))
    assert photo.image.mode == "RGB"
    assert photo.image.getpixel((5, 5)) == (255, 255, 255)
