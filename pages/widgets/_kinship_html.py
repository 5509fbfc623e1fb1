"""The answer of the kinship widget as one piece of HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from core.metrics.decimal import decimal
from pages.widgets._html import image, part
from pages.widgets._score_plot import score_plot

if TYPE_CHECKING:
    from core.faces.photo import Photo
    from core.inference.explanation_check import Checked
    from core.inference.kinship.occlusion import Spoken
    from core.inference.kinship.pair_model import PairModel
    from core.inference.kinship.verify import Answer

EMPTY = "<p class='hint'>Bring two photos: a parent and a child, two sisters, two strangers.</p>"
LOADING = "<p class='hint'>The encoder is loading …</p>"
WAITING = "<p class='hint'>One photo is there. Add the other one.</p>"
DRAWN = (
    "<p class='same' data-testid='drawn'><b>These are drawings, not people</b>: they show how "
    "an answer reads, and the figures mean nothing. The encoder learned from photos of people "
    "and takes most drawings for one person. For a real answer, bring two photos.</p>"
)
LIMITS = (
    "Likeness is no proof of kinship: strangers can look alike and siblings need not; age, "
    "make-up, glasses, light and a turned head change the figure. Only a genetic test can "
    "tell. Please ask people before you use their photo."
)
CSS = """
.kinship h3 {margin: .2rem 0 .3rem; font-size: 1rem}
.kinship .label {font-size: 1.6rem; font-weight: 650; margin: 0}
.kinship .note, .kinship .hint, .kinship small {color: var(--look-muted)}
.kinship.answer {min-height: 740px}
.kinship .examples button {width: 9.5rem}
.kinship figure {margin: 0 0 1rem; min-width: 0}
.kinship figcaption {font-size: .85rem; color: var(--look-muted); margin-top: .3rem}
.kinship .pair {display: flex; gap: .75rem; flex-wrap: wrap}
.kinship .pair img {width: 150px; height: 150px; border-radius: 6px}
.kinship .bar {height: .9rem; border-radius: .45rem; background: rgba(128, 128, 128, .25);
  max-width: 640px; overflow: hidden}
.kinship .bar div {height: 100%; background: var(--look-primary)}
.kinship .scores {width: 100%; max-width: 640px; font-size: 13px; fill: currentColor;
  overflow: visible}
.kinship .key {font-size: .85rem; margin: .2rem 0}
.kinship .key i {display: inline-block; width: .8rem; height: .8rem; border-radius: 50%;
  margin: 0 .35rem 0 .8rem; vertical-align: -1px}
.kinship .key i:first-child {margin-left: 0}
.kinship .faces img {max-width: 100%; height: 170px; object-fit: contain; object-position: left}
.kinship .same {border-left: 4px solid var(--look-primary); padding: .5rem .8rem;
  background: color-mix(in srgb, var(--look-primary) 12%, transparent)}
.kinship .bad {border-left: 4px solid var(--look-bad); padding: .5rem .8rem;
  background: color-mix(in srgb, var(--look-bad) 12%, transparent)}
"""


def answered(
    answer: Answer,
    model: PairModel,
    portraits: Sequence[Image.Image],
    *,
    threshold: float,
) -> str:
    """The verdict, both faces as the encoder sees them, and where the pair lies among others."""
    kin, said = answer.score >= threshold, answer.said
    verdict = "Look like kin" if kin else "Do not look like kin"
    share, within = decimal(said.probability), f"{decimal(said.low)} to {decimal(said.high)}"
    plain = (
        f"<p class='label' data-testid='label'>{verdict}: {share}</p>"
        "<div class='bar' aria-hidden='true'>"
        f"<div style='width:{said.probability:.1%}'></div></div>"
    )
    if answer.outside:
        plain = (
            f"<p class='label' data-testid='label'>{verdict}</p>"
            "<p class='bad' data-testid='outside'><b>Outside of what was judged</b>: "
            f"{html.escape('; '.join(answer.outside))}. Nothing says how often such an answer is "
            f"right; among judged pairs it would be {share}.</p>"
        )
    judged = "small, tight crops of KinFaceW-I" if answer.crops else "unseen families"
    head = (
        f"{plain}<p class='note'>Of the {said.pairs} tested pairs ({judged}) that score most like "
        f"this one, {within} are kin (95 %), where half of all pairs are. {_near(answer)}"
        f"{html.escape(model.title)} ({', '.join(answer.encoders)}); {answer.ms:,.0f} ms.</p>"
    )
    same = _same(answer.distance, model.same_person) if answer.same_person else ""
    parts = _faces(portraits) + _scores(answer, model, threshold)
    return f"{head}{same}{parts}"


def _near(answer: Answer) -> str:
    """What the score means among people who resemble each other anyway."""
    near = answer.near
    if near is None:
        return ""
    return (
        f"<b>Among people of one family</b>, couples and in-laws against kin: "
        f"<span data-testid='near'>{decimal(near.probability)}</span> ({decimal(near.low)} to "
        f"{decimal(near.high)}). "
    )


def _same(distance: float | None, within: float | None) -> str:
    """That both photos are probably of one person, whose encodings lie so far apart."""
    return (
        "<p class='same'>These look like two photos of <b>the same person</b> (distance "
        f"{decimal(distance)}, below {decimal(within)}). If so, the kinship figures "
        "mean nothing.</p>"
    )


def marked(photo: Photo, chosen: int) -> str:
    """The photo with a numbered frame round each face; the chosen one stands out."""
    drawn = photo.image.copy()
    drawn.thumbnail((560, 420))
    factor = drawn.width / photo.image.width
    pen = ImageDraw.Draw(drawn)
    font = ImageFont.load_default(size=18)
    for number, face in enumerate(photo.faces):
        box = tuple(factor * edge for edge in face.box)
        colour = "#ff8800" if number == chosen else "#ffffff"
        pen.rectangle(box, outline=colour, width=3)
        if len(photo.faces) > 1:
            pen.text((box[0] + 5, box[1] + 1), str(number + 1), colour, font, stroke_width=2,
                     stroke_fill="#000000")  # fmt: skip
    count = len(photo.faces)
    text = "One face." if count == 1 else f"{count} faces; the orange one is compared."
    if not photo.faces[chosen].found:
        text = "The whole photo is used as the face."
    return f"<figure class='faces'>{image(drawn, text)}<figcaption>{text}</figcaption></figure>"


def explained(faces: Sequence[Spoken], checked: Checked) -> str:
    """What speaks for and against, as colours over both faces, and whether to believe it."""
    most = max(float(abs(face.heat).max()) for face in faces)
    pictures = "".join(
        image(face.painted(most=most), "evidence for and against kinship") for face in faces
    )
    text = (
        "Each place was covered with grey in turn. <b>Blue</b>: evidence for kinship; "
        "<b>orange</b>: against. Colours are scaled to the strongest effect, however small (<a "
        "href='https://arxiv.org/abs/1311.2901' target='_blank' rel='noopener'>Zeiler and "
        f"Fergus 2014</a>). {_believed(checked)}"
    )
    return part("Evidence for and against", f"<div class='pair'>{pictures}</div>", text)


def _believed(checked: Checked) -> str:
    """The figures of the check, for people."""
    found = checked.faithful
    follows = found.deletion < found.random_deletion and found.insertion > found.random_insertion
    likeness = list(checked.likeness.values())[-1]
    left = "nothing is marked" if likeness is None else f"the maps' likeness is {decimal(likeness)}"
    return (
        "<b>Can it be believed?</b> If the maps did not change with random weights, they would "
        f"not explain the net: with those of the pair model random, {left} (rank correlation; 1: "
        "the same). As the marked places go, the probability's area (deletion) is "
        f"{decimal(found.deletion)}, at random {decimal(found.random_deletion)}; as they come "
        f"(insertion) {decimal(found.insertion)}, at random {decimal(found.random_insertion)}: it "
        f"{'follows' if follows else '<b>does not follow</b>'} the maps (<a "
        "href='https://arxiv.org/abs/1810.03292' target='_blank' rel='noopener'>Adebayo et al. "
        "2018</a>, <a href='https://arxiv.org/abs/1806.07421' target='_blank' "
        "rel='noopener'>Petsiuk et al. 2018</a>)."
    )


def _faces(portraits: Sequence[Image.Image]) -> str:
    pictures = "".join(image(picture, "a face, turned upright") for picture in portraits)
    text = "Turned upright, aligned by eyes and nose; only this is used."
    return part("The two faces", f"<div class='pair'>{pictures}</div>", text)


def _scores(answer: Answer, model: PairModel, threshold: float) -> str:
    accepted, rejected = model.errors.at(threshold)
    plot = score_plot(
        model.kin_scores,
        model.stranger_scores,
        score=answer.score,
        threshold=threshold,
        tick="score",
    )
    text = (
        f"Pairs from unseen families. At this threshold <b>{decimal(accepted)}</b> of strangers "
        f"are predicted kin (false accept) and <b>{decimal(rejected)}</b> of kin strangers "
        "(false reject): as one falls the other rises."
    )
    return part("Compared with known pairs", plot, text)
