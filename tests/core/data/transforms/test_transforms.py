"""What happens to training batches: as drawn, image by image, and nothing else."""

from __future__ import annotations

import math

import pytest
import torch

from core.data import transforms
from core.data.transforms import light, zoom


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures(count: int = 16, channels: int = 3) -> torch.Tensor:
    return torch.randn(count, channels, 24, 20, generator=seeded(9))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", transforms.names())
def test_the_seed_decides_everything(name: str, channels: int) -> None:
    images = pictures(channels=channels)
    before = images.clone()
    made = transforms.apply([name], images, generator=seeded())
    assert made.shape == images.shape
    assert made.dtype == torch.float32
    assert torch.isfinite(made).all()
    assert torch.equal(images, before)
    assert torch.equal(made, transforms.apply([name], images, generator=seeded()))
    assert not torch.equal(made, transforms.apply([name], images, generator=seeded(1)))


def test_zoom_shows_a_part_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a ramp, every value tells where it came from."""
    monkeypatch.setattr(zoom, "TURN", 0.0)
    across = torch.linspace(-1, 1, 80).expand(200, 1, 64, 80)
    part = zoom.apply(across.contiguous(), seeded())
    left, right = part[:, 0, 32, 1], part[:, 0, 32, -2]
    wide = (right - left) / 2
    assert (part[:, 0, 5] - part[:, 0, 60]).abs().max() < 1e-4  # nothing was turned
    narrowest = math.sqrt(zoom.LEAST) * math.exp(-zoom.ASPECT)
    assert 0.97 * narrowest < wide.min() < 0.6
    assert 0.9 < wide.max() <= 1.01
    assert ((left + right) / 2).std() > 0.1  # and it is not always the middle


def test_zoom_of_everything_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting, value in (("TURN", 0.0), ("LEAST", 1.0), ("ASPECT", 0.0)):
        monkeypatch.setattr(zoom, setting, value)
    images = pictures()
    assert torch.allclose(zoom.apply(images, seeded()), images, atol=1e-5)


def test_light_keeps_shapes_and_moves_colours() -> None:
    images = pictures(200)
    made = light.apply(images, seeded())
    brighter = (made - images).mean((1, 2, 3))
    assert brighter.abs().max() <= light.BRIGHTER + 1e-5
    assert brighter.std() > light.BRIGHTER / 3
    gray = pictures(200, channels=1)
    centred = gray - gray.mean((1, 2, 3), keepdim=True)
    after = light.apply(gray, seeded())
    after = after - after.mean((1, 2, 3), keepdim=True)
    ratio = (after / centred).flatten(1)
    assert (ratio.std(1) < 1e-2).all()  # contrast is one number an image
    assert ratio.median(1).values.min() >= 1 - light.CONTRAST - 1e-3
