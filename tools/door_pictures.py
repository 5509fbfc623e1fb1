"""The four pictures on Home, made from what is shipped: `python -m tools.door_pictures`.

Each shows what its card leads to, computed here and drawn without words, on transparent paper: it
is read on a white page and on a dark one. `pages/home/doors.py` says where each leads.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.figures.palette import LANE_COLOURS
from core.inference.calls import grad_cam
from core.inference.class_scores import class_scores
from core.inference.loaded import prepared, trained
from core.inference.puzzle.board import SOLVED, assembled, board_of, taught_order
from core.inference.puzzle.examples import example
from core.inference.puzzle.solve import Solver
from core.runs.answers import answers_of
from core.runs.curves import LOSS, TRAIN, curves_of
from core.runs.find import find_run
from core.runs.layers import layers, module_path
from core.runs.test_images import images_of_test
from pages.evaluation.cell import worst_cell
from pages.home.doors import HEATED, MATRIX, OVER_FITTED, PICTURES, PUZZLE

SIZE = (560, 300)
"""Twice what a card shows."""
GAP = 12
GRAY = (128, 136, 148, 255)
QUALITY = 82
COLD, HOT = (0, 135, 255), (195, 105, 0)
Picture = NDArray[np.uint8]


def matrix() -> Image.Image:
    """The confusion matrix without its diagonal, and images of the most frequent confusion."""
    run = find_run(MATRIX)
    answers = answers_of(run)
    paper, pen = _paper()
    wrong = answers.matrix - np.diag(np.diag(answers.matrix))
    side = (SIZE[1] - 2 * GAP) // len(wrong)
    for (row, column), count in np.ndenumerate(wrong):
        left, top = GAP + column * side, GAP + row * side
        share = (count / wrong.max()) ** 0.5
        fill = (*HOT, round(30 + 225 * share)) if row != column else (*COLD, 150)
        pen.rectangle((left, top, left + side - 2, top + side - 2), fill=fill)
    cell = worst_cell(answers)
    assert cell is not None, "a net without mistakes has no worst images"
    images = images_of_test(run).images
    _grid(paper, [np.array(images[int(i)]) for i in answers.cell(*cell)[:9]], left=284)
    return paper


def heated() -> Image.Image:
    """Where a net looked on six pictures that it knows, warm where the class was seen."""
    known = find_run(HEATED)
    _, net = trained(HEATED)
    shown, answers = images_of_test(known), answers_of(known)
    _, scores = class_scores(known)
    with_places = [each["name"] for each in layers(known) if len(each["shape"]) == 3]
    layer = module_path(known, with_places[-1])
    assert layer is not None
    paper, _ = _paper()
    side = (SIZE[1] - 3 * GAP) // 2
    for place, number in enumerate(_one_a_class(answers.right, shown.labels)[:6]):
        pixels = np.array(shown.images[number])
        said = scores(net(prepared(known, pixels)).float())[0]
        heat = grad_cam.answer(run=HEATED, image=pixels, layer=layer, number=int(said.argmax()))
        row, column = divmod(place, 3)
        between = (SIZE[0] - 3 * side) // 4
        at = (between + column * (side + between), GAP + row * (side + GAP))
        paper.paste(_warmed(pixels, heat["heat"], side), at)
    return paper


def puzzle() -> Image.Image:
    """A shuffled picture, and what the shipped net makes of it."""
    solver = Solver(find_run(PUZZLE))
    photo = example("Landscape")
    board = board_of(photo, solver.tiles(np.asarray(photo)), solver.cut)
    for seed in range(100):
        lying = board.arranged(taught_order(solver.orders, np.random.default_rng(seed)))
        places = solver.solve(lying.lying()).places
        if all(lying.right(places)) and lying.order != SOLVED:
            break
    else:
        raise RuntimeError("the net restored none of a hundred orders")
    paper, pen = _paper()
    side = SIZE[1] - 4 * GAP
    for tiles, left in ((lying.shown[list(lying.order)], 0), (lying.restored(places), 300)):
        seen = Image.fromarray(assembled(tiles, gap=6)).convert("RGBA").resize((side, side))
        paper.paste(seen, (left + GAP if left == 0 else SIZE[0] - side - GAP, 2 * GAP))
    middle = SIZE[1] // 2
    pen.line((268, middle, 290, middle), fill=GRAY, width=5)
    pen.polygon([(284, middle - 10), (298, middle), (284, middle + 10)], fill=GRAY)
    return paper


def over_fitted() -> Image.Image:
    """Training loss that falls on, validation loss that turns, of a net with and one without
    dropout.
    """
    paper, pen = _paper()
    drawn = [
        (index, curve)
        for index, name in enumerate(OVER_FITTED)
        for curve in curves_of(find_run(name).history())
        if curve.quantity == LOSS
    ]
    right = max(curve.epoch.max() for _, curve in drawn)
    top = max(curve.value.max() for _, curve in drawn)
    pen.line((24, 12, 24, 276, 548, 276), fill=GRAY, width=2)
    for index, curve in drawn:
        points = [
            (24 + 520 * epoch / right, 274 - 258 * value / top)
            for epoch, value in zip(curve.epoch, curve.value, strict=True)
        ]
        if curve.split == TRAIN:
            for x, y in points[:: max(1, len(points) // 40)]:
                pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill=LANE_COLOURS[index])
        else:
            pen.line(points, fill=LANE_COLOURS[index], width=6, joint="curve")
    return paper


def _one_a_class(right: NDArray[np.bool_], labels: NDArray[np.integer]) -> list[int]:
    """The first image of each class that the net knows."""
    return [int(np.flatnonzero(right & (labels == label))[0]) for label in np.unique(labels)]


def _warmed(pixels: Picture, heat: NDArray[np.float32], side: int) -> Image.Image:
    photo = Image.fromarray(pixels).convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    map_ = Image.fromarray((heat * 170).astype(np.uint8)).resize((side, side))
    photo.paste(Image.new("RGB", photo.size, (255, 106, 0)), mask=map_)
    return photo.convert("RGBA")


def _grid(paper: Image.Image, images: list[Picture], *, left: int) -> None:
    side = (SIZE[1] - 4 * GAP) // 3
    for place, pixels in enumerate(images):
        row, column = divmod(place, 3)
        small = Image.fromarray(pixels).convert("RGBA").resize((side, side))
        paper.paste(small, (left + column * (side + GAP // 2), GAP + row * (side + GAP)))


def _paper() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    paper = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    return paper, ImageDraw.Draw(paper)


DRAWN = {"matrix": matrix, "heat": heated, "puzzle": puzzle, "curves": over_fitted}


def write() -> None:
    """Draw all four."""
    PICTURES.mkdir(exist_ok=True)
    for name, draw in DRAWN.items():
        draw().save(PICTURES / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    write()
