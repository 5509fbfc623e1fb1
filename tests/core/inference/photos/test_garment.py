from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.inference.photos.background import garment_mask
from core.inference.photos.garment import (
    ALREADY_KNOWN,
    NOTHING_FOUND,
    OWN_OUTLINE,
    TO_THE_EDGE,
    cut_garment,
)
from tests.drawn_clothes import SHAPES, as_fashion_mnist, drawn

GROUNDS = {
    "dark on white": ((30, 40, 90), (255, 255, 255)),
    "dark on grey": ((40, 30, 30), (150, 150, 150)),
    "white on black": ((235, 235, 235), (10, 10, 12)),
    "white on wood": ((230, 228, 220), (140, 90, 50)),
    "red on green": ((180, 30, 40), (60, 130, 60)),
    "cream on white": ((215, 205, 180), (248, 248, 246)),
}


def truth(shape: str, size: tuple[int, int] = (300, 400)) -> np.ndarray:
    image = drawn(shape, size=size, garment=(0, 0, 0), ground=(255, 255, 255))
    return np.asarray(image)[..., 0] < 128


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    return (a & b).sum() / (a | b).sum()


@pytest.mark.parametrize("noise", [0, 8])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_garment_is_found_on_grounds_of_any_colour(shape: str, ground: str, noise: float):
    garment, behind = GROUNDS[ground]
    cut = cut_garment(drawn(shape, garment=garment, ground=behind, noise=noise))
    assert overlap(cut.mask, truth(shape)) > 0.88
    assert cut.note == ""


def test_shadow_and_uneven_light():
    pixels = np.asarray(drawn("T-shirt", garment=(40, 60, 120), noise=5)).astype(float)
    light = np.linspace(0.65, 1.1, pixels.shape[1])[None, :, None]
    image = Image.fromarray(np.clip(pixels * light, 0, 255).astype(np.uint8))
    assert overlap(cut_garment(image).mask, truth("T-shirt")) > 0.85


def test_striped_garment_is_one_piece():
    pixels = np.asarray(drawn("T-shirt", garment=(20, 20, 20), ground=(235, 230, 225))).copy()
    mask = truth("T-shirt")
    stripes = (np.arange(pixels.shape[0]) // 12 % 2 == 0)[:, None] & mask
    pixels[stripes] = (235, 235, 235)
    assert overlap(cut_garment(Image.fromarray(pixels)).mask, mask) > 0.75


@pytest.mark.parametrize("ground", GROUNDS)
def test_seen_is_light_on_black(ground: str):
    garment, behind = GROUNDS[ground]
    seen = cut_garment(drawn("Trouser", garment=garment, ground=behind)).seen
    assert seen.shape == (28, 28)
    assert seen.dtype == np.uint8
    assert seen[:, :3].max() == 0
    assert seen[:, -3:].max() == 0
    assert 90 < seen[seen > 60].mean() < 235


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("shift", [(0, 0), (-30, 60), (25, -70)])
def test_centred_with_the_longest_edge_filling_the_square(shape: str, shift: tuple[int, int]):
    ground = (240, 238, 232)
    image = Image.new("RGB", (460, 560), ground)
    image.paste(drawn(shape, ground=ground), (80 + shift[0], 80 + shift[1]))
    seen = cut_garment(image).seen > 20
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    assert max(height, width) >= 27
    assert abs((rows[0] + rows[-1]) / 2 - 13.5) <= 1
    assert abs((columns[0] + columns[-1]) / 2 - 13.5) <= 1


def test_place_and_size_in_the_photo_do_not_matter():
    far = Image.new("RGB", (800, 800), (240, 238, 232))
    far.paste(drawn("Trouser"), (350, 300))
    close, away = (cut_garment(image).seen.astype(float) for image in (drawn("Trouser"), far))
    assert np.corrcoef(close.ravel(), away.ravel())[0, 1] > 0.9


@pytest.mark.parametrize("shape", SHAPES)
def test_fashion_mnist_passes_untouched_and_enlarged_nearly(shape: str):
    image = as_fashion_mnist(shape, seed=3)
    for given in (Image.fromarray(image), Image.fromarray(image).convert("RGB")):
        cut = cut_garment(given)
        assert np.array_equal(cut.seen, image)
        assert cut.note == ALREADY_KNOWN
    large = Image.fromarray(image).resize((280, 280), Image.Resampling.NEAREST).convert("RGB")
    again = cut_garment(large).seen.astype(float)
    assert np.corrcoef(image.ravel(), again.ravel())[0, 1] > 0.9
    assert abs(again[again > 50].mean() - image[image > 50].mean()) < 25


def test_transparency_is_the_outline():
    image = drawn("T-shirt", garment=(200, 200, 200), ground=(200, 200, 200)).convert("RGBA")
    mask = truth("T-shirt")
    image.putalpha(Image.fromarray(mask.astype(np.uint8) * 255))
    cut = cut_garment(image)
    assert cut.note == OWN_OUTLINE
    assert np.array_equal(cut.mask, mask)
    assert cut.seen.max() > 90


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (120, 60, 60)])
def test_blank_photo_is_used_whole_and_says_so(colour: tuple[int, int, int]):
    cut = cut_garment(Image.new("RGB", (200, 120), colour))
    assert cut.note == NOTHING_FOUND
    assert cut.mask.all()
    assert cut.box == (0, 0, 200, 120)


def test_garment_that_leaves_the_photo_is_mentioned():
    image = drawn("T-shirt", size=(400, 400)).crop((95, 60, 305, 300))
    assert cut_garment(image).note == TO_THE_EDGE


def test_box_holds_the_mask():
    cut = cut_garment(drawn("Sneaker"))
    left, top, right, bottom = cut.box
    assert cut.mask[top:bottom, left:right].sum() == cut.mask.sum()
    assert cut.mask[top].any()
    assert cut.mask[:, right - 1].any()


@pytest.mark.parametrize("size", [(16, 16), (17, 190), (190, 17), (28, 40)])
def test_small_and_narrow_photos_are_cut_too(size: tuple[int, int]):
    random = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), np.uint8)
    for image in (Image.fromarray(random), drawn("Trouser", size=size)):
        assert cut_garment(image).seen.shape == (28, 28)
    assert garment_mask(random).shape == (size[1], size[0])
