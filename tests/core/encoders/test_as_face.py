"""Any encoder behind the verdict of kinship: its frame, its vectors, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.encoders.as_face import about_face, load_face, missing_face
from core.errors import BadEncoder
from core.faces.encoders import arcface
from core.faces.face import Face
from core.faces.find import whole_picture
from core.recipes.recipe import changed
from core.tasks.kinship.problems import problems
from core.tasks.kinship.settings import Faces, KinshipRecipe
from core.tasks.kinship.vectors import used_encoders
from tests.core.encoders.files import onnx_means

SIDE = 56


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A net that puts out the means of red, green and blue, for pictures of 56 x 56."""
    path = onnx_means(tmp_path / "means.onnx", ["n", 3, SIDE, SIDE])
    return f"file:{path}?mean=0&std=1"


def test_a_face_is_aligned_into_its_size_and_given_whole(address: str) -> None:
    found = load_face(address)
    assert (found.edge, found.dimension, found.name) == (SIDE, 3, address)
    assert np.allclose(found.template, np.array(arcface.TEMPLATE) / 2)
    picture = Image.new("RGB", (300, 200), (200, 100, 50))
    crop = found.crop(picture, _in_the_middle(picture))
    assert crop.shape == (SIDE, SIDE, 3)
    border = np.full((SIDE, SIDE, 3), 50, np.uint8)  # a cut to the middle would not see its edge
    border[8:-8, 8:-8] = 250
    (vector,) = found.encode([border])
    assert np.allclose(vector, border.mean((0, 1)) / 255, atol=1e-5)


def test_a_recipe_may_name_it_and_its_card_says_so(address: str) -> None:
    faces = Faces(encoders=(address,))
    (used,) = used_encoders(faces)
    assert not used.stands_in
    card = used.as_card()
    assert (card.name, card.dimension) == (address, 3)
    recipe = changed(KinshipRecipe(), {"faces.encoders": [address]})
    assert problems(recipe) == []
    (told,) = problems(changed(recipe, {"faces.fine_tune": True}))
    assert "by name" in told
    (told,) = problems(changed(recipe, {"faces.encoders": ["own:enc-0123456789ab"]}))
    assert "enc-0123456789ab" in told


def test_what_cannot_be_a_face_encoder_says_why(tmp_path: Path) -> None:
    wide = onnx_means(tmp_path / "wide.onnx", ["n", 3, 40, 60])
    with pytest.raises(BadEncoder, match="a square"):
        load_face(f"file:{wide}")
    assert "nobody" in missing_face("checkpoint:nobody")
    assert missing_face("no-such-face")
    assert missing_face("dlib-resnet") == ""
    assert about_face("dlib-resnet")["IDENTITY"] == 128


def _in_the_middle(picture: Image.Image) -> Face:
    return whole_picture(picture)
