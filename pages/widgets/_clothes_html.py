"""What a Fashion-MNIST net says of a photo, as one piece of HTML; and the style of the widget."""

from __future__ import annotations

import html

from PIL import Image

from core.figures.palette import colour
from core.inference.photos.classify import Answer, Garments
from core.inference.photos.pictures import outlined, place_on_map
from core.metrics.decimal import decimal
from pages.widgets._html import image, part

EMPTY = "<p class='hint'>Bring a photo, or choose an example.</p>"
LOADING = "<p class='hint'>The net is loading …</p>"
SHOWN = 3

CSS = """
.clothes h3 {margin: .2rem 0 .3rem; font-size: 1rem}
.clothes .label {font-size: 1.6rem; font-weight: 650; margin: 0}
.clothes .note, .clothes .hint, .clothes small {color: var(--look-muted)}
.clothes .truth {margin: .1rem 0 .4rem; font-weight: 600}
.clothes .truth.wrong::before {content: '\\2715 '; color: var(--look-bad)}
.clothes .truth.right::before {content: '\\2713 '; color: #2e7d32}
.clothes .parts {display: grid; gap: .5rem 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr))}
.clothes figure {margin: 0 0 1rem; min-width: 0}
.clothes figcaption {font-size: .85rem; color: var(--look-muted); margin-top: .3rem}
.clothes .crisp {image-rendering: pixelated; background: #000}
.clothes .seen {width: 224px; height: 224px; max-width: 100%}
.clothes .cut {max-width: 100%; height: 260px; object-fit: contain; object-position: left}
.clothes .map {width: 100%; max-width: 420px}
.clothes .share {display: grid; grid-template-columns: 6rem 1fr 7rem; gap: .5rem;
  align-items: center; margin: .25rem 0; white-space: nowrap}
.clothes .share.brief {grid-template-columns: 6rem 1fr 3rem}
.clothes .share span:last-child, .clothes td {font-variant-numeric: tabular-nums}
.clothes .bar {height: .8rem; border-radius: .4rem; min-width: 2px}
.clothes .near {display: flex; flex-wrap: wrap; gap: .4rem}
.clothes .near figure {width: 64px; font-size: .75rem; text-align: center}
.clothes .near img {width: 64px; height: 64px}
.clothes .bad {border-left: 4px solid var(--look-bad); padding: .5rem .8rem;
  background: color-mix(in srgb, var(--look-bad) 12%, transparent)}
.clothes .caption {display: flex; gap: 1rem; align-items: baseline; margin: 0 0 .3rem}
.clothes .scroll {overflow: auto; max-height: 420px; margin-bottom: 1rem}
.clothes table {border-collapse: collapse; width: 100%; font-size: .9rem}
.clothes th, .clothes td {text-align: left; padding: .25rem .5rem; vertical-align: middle;
  border-bottom: 1px solid var(--look-border)}
.clothes td img {width: 40px; height: 40px; border-radius: 4px; margin: 0; max-width: none}
.clothes td button {background: none; border: 0; padding: 0; color: inherit; cursor: pointer;
  text-decoration: underline; font: inherit; text-align: left; overflow-wrap: anywhere}
.clothes tr.shown td {background: var(--look-surface)}
.clothes .why {min-width: 12rem; font-size: .85rem}
.clothes.answer {min-height: 610px}
"""


def answered(answer: Answer, checkpoint: Garments) -> str:
    """Label, shares, what the net sees, the cut, the nearest images and the place on the map."""
    parts = (
        _seen(answer),
        _cut(answer),
        _nearest(answer, checkpoint),
        _map(answer, checkpoint),
    )
    label = html.escape(answer.label)
    note = html.escape(answer.garment.note)
    head = f"<p class='label' data-testid='fashion-label'>{label}</p><p class='note'>{note}</p>"
    shares = _shares(answer, checkpoint)
    return f"{head}{shares}<div class='parts'>{''.join(parts)}</div>"


def _seen(answer: Answer) -> str:
    picture = image(Image.fromarray(answer.garment.seen), "What the net sees", "crisp seen")
    return part(
        "What the net sees", picture, "28 x 28 pixels, light on black, like its training images."
    )


def _cut(answer: Answer) -> str:
    picture = image(outlined(answer.garment), "The garment's outline on the photo", "cut")
    return part("What was cut out", picture, "The grey part is discarded.")


def _shares(answer: Answer, checkpoint: Garments) -> str:
    rows = []
    for name, share in list(answer.shares.items())[:SHOWN]:
        shade = colour(checkpoint.classes.index(name))
        count = answer.votes[name]
        rows.append(
            f"<div class='share'><span>{html.escape(name)}</span>"
            f"<div><div class='bar' style='width:{share:.1%};background:{shade}'></div></div>"
            f"<span>{decimal(share)} ({count} of {checkpoint.neighbours})</span></div>"
        )
    weighed = " Votes are weighted by class." if (checkpoint.weights != 1).any() else ""
    text = (
        f"Votes of the {checkpoint.neighbours} nearest training images.{weighed} Not a "
        "probability: far from all of them it can be 1 and wrong."
    )
    return part("Top three classes", "".join(rows), text)


def _nearest(answer: Answer, checkpoint: Garments) -> str:
    figures = []
    for row, distance in zip(answer.nearest, answer.distances, strict=True):
        thumbnail = checkpoint.thumbnail(row)
        name = html.escape(checkpoint.classes[checkpoint.test_labels[row]])
        if thumbnail is not None:
            picture = image(thumbnail, f"{name}, test image {row}", "crisp")
            title = f"test image {row}, distance {distance:.3g}"
            figures.append(f"<figure title='{title}'>{picture}{name}</figure>")
    if not figures:
        return part("Nearest test images", "", "This checkpoint has no thumbnail sheet.")
    text = "The nearest test images in the embedding."
    return part("Nearest test images", f"<div class='near'>{''.join(figures)}</div>", text)


def _map(answer: Answer, checkpoint: Garments) -> str:
    plane = checkpoint.plane
    drawn = place_on_map(
        plane.points,
        checkpoint.test_labels,
        checkpoint.in_plane(answer.position),
        classes=checkpoint.classes,
        colours=[colour(label) for label in range(len(checkpoint.classes))],
    )
    dimension = len(answer.position)
    text = "The ring is the photo among the test images."
    if dimension > 2:
        text += (
            f" Two axes by PCA of {dimension} dimensions ({decimal(plane.share)} of the "
            "variance): neighbours may look far apart."
        )
    picture = image(drawn, "The photo's place among the test images", "map")
    return part("Where it lands on the map", picture, text)
