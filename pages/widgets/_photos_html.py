"""What the photos' model says of a photo, as one piece of HTML."""

from __future__ import annotations

import html
from collections import Counter

import numpy as np
from PIL import Image

from core.figures.palette import colour
from core.inference.photos.real import PhotoAnswer, PhotosModel
from core.metrics.decimal import decimal
from core.metrics.prediction_sets import COVERAGE
from pages.widgets._html import image, part

SHOWN = 3
SIDE = 320
GLOW = (255, 140, 0)


def photo_answered(answer: PhotoAnswer, model: PhotosModel, *, garment: str = "") -> str:
    """Label, probabilities, the region that was looked at, and what is nearest.

    `garment` is what is on the photo, where that is known.
    """
    label = html.escape(answer.label)
    head = (
        f"<p class='label' data-testid='label'>{label}</p>{_truth(answer, garment)}"
        f"{_likely(answer)}<p class='note'>{html.escape(answer.reason)}</p>"
    )
    parts = _region(answer) + _nearest(answer)
    return f"{head}{_shares(answer, model)}<div class='parts'>{parts}</div>"


def _likely(answer: PhotoAnswer) -> str:
    """Where two classes or more may be: which, and how often that holds."""
    if answer.unsure or len(answer.likely) < 2:
        return ""
    names = " or ".join(html.escape(name) for name in answer.likely)
    return (
        f"<p data-testid='likely'>It may be {names}: of photos that it was not fitted on, such a "
        f"list names the right class for {COVERAGE:.0%}.</p>"
    )


def _truth(answer: PhotoAnswer, garment: str) -> str:
    if not garment:
        return ""
    if answer.unsure:
        first = next(iter(answer.probabilities))
        found = "which it would have said" if first == garment else f"not {first}"
        return f"<p class='truth wrong'>Refused. It is labelled {garment}, {found}.</p>"
    right = answer.label == garment
    word, said = ("right", "Right") if right else ("wrong", "Wrong")
    return f"<p class='truth {word}'>{said}: it is labelled {garment}.</p>"


def _shares(answer: PhotoAnswer, model: PhotosModel) -> str:
    rows = []
    for name, share in list(answer.probabilities.items())[:SHOWN]:
        shade = colour(model.classes.index(name))
        rows.append(
            f"<div class='share brief'><span>{html.escape(name)}</span>"
            f"<div><div class='bar' style='width:{share:.1%};background:{shade}'></div></div>"
            f"<span>{decimal(share)}</span></div>"
        )
    aside = model.card.data.validation
    text = (
        "Of the ten classes it would be these, but it resembles none."
        if answer.unsure
        else f"Calibrated on {aside:,} photos it was not trained on: of a hundred answers with "
        ".80, about eighty are right."
    )
    return part("Top three classes", "".join(rows), text)


def _region(answer: PhotoAnswer) -> str:
    text = (
        "Orange: evidence for the class (<a href='https://arxiv.org/abs/1610.02391' "
        "target='_blank' rel='noopener'>Grad-CAM</a>), and which of several garments was "
        "classified."
    )
    picture = image(_glowing(answer), "The region that is evidence for the class", "cut")
    return part("Where it looked", picture, text)


def _glowing(answer: PhotoAnswer) -> Image.Image:
    photo = answer.photo.copy()
    photo.thumbnail((SIDE, SIDE))
    heat = Image.fromarray((answer.region * 255).astype(np.uint8)).resize(
        photo.size, Image.Resampling.BICUBIC
    )
    share = np.asarray(heat, np.float32)[..., None] / 255 * 0.6
    gray = np.asarray(photo.convert("L").convert("RGB"), np.float32)
    return Image.fromarray((gray * (1 - share) + np.array(GLOW) * share).round().astype(np.uint8))


def _nearest(answer: PhotoAnswer) -> str:
    counts = Counter(name for name, _ in answer.nearest)
    rows = "".join(
        f"<li>{html.escape(name)}: {count} of {len(answer.nearest)}</li>"
        for name, count in counts.most_common()
    )
    text = (
        "Classes of the nearest training photos, which are not part of Embedscope and cannot "
        "be shown."
    )
    return part("Nearest training photos", f"<ul>{rows}</ul>", text)
