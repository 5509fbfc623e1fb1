"""From a picture to pixels: as torchvision does it, and said in text."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.encoders.address import Address
from core.encoders.preprocessing import Preprocessing
from core.encoders.stated import of_config
from core.errors import BadEncoder
from tests.core.encoders.files import images


@pytest.mark.parametrize("sides", [(300, 451), (451, 300), (40, 33), (224, 224)])
@pytest.mark.parametrize("way", ["bilinear", "bicubic"])
def test_it_is_torchvisions(sides: tuple[int, int], way: str) -> None:
    from torchvision.transforms import InterpolationMode
    from torchvision.transforms._presets import ImageClassification

    (picture,) = images(1, sides=sides)
    theirs = ImageClassification(
        crop_size=224, resize_size=256, interpolation=InterpolationMode(way)
    )
    expected = theirs(Image.fromarray(picture)).numpy()
    ours = Preprocessing(interpolation=way)
    found = ours.scaled(ours.fit(picture)[None])[0]
    assert found == pytest.approx(expected, abs=2e-5)


def test_squeezing_and_padding_keep_the_whole_picture() -> None:
    picture = np.full((20, 60, 3), 200, np.uint8)
    squeezed = Preprocessing((30, 30), None, "squeeze").fit(picture)
    assert squeezed.shape == (30, 30, 3)
    assert (squeezed == 200).all()
    padded = Preprocessing((30, 30), None, "pad").fit(picture)
    assert (padded[10:20] == 200).all()
    assert (padded[:10] == 0).all()
    assert (padded[20:] == 0).all()


def test_channels_are_put_in_order() -> None:
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 255
    plain = {"size": (4, 4), "resize": None, "mean": (0.0,), "std": (1.0,)}
    given = {
        channels: each.scaled(each.fit(red)[None])[0, :, 0, 0].tolist()
        for channels in ("rgb", "bgr", "gray")
        for each in [Preprocessing(channels=channels, **plain)]
    }
    assert given["rgb"] == [1, 0, 0]
    assert given["bgr"] == [0, 0, 1]
    assert given["gray"] == [pytest.approx(0.299, abs=0.01)]
    gray = Preprocessing(**plain).fit(np.full((9, 9), 7, np.uint8))
    assert gray.shape == (4, 4, 3)


def test_its_text_gives_it_back() -> None:
    asked = Preprocessing((160, 192), 300, "center", "bicubic", "bgr", (0.1, 0.2, 0.3), (1, 2, 3))
    assert Preprocessing().with_parts(asked.parts()) == asked
    changes = asked.changes(Preprocessing())
    assert Preprocessing().with_parts(changes) == asked
    assert Preprocessing().changes(Preprocessing()) == {}
    address = str(Address("net", "a b", changed=changes))
    assert Address.of(address).changed == changes
    assert Address.of(address).name == "a b"
    assert str(Address.of(address)) == address


def test_a_smaller_size_cuts_the_same_share_away() -> None:
    assert Preprocessing().with_parts({"size": "112"}).resize == 128


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"size": "0"}, "1 to 2048"),
        ({"size": "big"}, "224"),
        ({"resize": "100"}, "at least the size"),
        ({"mean": "0.5,0.5"}, "3 are needed"),
        ({"mean": "nan"}, "must be numbers"),
        ({"std": "0"}, "above 0"),
        ({"crop": "round"}, "center, squeeze, pad"),
        ({"channels": "cmyk"}, "rgb, bgr, gray"),
        ({"interpolation": "magic"}, "bilinear"),
    ],
)
def test_what_cannot_be_is_refused(parts: dict[str, str], words: str) -> None:
    with pytest.raises(BadEncoder, match=words):
        Preprocessing().with_parts(parts)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("resnet18", "names no encoder"),
        ("net:x?colour=1", "unknown part"),
        ("net:x?pool=all", "pool"),
    ],
)
def test_addresses_that_are_none(address: str, words: str) -> None:
    with pytest.raises(BadEncoder, match=words):
        Address.of(address)


def test_what_other_tools_state_is_read() -> None:
    timm = {
        "input_size": [3, 224, 224],
        "crop_pct": 0.875,
        "interpolation": "bicubic",
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
    }
    assert of_config(timm) == Preprocessing(
        (224, 224), 256, "center", "bicubic", mean=(0.5,), std=(0.5,)
    )
    clip = {
        "do_center_crop": True,
        "size": {"shortest_edge": 256},
        "crop_size": {"height": 224, "width": 224},
        "resample": 3,
        "image_mean": [0.4, 0.5, 0.6],
        "image_std": [0.2, 0.2, 0.2],
    }
    assert of_config(clip) == Preprocessing(
        (224, 224), 256, "center", "bicubic", mean=(0.4, 0.5, 0.6), std=(0.2,)
    )
    whole = {"size": {"height": 96, "width": 96}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    assert of_config(whole) == Preprocessing(
        (96, 96), None, "squeeze", "bilinear", mean=(0.5,), std=(0.5,)
    )
