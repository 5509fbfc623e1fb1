"""A checkpoint of the task kinship, loaded: scores of pairs of faces, and what they mean."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.encoders.as_face import about_face, load_face, missing_face
from core.errors import EmbedscopeError, EncoderMissing, RunBroken
from core.faces.align import mirrored
from core.faces.encoders import Encoder
from core.faces.face import Face
from core.faces.find import find_faces, whole_picture
from core.faces.photo import Photo
from core.metrics.calibration import Calibration, calibration_from
from core.metrics.stated import NEAREST, Stated, stated
from core.metrics.verification import Errors, errors
from core.recipes.recipe import of_kind
from core.runs.card_parts import EncoderCard
from core.runs.find import find_run, finished_runs
from core.runs.run import Run
from core.tasks.kinship.settings import KinshipRecipe

if TYPE_CHECKING:
    from core.tasks.kinship.heads._head import PairHead

PREFERRED = "kin"
DATA = "families"
Chosen = tuple[Photo, Face]
"""A face, and the photo it is on."""
Vectors = NDArray[np.float32]
NO_MODEL = (
    "There is no pair model that can be used here. Make one with `python -m core train kin`, or "
    "get the shipped one with `git checkout -- checkpoints`."
)


class PairModel:
    """A finished run of the task kinship.

    Raises RunBroken where it is unfinished or a file is unreadable, EncoderMissing where an encoder
    that it needs is not here, or is another version than the one it was trained with.
    """

    def __init__(self, run: Run) -> None:
        self.run, self.card = run, run.finished()
        self.recipe = of_kind(run.recipe(), KinshipRecipe)
        known = tuple(_encoder(run, about) for about in self.card.pairs.encoders)
        from core.inference.kinship.loaded import loaded

        self.encoders, self.heads, self.parts = loaded(run, known, self.recipe)
        about = _json(run, "calibration.json")
        self.calibration: Calibration = calibration_from(about)
        self.threshold = float(about["threshold"])
        """The score from which a pair is called kin: it errs least on the tested pairs."""
        self.limits: Mapping[str, Mapping[str, float]] = about.get("pictures", {})
        """Of the tested pictures, by statistic and side; empty where they were not measured."""
        crops = about.get("crops")
        self.crops = None if crops is None else (calibration_from(crops), float(crops["threshold"]))
        """Calibration and threshold for small, tight crops."""

    @property
    def title(self) -> str:
        """As people call it."""
        return self.card.title

    @property
    def same_person(self) -> float | None:
        """The distance below which two faces are called one person's; None where none is known."""
        for each in () if self.recipe.faces.fine_tune else self.encoders:
            limit = about_face(each.name).get("SAME_PERSON")
            if limit is not None:
                return float(limit)
        return None

    @cached_property
    def kin_scores(self) -> Vectors:
        """Scores of the tested pairs that are kin, ascending: float32 [n]."""
        return _array(self.run, "scores/kin.npy")

    @cached_property
    def stranger_scores(self) -> Vectors:
        """Scores of the tested pairs of different families, ascending: float32 [n]."""
        return _array(self.run, "scores/far.npy")

    @cached_property
    def errors(self) -> Errors:
        """False accept and false reject against the threshold, on the tested pairs."""
        scores = np.concatenate([self.kin_scores, self.stranger_scores])
        return errors(scores, np.arange(len(scores)) < len(self.kin_scores))

    @cached_property
    def near_scores(self) -> Vectors:
        """Scores of the tested pairs of one family that are not kin, ascending: float32 [n]."""
        return _array(self.run, "scores/near.npy")

    @cached_property
    def crop_scores(self) -> tuple[Vectors, Vectors]:
        """Of crops of another data set, those that are kin and those that are not, ascending."""
        return _array(self.run, "scores/crops-kin.npy"), _array(self.run, "scores/crops-far.npy")

    def stated(self, score: float, *, crops: bool = False) -> Stated:
        """What may be said of a score, where half of all pairs are kin; `crops`: by the calibration
        for small, tight ones.
        """
        if crops and self.crops is not None:
            curve = float(self.crops[0](np.array(score)))
            return stated(score, *self.crop_scores, curve=curve)
        curve = float(self.calibration(np.array(score)))
        return stated(score, self.kin_scores, self.stranger_scores, curve=curve)

    def stated_near(self, score: float) -> Stated | None:
        """The same against people of one family who are not kin, such as couples; None where too
        few of them were tested.
        """
        if len(self.near_scores) < NEAREST:
            return None
        return stated(score, self.kin_scores, self.near_scores, curve=None)

    def probability(self, score: float) -> float:
        """Of being kin, for a score, where half of all pairs are; within what was judged."""
        return self.stated(score).probability

    def probabilities(self, scores: NDArray[np.floating]) -> NDArray[np.float64]:
        """The same of many scores [n]."""
        return np.array([self.probability(float(score)) for score in scores], np.float64)

    def score_at(self, probability: float) -> float:
        """The score that means this probability, among the scores of tested pairs."""
        scores = np.sort(np.concatenate([self.kin_scores, self.stranger_scores]))
        return float(np.interp(probability, self.calibration(scores), scores))

    def vectors(self, faces: Sequence[Chosen]) -> Vectors:
        """As the encoders see them, plain and mirrored: float32 [n, 2, d]."""
        parts = []
        for each in self.encoders:
            crops = np.stack([each.crop(photo.image, face) for photo, face in faces])
            both = each.encode(np.concatenate([crops, mirrored(crops)]))
            parts.append(both.reshape(2, len(crops), -1).swapaxes(0, 1))
        return np.concatenate(parts, axis=2)

    def scores(
        self,
        vectors: Vectors,
        pairs: NDArray[np.int64],
        *,
        heads: Sequence[PairHead] | None = None,
    ) -> NDArray[np.float64]:
        """The mean logit of the kept models (or of others like them, `heads`), float64 [n], for
        pairs of rows of what heads take: float32 [m, d], as `seen` gives it.
        """
        from core.tasks.kinship.heads._head import VectorInputs, score

        logits = [
            score(head, VectorInputs(np.ascontiguousarray(vectors[:, part])), pairs)
            for head, part in zip(heads or self.heads, self.parts, strict=True)
        ]
        found: NDArray[np.float64] = np.mean(logits, axis=0)
        return found

    def seen(self, vectors: Vectors) -> Vectors:
        """What heads take of vectors [n, 2, d]: float32 [n, d]."""
        from core.tasks.kinship.vectors import seen

        return seen(vectors, mirror=self.recipe.faces.mirror)

    def distance(self, first: Vectors, second: Vectors) -> float | None:
        """How far two faces, [2, d] each, lie apart for the encoder that tells people apart."""
        at = 0
        for each in () if self.recipe.faces.fine_tune else self.encoders:
            count = about_face(each.name).get("IDENTITY")
            if count is not None:
                part = slice(at, at + int(count))
                return float(np.linalg.norm(first[0, part] - second[0, part]))
            at += each.dimension
        return None


def pair_models() -> dict[str, str]:
    """The pair models for anybody's photos, shipped ones and those trained here, by the name that
    `find_run` takes: an empty text where one can be used here, else why not. Those that reproduce
    the report or know KinFaceW alone can be asked for by name.
    """
    found = {}
    for name, run in finished_runs(_for_anybody).items():
        missing = (missing_face(about.name) for about in run.finished().pairs.encoders)
        found[name] = next(filter(None, missing), "")
    return found


def pair_model_titles() -> dict[str, str]:
    """What people call those that can be used here, by the name that `find_run` takes."""
    usable = {name for name, missing in pair_models().items() if not missing}
    runs = finished_runs(_for_anybody)
    return {
        name: f"{run.finished().title} · ROC AUC {run.finished().value('test/roc_auc') or 0:.3f}"
        if "/" in name
        else name
        for name, run in runs.items()
        if name in usable
    }


def _for_anybody(run: Run) -> bool:
    card = run.card
    general = card is not None and card.kinship is not None and card.data.name == DATA
    return run.has_weights and general and not run.name.startswith("report-")


def default_model() -> str:
    """`kin`; without it any other that can be used. Raises EmbedscopeError where there is none."""
    usable = [name for name, why in pair_models().items() if not why]
    if not usable:
        raise EmbedscopeError(NO_MODEL)
    return PREFERRED if PREFERRED in usable else usable[0]


_loaded: dict[tuple[str, float], PairModel] = {}
_loading = threading.Lock()


def pair_model(name: str | None = None) -> PairModel:
    """The pair model called `name` (else `default_model`), loaded once a process.

    Raises UnknownName, RunBroken, EncoderMissing, BadRecipe for a run of another task.
    """
    run = find_run(name or default_model())
    card = run.folder / "card.json"
    key = (str(run.folder), card.stat().st_mtime if card.is_file() else 0.0)
    with _loading:
        if key not in _loaded:
            made = PairModel(run)
            _rehearse(made)
            _loaded[key] = made
        return _loaded[key]


def _rehearse(model: PairModel) -> None:
    """Answer once for nobody: first answers import and allocate, and take far longer."""
    blank = Image.new("RGB", (80, 80), "grey")
    find_faces(blank)
    chosen = (Photo(blank, ()), whole_picture(blank))
    vectors = model.seen(model.vectors([chosen, chosen]))
    model.scores(vectors, np.array([[0, 1]]))


def _encoder(run: Run, about: EncoderCard) -> Encoder:
    encoder = load_face(about.name)
    if encoder.version != about.version:
        raise EncoderMissing(
            f"{run.name} was trained with {about.version}; here is {encoder.version}. Train it "
            f"again: python -m core train {run.recipe().name}."
        )
    return encoder


def _json(run: Run, name: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((run.folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunBroken(f"The run {run.name} has no readable {name}.") from error
    return content


def _array(run: Run, name: str) -> Vectors:
    try:
        known: Vectors = np.load(run.folder / name, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise RunBroken(f"The run {run.name} has no readable {name}.") from error
    return known
