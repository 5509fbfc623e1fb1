"""Shop pictures, light on black, made to look like garments cut from snapshots at home.

Sleeves are spread, shoes come in pairs seen from above; then each is stretched, leaned, widened at
one end, turned a little and fitted into the square again, as the cut is. Prints fade or grow, the
cloth gets another lightness or is inverted, grain is added, and a part of it may be missing. All
else stays black.

Source: Tobin et al., Domain Randomization for Transferring Deep Neural Networks from Simulation to
the Real World, IROS 2017, https://arxiv.org/abs/1703.06907
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

TURN = 0.2  # radians
STRETCH = 0.35  # natural logarithm of width over height
LEAN = 0.15
WIDENED = 0.3  # share of the width that one end gains and the other loses
CLOTH = 0.04  # of white: what is brighter is cloth
DARKEST, LIGHTEST = 0.39, 0.78  # mean lightness of the cloth, of white
GRAIN = 0.1
BITTEN = 0.2  # share of the images that lose a part
SPREAD = 0.6  # share of the tops whose sleeves are spread
RAISED = 1.2  # radians, at most
SHOULDER = (-0.9, -0.65)  # height: -1 is the top of the picture
BODY = (0.42, 0.56)  # half the width between the sleeves, of half the picture
FULLER, SHORTER = (1.2, 1.9), (1.1, 1.7)  # sleeves that lie flat, as against hanging ones
LOW = 1.3  # width over height from which on it may be a shoe
PAIRED = 0.5  # share of such images

Draw = Callable[..., Tensor]


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Change float32 [n, c, h, w], each on its own; black is its least value."""

    def draw(low: float, high: float, *shape: int) -> Tensor:
        drawn = torch.empty(len(images), *shape).uniform_(low, high, generator=generator)
        return drawn.to(images.device)

    black = images.amin((1, 2, 3), keepdim=True)
    white = (images - black).amax()
    lit = _square(((images - black) / white).clamp(0, 1))
    made = _cloth(_fitted(_pairs(lit, draw), draw), draw)
    high, wide = images.shape[2:]
    top, left = (lit.shape[2] - high) // 2, (lit.shape[3] - wide) // 2
    return black + white * made[:, :, top : top + high, left : left + wide]


def _square(lit: Tensor) -> Tensor:
    """In the middle of a black square."""
    high, wide = lit.shape[2:]
    down, across = max(wide - high, 0), max(high - wide, 0)
    return F.pad(lit, (across // 2, across - across // 2, down // 2, down - down // 2))


def _pairs(lit: Tensor, draw: Draw) -> Tensor:
    """Of what is low and wide, some become two, side by side and upright, each turned a little."""
    side, cloth = max(lit.shape[2:]), lit.amax(1) > CLOTH
    wide, high = (cloth.any(axis).sum(1) for axis in (1, 2))
    chosen = (wide > LOW * high) & (draw(0, 1) < PAIRED)
    shown = torch.zeros_like(lit)
    downwards = torch.where(draw(0, 1) < 0.5, 1.0, -1.0)[:, None, None]
    for way in (-1, 1):  # the left one and the right one are each other's mirror image
        turn = downwards * torch.pi / 2 + draw(-0.4, 0.4, 1, 1)
        x, y = _places(side, lit).unbind(-1)
        x, y = way * (x - way * draw(0.35, 0.55, 1, 1)), y + draw(-0.15, 0.15, 1, 1)
        place = torch.stack([x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos()], -1)
        one = F.grid_sample(lit, 1.15 * place, align_corners=False)
        shown = torch.maximum(shown, one)
    return torch.where(chosen[:, None, None, None], shown, lit)


def _fitted(lit: Tensor, draw: Draw) -> Tensor:
    """Warp, find out where the garment is then, and let its longer edge fill the square."""
    side = max(lit.shape[2:])
    warp = _warp(_tops(lit), draw)
    canvas = F.grid_sample(lit, warp(_places(2 * side, lit) * 2), align_corners=False)
    middle, reach = _boxes(canvas.amax(1) > CLOTH)
    places = _places(side, lit) * reach[:, None, None, None] + middle[:, None, None, :]
    return F.grid_sample(lit, warp(places), align_corners=False)


def _tops(lit: Tensor) -> Tensor:
    """What is high, alike left and right, and has shoulders: bool [n]."""
    cloth = lit.amax(1) > CLOTH
    high, shoulder = lit.shape[2], lit.shape[2] // 5
    alike = (cloth & cloth.flip(2)).sum((1, 2)) > 0.85 * cloth.sum((1, 2))
    return (cloth.any(2).sum(1) > 0.9 * high) & alike & (cloth[:, shoulder].float().mean(1) > 0.45)


def _warp(tops: Tensor, draw: Draw) -> Callable[[Tensor], Tensor]:
    """A function from places [n, h, w, 2] in the new picture to those in the old."""
    turn, stretch, lean, widened = (
        draw(-reach, reach, 1, 1) for reach in (TURN, STRETCH / 2, LEAN, WIDENED)
    )
    arms = _arms(tops, draw)

    def places(new: Tensor) -> Tensor:
        x, y = new.unbind(-1)
        x, y = x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos()
        x, y = x * stretch.exp(), y * (-stretch).exp()
        return arms(x / (1 + widened * y.clamp(-1, 1)) + lean * y, y)

    return places


def _arms(tops: Tensor, draw: Draw) -> Callable[[Tensor, Tensor], Tensor]:
    """What lies beside the body is turned outwards about the shoulder; what it leaves is black."""
    raised = draw(0, RAISED, 1, 1) * (draw(0, 1, 1, 1) < SPREAD) * tops[:, None, None]
    body, shoulder = draw(*BODY, 1, 1), draw(*SHOULDER, 1, 1)
    fuller, shorter = draw(*FULLER, 1, 1), draw(*SHORTER, 1, 1)

    def places(x: Tensor, y: Tensor) -> Tensor:
        away, down = x.abs() - body, y - shoulder
        before = (away * raised.cos() - down * raised.sin()) / fuller
        fallen = (down * raised.cos() + away * raised.sin()) * shorter
        sleeve = (away > 0) & (raised > 0)
        inside = torch.where(before > 0, x.sign() * (body + before), torch.full_like(x, 9.0))
        return torch.stack(
            [torch.where(sleeve, inside, x), torch.where(sleeve, shoulder + fallen, y)], -1
        )

    return places


def _places(side: int, like: Tensor) -> Tensor:
    """The middles of side x side pixels, x and y from -1 to 1: [n, side, side, 2]."""
    still = torch.eye(2, 3, device=like.device).expand(len(like), 2, 3)
    return F.affine_grid(still, [len(like), 1, side, side], align_corners=False)


def _boxes(cloth: Tensor) -> tuple[Tensor, Tensor]:
    """Middle [n, 2] and half the longer edge [n] of bool [n, s, s], which spans -2 to 2."""
    side = cloth.shape[1]
    middles, reaches = [], []
    for axis in (1, 2):  # over rows: where in x
        there = cloth.any(axis).float()
        first = there.argmax(1)
        last = side - there.flip(1).argmax(1)
        nothing = ~there.bool().any(1)
        first, last = (
            first.masked_fill(nothing, side // 4),
            last.masked_fill(nothing, 3 * side // 4),
        )
        middles.append((first + last) * 2 / side - 2)
        reaches.append((last - first) * 2 / side)
    return torch.stack(middles, 1), torch.maximum(*reaches)


def _cloth(lit: Tensor, draw: Draw) -> Tensor:
    """Another cloth of the same cut: prints, lightness, grain, a missing part."""
    cloth = (lit > CLOTH).float()
    area = cloth.sum((1, 2, 3), keepdim=True).clamp(min=1)

    def mean(values: Tensor) -> Tensor:
        return (values * cloth).sum((1, 2, 3), keepdim=True) / area

    prints = (lit - mean(lit)) * draw(0.2, 1.5, 1, 1, 1)
    prints = torch.where(draw(0, 1, 1, 1, 1) < 0.4, -prints, prints)
    fine = draw(-1, 1, *lit.shape[1:])
    coarse = F.interpolate(draw(-1, 1, lit.shape[1], 7, 7), lit.shape[2:], mode="bilinear")
    grain = GRAIN * (fine * draw(0, 1, 1, 1, 1) ** 2 + coarse * draw(0, 1, 1, 1, 1))
    made = draw(DARKEST, LIGHTEST, 1, 1, 1) + prints + grain
    rim = (1.5 * F.avg_pool2d(cloth, 3, 1, 1) - 0.5).clamp(min=0.3)  # black mixes with a cut's edge
    return made.clamp(CLOTH, 1) * cloth * rim * _whole(lit, draw)


def _whole(lit: Tensor, draw: Draw) -> Tensor:
    """0 on a disc at the edge of the picture for BITTEN of the images, else 1."""
    x, y = _places(max(lit.shape[2:]), lit).unbind(-1)
    round_, radius = draw(-torch.pi, torch.pi, 1, 1), draw(0.3, 0.7, 1, 1)
    away = (x - round_.cos()) ** 2 + (y - round_.sin()) ** 2
    bitten = (away < radius**2) & (draw(0, 1, 1, 1) < BITTEN)
    return (~bitten).float()[:, None, : lit.shape[2], : lit.shape[3]]
