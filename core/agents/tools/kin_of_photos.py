"""Say how likely the people on two photos are kin: a calibrated probability where half of all pairs
are, with the model's own error rates. Faces alone prove nothing. The photos are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import DIGITS, figure
from core.agents.caller import page
from core.agents.photos import Photo, source_of
from core.metrics.metric import Metric

TITLE = "Are two people kin?"
WRITES = False
Face = Annotated[int, Field(ge=0, description="Which face on the photo, counted from the largest.")]


@dataclass(frozen=True)
class Kinship:
    """What a pair model says of two faces."""

    kin: bool
    probability: float
    """Within what was judged, and its 95 % interval:"""
    low: float
    high: float
    outside: list[str]
    """Why this pair is of a kind that was not judged: then the probability is not to be trusted."""
    score: float
    threshold: float
    """A score: from there on a pair is called kin."""
    same_person: bool
    """The faces are so near that they look like one person's: kinship is beside the point."""
    faces: list[int]
    """Found on either photo."""
    model: str
    roc_auc: Metric | None
    """Of the model, on pairs that it was tested with."""
    page: str


def answer(
    first: Photo,
    second: Photo,
    first_face: Face = 0,
    second_face: Face = 0,
    whole: Annotated[
        bool, Field(description="Use the whole photo: both show nothing but a face.")
    ] = False,
) -> Kinship:
    """Compare them; raises BadPhoto, NoFace, EncoderMissing, RunBroken."""
    from core.inference.kinship.pair_model import pair_model
    from core.inference.kinship.verify import verify

    photos = source_of(first), source_of(second)
    model = pair_model(None)
    said = verify(*photos, which=(first_face, second_face), whole=whole, model=model)
    measured = model.card.metrics.get("test/roc_auc")
    return Kinship(
        kin=said.kin,
        probability=round(said.probability, DIGITS),
        low=round(said.said.low, DIGITS),
        high=round(said.said.high, DIGITS),
        outside=list(said.outside),
        score=round(said.score, DIGITS),
        threshold=round(said.threshold, DIGITS),
        same_person=said.same_person,
        faces=[len(photo.faces) for photo, _ in said.chosen],
        model=said.model,
        roc_auc=measured and figure(measured),
        page=page("faces"),
    )
