"""What each figure of a card says: its name on screens, a sentence, its range, and its trap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """Of one figure, whatever the split and the part of it."""

    title: str
    says: str
    """A sentence."""
    range: str
    """From what to what, and which end is good."""
    trap: str
    """How it misleads."""


_SHARE = "0 to 1, more is better"
_ERROR = "0 to 1, less is better"
_LOSS = "0 upwards, less is better"
_COUNT = "a count"
_UNSURE = "says nothing of how sure the net was"
_AGAINST = "Sees only how classes lie to each other; a few far classes can carry it."

MEANINGS: dict[str, Meaning] = {
    "accuracy": Meaning(
        "Accuracy",
        "The share of images (of faces, of pairs) that are answered rightly.",
        _SHARE,
        f"Frequent classes weigh most, and it {_UNSURE}.",
    ),
    "fold_accuracy": Meaning(
        "Accuracy, mean over folds",
        "The accuracy of each fold's model on its own pairs, averaged.",
        _SHARE,
        "Its interval is over folds, which are few.",
    ),
    "top5_accuracy": Meaning(
        "Top-5 accuracy",
        "The share of images whose class is among the five most probable.",
        _SHARE,
        "With few classes it is nearly given.",
    ),
    "tile_accuracy": Meaning(
        "Tiles in place",
        "The share of a puzzle's nine tiles that are laid where they belong.",
        _SHARE,
        "A puzzle with two tiles swapped still has 7 of 9.",
    ),
    "chance_accuracy": Meaning(
        "Accuracy of guessing",
        "What an answer drawn at random would reach.",
        _SHARE,
        "A figure near it means that nothing was learned.",
    ),
    "macro_f1": Meaning(
        "Macro F1",
        "The harmonic mean of precision and recall of each class, averaged over classes.",
        _SHARE,
        "A class of three images weighs as much as one of three hundred.",
    ),
    "loss": Meaning(
        "Loss",
        "Of a classifier the mean cross-entropy, in nats; of an embedding its strategy's own loss.",
        _LOSS,
        "Losses of two strategies, margins or numbers of classes cannot be compared.",
    ),
    "loss_over_margin": Meaning(
        "Loss over margin",
        "The strategy's loss in units of its margin: 1 where all images lie at one point.",
        _LOSS,
        "A value near 1 is the sign of a collapse, not of a slow start.",
    ),
    "brier": Meaning(
        "Brier score",
        "The squared distance of the stated probabilities from the truth, summed over classes.",
        "0 to 2, less is better",
        "It mixes being right with knowing it: read it beside the calibration error.",
    ),
    "expected_calibration_error": Meaning(
        "Expected calibration error",
        "How far the stated probability lies from the share that came true, averaged over bins.",
        _ERROR,
        "A net that always states its accuracy has 0, and tells nobody which answer to trust.",
    ),
    "knn_accuracy": Meaning(
        "k-NN accuracy",
        "The share of images whose nearest training images (3, or what the recipe says) vote "
        "rightly.",
        _SHARE,
        "Good with a memory of all training images; a map may look worse than it is.",
    ),
    "knn31_accuracy": Meaning(
        "31-NN accuracy",
        "The same with 31 voters.",
        _SHARE,
        "Small classes are outvoted.",
    ),
    "roc_auc": Meaning(
        "ROC AUC",
        "The chance that an image of the class (a pair of kin) scores higher than another; of an "
        "embedding by votes of k neighbours, averaged over classes.",
        "0 to 1, .5 is chance",
        "Few voters give few levels: three give four, and hide most of it.",
    ),
    "knn31_roc_auc": Meaning(
        "ROC AUC by 31 votes",
        "The same with 31 voters, which tell 32 levels apart.",
        "0 to 1, .5 is chance",
        _AGAINST,
    ),
    "silhouette": Meaning(
        "Silhouette",
        "How much nearer an image lies to its own class than to the next one, averaged.",
        "-1 to 1, more is better",
        "Favours round islands of one size; a ring or a chain scores low and may serve well.",
    ),
    "spread": Meaning(
        "Spread",
        "The mean distance of two images.",
        "0 upwards",
        "0 is a collapse; its size says nothing else.",
    ),
    "recall": Meaning(
        "Recall",
        "The share of the class's images whose neighbours vote for it.",
        _SHARE,
        "Easily 1 for a class that everything is voted into.",
    ),
    "recall_at_1": Meaning(
        "Recall@1",
        "The share of queries whose nearest image is of their class.",
        _SHARE,
        "One good neighbour is enough: the rest of the list may be wrong.",
    ),
    "recall_at_5": Meaning(
        "Recall@5",
        "The share of queries with an image of their class among the nearest five.",
        _SHARE,
        "Rises by chance with the size of the classes.",
    ),
    "recall_at_10": Meaning(
        "Recall@10",
        "The share of queries with an image of their class among the nearest ten.",
        _SHARE,
        "Rises by chance with the size of the classes.",
    ),
    "r_precision": Meaning(
        "R-precision",
        "Of the nearest R images, R being how many of its class there are, the share that is.",
        _SHARE,
        "Blind to the order within those R.",
    ),
    "map_at_r": Meaning(
        "MAP@R",
        "R-precision that counts how early each right image comes (Musgrave et al. 2020).",
        _SHARE,
        "Much lower than Recall@1 by its nature: compare it with itself alone.",
    ),
    "nmi": Meaning(
        "NMI",
        "How much k-means clusters and classes tell of each other.",
        _SHARE,
        "Rises with the number of clusters, whatever they hold.",
    ),
    "ami": Meaning(
        "AMI",
        "NMI less what clusters drawn by chance would have (Vinh et al. 2010).",
        "about 0 by chance to 1, more is better",
        "k-means wants round clusters: a class in two islands loses, though each is pure.",
    ),
    "alignment": Meaning(
        "Alignment",
        "The mean squared distance of two images of one class, by direction alone (Wang and Isola "
        "2020).",
        "0 to 4, less is better",
        "0 too where everything collapsed: read it beside uniformity.",
    ),
    "uniformity": Meaning(
        "Uniformity",
        "How evenly directions fill the sphere: the logarithm of the mean of exp(-2 d²) over pairs "
        "(Wang and Isola 2020).",
        "about -4 to 0, less is better",
        "Noise has the best of all; in few dimensions about -2 is the least there can be.",
    ),
    "effective_rank": Meaning(
        "Effective rank",
        "How many directions carry the images: exp of the entropy of the singular values' shares "
        "(Roy and Vetterli 2007).",
        "1 to the number of dimensions",
        "Noise raises it, and few classes need few directions: low is no fault by itself.",
    ),
    "hubness": Meaning(
        "Hubness",
        "The skewness of how often an image is among the ten nearest of others (Radovanović et al. "
        "2010).",
        "about 0 and up, less is better",
        "Grows with dimensions and with the number of images: compare it on the same ones.",
    ),
    "confidence": Meaning(
        "Mean confidence",
        "The mean of the largest stated probability.",
        "0 to 1",
        "High on images of a class that it never saw means that it cannot tell.",
    ),
    "equal_error_rate": Meaning(
        "Equal error rate",
        "The error where as many strangers are accepted as kin are refused.",
        _ERROR,
        "At a threshold that nobody may use.",
    ),
    "true_accept_rate": Meaning(
        "TAR at a fixed FAR",
        "The share of kin who are accepted where so few strangers (FAR) are.",
        _SHARE,
        "At a FAR of .001 three thousand strangers leave three to set the threshold by.",
    ),
    "false_accept_rate": Meaning(
        "False accepts",
        "The share of strangers who are called kin, at the threshold from validation families.",
        _ERROR,
        "Depends on how alike the strangers are.",
    ),
    "false_reject_rate": Meaning(
        "False rejects",
        "The share of kin who are called strangers, at the same threshold.",
        _ERROR,
        "Depends on which relations are tested.",
    ),
    "parameters": Meaning(
        "Parameters", "Numbers that the net learned.", _COUNT, "More are not better."
    ),
    "branch_parameters": Meaning(
        "Parameters of a branch", "Of the part that sees one tile.", _COUNT, "More are not better."
    ),
    "weights": Meaning(
        "Weights", "The same without biases and scales.", _COUNT, "More are not better."
    ),
}
SPLITS = {
    "test": "test",
    "train": "training",
    "validation": "validation",
    "net": "",
}
PARTS = {
    "cosine": "by cosine",
    "frozen": "of the encoder alone",
    "held-out": "of the class held out",
    "seen": "of the classes seen",
    "near": "against look-alikes",
    "colour": "of colour and sharpness alone",
    "colour-different-photographs": "of colour and sharpness alone, different photographs",
    "different-photographs": "on different photographs",
    "far-0.001": "of .001",
    "far-0.01": "of .01",
    "far-0.1": "of .1",
}


def meaning(name: str) -> Meaning | None:
    """Of a figure by its full name, as in `test/roc_auc/near`; None where nobody explained it."""
    return MEANINGS.get(name.split("/")[1]) if "/" in name else None


def in_order(names: Iterable[str]) -> list[str]:
    """Figures' full names as people look for them: those of test images first, and of each split
    in the order of MEANINGS; what is not known comes last.
    """
    splits, figures = (
        {name: place for place, name in enumerate(every)} for every in (SPLITS, MEANINGS)
    )

    def place(name: str) -> tuple[int, int, str]:
        split, _, rest = name.partition("/")
        figure = rest.partition("/")[0]
        return splits.get(split, len(splits)), figures.get(figure, len(figures)), name

    return sorted(names, key=place)


def figure_title(name: str) -> str:
    """A figure's name as screens show it: `test/roc_auc/near` is "ROC AUC against look-alikes,
    test".
    """
    known = meaning(name)
    if known is None:
        return name
    split, _, *part = name.split("/", 2)
    of = f" {PARTS.get(part[0], f'({part[0]})')}" if part else ""
    where = SPLITS.get(split, split)
    return f"{known.title}{of}{f', {where}' if where else ''}"
