"""The reference runs: what is trained, as plain settings under today's names.

Every task has a table of cases; a case is the settings of one run, or of several that race. A case
is as small as it can be and still show what its name says: several settings share one where none
hides another. `weights_from` and `pruned_from` name another case, which is trained before.
"""

from __future__ import annotations

from typing import Any

Settings = dict[str, Any]
Case = Settings | dict[str, Settings]

MADE = "own-000000000018"
"""A folder of made colour images of five classes (tests/reference/adapter.py draws it)."""
FOLDER = "./pictures"
"""The same images without classes, as a plain folder."""


NEW = "now-"
"""How the names of those cases begin whose settings have the names of today, not those of before.

Those of before are read as people's earlier recipes are (`core.recipes.earlier`).
"""


def merged(base: Settings, more: Settings) -> Settings:
    """`base` with what `more` states put in, section by section."""
    result = dict(base)
    for key, value in more.items():
        section = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if section else value
    return result


def _each(base: Settings, table: dict[str, Settings]) -> dict[str, Settings]:
    return {name: merged(base, more) for name, more in table.items()}


DIGITS: Settings = {"data": {"name": "digits"}, "batch": {"size": 60}}

EMBED: Settings = {
    "task": "embed",
    "seed": 3,
    "net": {"name": "light", "dimension": 2},
    "data": {"name": MADE},
    "batch": {"size": 30},
    "optimiser": {"lr": 5e-3},
    "length": {"epochs": None, "steps": 10},
    "probe": {"size": 40, "frames": 3},
    "precision": "fp32",
    "evaluate": "sample",
}
EMBED_CASES: dict[str, Settings] = _each(
    EMBED,
    {
        "batch-all": merged(
            DIGITS,
            {
                "strategy": {"name": "batch-all"},
                "data": {"validation": 100},
                "optimiser": {"schedule": "cosine"},
            },
        ),
        "batch-hard": {"strategy": {"name": "batch-hard"}, "margin": {"value": 0.5}},
        "batch-hard-soft": {"strategy": {"name": "batch-hard-soft"}},
        "semi-hard": {"strategy": {"name": "semi-hard"}},
        "random-offline": {"strategy": {"name": "random-offline"}},
        "random-online": {"strategy": {"name": "random-online"}},
        "proxy-nca": {"strategy": {"name": "proxy-nca"}},
        "normalized-softmax": {"strategy": {"name": "normalized-softmax"}},
        "arc-face": {"strategy": {"name": "arc-face"}, "net": {"dimension": 12}},
        "nca": {"strategy": {"name": "nca"}},
        "margin-linear": {
            "strategy": {"name": "batch-all", "options": {"distance": "plain"}},
            "margin": {"schedule": "linear", "value": 0.2, "end": 1.5},
        },
        "margin-adaptive": {
            "strategy": {"name": "random-online"},
            "margin": {"schedule": "adaptive", "value": 0.1},
        },
        "p-k": {
            "strategy": {"name": "batch-hard", "options": {"distance": "plain"}},
            "batch": {"sampler": "p-k", "classes": 3},
            "optimiser": {"name": "rmsprop", "lr": 1e-3},
        },
        "average": {
            "strategy": {"name": "proxy-nca"},
            "optimiser": {
                "name": "adamw",
                "weight_decay": 0.1,
                "schedule": "warm-cosine",
                "average": 0.9,
                "body": 0.1,
            },
        },
        "fixed-norms": {
            "net": {"name": "small", "dimension": 4},
            "data": {"augment": ["shift", "flip", "zoom", "light", "erase"], "side": 20},
            "batch": {"size": 10},
            "optimiser": {"name": "sgd", "fixed_norms": True},
            "length": {"steps": 4},
        },
        "fold": {
            "net": {"name": "small", "dimension": 4},
            "data": {"folds": 3, "fold": 1},
            "batch": {"size": 10},
            "length": {"steps": 4},
        },
        "hold-out": {"data": {"hold_out": "kind 2", "validation": 25}, "neighbours": 5},
    },
)
RACE: dict[str, Settings] = _each(
    merged(EMBED, {"data": {"augment": ["shift"]}}),
    {
        "batch-hard": {"strategy": {"name": "batch-hard"}},
        "arc-face": {
            "strategy": {"name": "arc-face"},
            "margin": {"schedule": "adaptive"},
            "optimiser": {"average": 0.9, "schedule": "cosine"},
        },
    },
)

CLASSIFY: Settings = {
    "task": "classify",
    "seed": 3,
    "net": {"name": "base-net"},
    "data": {"name": MADE, "validation": 20},
    "batch": {"size": 20},
    "optimiser": {"lr": 0.02},
    "length": {"epochs": 3},
    "probe": {"size": 15, "frames": 3},
    "precision": "fp32",
    "device": "cpu",
}
BRANCH: Settings = {
    "net": {"name": "cfn-branch", "widths": [4, 12, 20, 20, 12]},
    "optimiser": {"lr": 0.1},
}
TWENTY_STEPS: Settings = {"length": {"epochs": None, "steps": 20}}
CLASSIFY_CASES: dict[str, Settings] = _each(
    CLASSIFY,
    {
        "sgd": merged(
            merged(DIGITS, TWENTY_STEPS),
            {"net": {"name": "simple-cnn-thin"}, "data": {"validation": 0}},
        ),
        "nesterov": {"optimiser": {"momentum": 0.9, "nesterov": True, "schedule": "cosine"}},
        "adam": {"optimiser": {"name": "adam", "lr": 1e-3, "schedule": "warm-cosine"}},
        "adamw": {"optimiser": {"name": "adamw", "lr": 1e-3, "weight_decay": 0.5}},
        "adagrad": {
            "optimiser": {"name": "adagrad", "schedule": "exponential", "gamma": 0.9},
        },
        "rmsprop": {
            "optimiser": {
                "name": "rmsprop",
                "lr": 1e-3,
                "momentum": 0.5,
                "schedule": "steps",
                "gamma": 0.5,
                "every": 1,
            },
        },
        "adadelta": {"optimiser": {"name": "adadelta", "lr": 1.0}},
        "frozen": merged(BRANCH, {"net": {"frozen": True, "weights_from": "jigsaw/gray"}}),
        "thaw": merged(
            BRANCH, {"net": {"frozen": True, "thaw": 1}, "data": {"augment": ["flip", "shift"]}}
        ),
        "keras-start": merged(
            BRANCH, {"net": {"start": "keras", "dropout": [0.4]}, "length": {"epochs": 2}}
        ),
        "batch-norm": {
            "net": {"name": "deeper-2-norm", "start": "keras"},
            "batch": {"size": 8},
            "length": {"epochs": None, "steps": 3},
        },
        "mixup": {"loss": {"mix": 0.4}},
        "smoothing": {"loss": {"smoothing": 0.1}, "batch": {"sampler": "p-k", "classes": 4}},
        "hinge": {"loss": {"name": "hinge"}},
        "early-stop": {"stop": {"patience": 2, "min_delta": 10.0}, "length": {"epochs": 9}},
        "keep-best": {"keep": "best", "optimiser": {"lr": 0.5}},
        "average": {"optimiser": {"average": 0.8}, "keep": "best"},
        "share": {"data": {"share": 0.5, "classes": 3}, "batch": {"size": 8}},
        "plain-pixels": {
            "data": {"normalise": False, "augment": ["zoom-20", "erase", "light"]},
        },
        "weights-from": {"net": {"weights_from": "classify/adam"}, "length": {"epochs": 1}},
        "pruned": merged(
            merged(DIGITS, TWENTY_STEPS),
            {
                "net": {
                    "name": "simple-cnn-thin",
                    "widths": [6, 5, 20],
                    "pruned_from": "classify/sgd",
                },
                "length": {"steps": 6},
            },
        ),
        "everything": merged(
            BRANCH,
            {
                "net": {"frozen": True, "thaw": 1, "dropout": [0.3]},
                "data": {"augment": ["shift-4", "flip"]},
                "loss": {"mix": 0.2, "smoothing": 0.1},
                "optimiser": {"name": "adam", "lr": 1e-3, "average": 0.7},
                "stop": {"patience": 5},
                "keep": "best",
            },
        ),
    },
)

KINSHIP: Settings = {
    "task": "kinship",
    "seed": 3,
    "data": {"folds": 3},
    "faces": {"encoders": ["dlib-wide"]},
    "draw": {"batch": 10, "steps": 4},
    "optimiser": {"lr": 1e-2},
    "length": {"epochs": 0},
}
JOINT: Settings = {"head": {"name": "joint-bayes", "options": {"rank": 4}}}
L1: Settings = {
    "head": {"name": "l1", "options": {"layers": [6], "dropout": 0.4}},
    "length": {"epochs": 3},
}
KINSHIP_CASES: dict[str, Settings] = _each(
    KINSHIP,
    {
        "joint-bayes": JOINT,
        "joint-bayes-inner": merged(
            JOINT, {"data": {"validation": "inner"}, "calibration": "isotonic"}
        ),
        "joint-bayes-refined": merged(JOINT, {"length": {"epochs": 2}, "draw": {"within": 0.5}}),
        "blend": {
            "faces": {"encoders": ["dlib-wide", "arcface"]},
            "head": {"name": "blend", "options": {"rank": 4}},
        },
        "l1": merged(L1, {"optimiser": {"schedule": "cosine"}, "loss": {"name": "focal"}}),
        "products-inner": {
            "head": {"name": "products", "options": {"layers": [8]}},
            "data": {"validation": "inner", "split": "people"},
            "draw": {"batch": 6, "steps": 2},
            "optimiser": {"name": "adamw", "weight_decay": 0.1},
            "length": {"epochs": 2},
        },
        "restricted": merged(
            L1,
            {
                "data": {"name": "kinfacew", "restricted": True},
                "head": {"options": {"start": "report", "l2": 1e-3}},
                "optimiser": {"name": "sgd", "lr": 0.1},
                "length": {"epochs": 2},
            },
        ),
        "also": merged(
            JOINT, {"data": {"name": "kinfacew", "also": "families", "also_weight": 0.3}}
        ),
        "fine-tuned": merged(
            L1, {"faces": {"fine_tune": True}, "optimiser": {"lr": 1e-4}, "length": {"epochs": 1}}
        ),
    },
)

JIGSAW: Settings = {
    "task": "jigsaw",
    "seed": 3,
    "permutations": 4,
    "data": {"names": [MADE], "validation": 8, "test": 12},
    "cut": {"tile": 32, "gap": 2, "jitter": 2},
    "net": {"width": 0.05, "tile_features": 16, "hidden": 32, "dropout": 0.1},
    "batch": {"size": 8},
    "optimiser": {"lr": 2e-3},
    "length": {"epochs": None, "steps": 5},
    "precision": "fp32",
    "device": "cpu",
}
JIGSAW_CASES: dict[str, Settings] = _each(
    JIGSAW,
    {
        "gray": {"data": {"gray": 0.5}},
        "orders": {
            "permutations": 12,
            "data": {"names": [FOLDER, "digits"], "orders": 3},
            "optimiser": {"name": "sgd", "schedule": "warm-cosine", "lr": 0.05},
        },
        "average": {
            "data": {"gray": 0.0},
            "optimiser": {
                "name": "adamw",
                "weight_decay": 0.1,
                "average": 0.9,
                "schedule": "cosine",
            },
        },
    },
)

CASES: dict[str, dict[str, Case]] = {
    "embed": {**EMBED_CASES, "race": RACE},
    "classify": {**CLASSIFY_CASES},
    "kinship": {**KINSHIP_CASES},
    "jigsaw": {**JIGSAW_CASES},
}
NAMES: tuple[str, ...] = tuple(f"{task}/{name}" for task, own in CASES.items() for name in own)
RESUMED: tuple[str, ...] = (
    "embed/race",
    "embed/p-k",
    "classify/everything",
    "kinship/l1",
    "kinship/joint-bayes-inner",
    "jigsaw/average",
)
"""Cases that are also stopped somewhere and trained on; they must end as if they had not been."""


def case(name: str) -> dict[str, Settings]:
    """The runs of a case by their names: one of the case's name, or those that race."""
    task, own = name.split("/")
    found = CASES[task][own]
    if "task" in found:
        return {name: found}
    return {f"{name}/{lane}": settings for lane, settings in found.items()}


def needed(name: str) -> tuple[str, ...]:
    """The cases whose weights a case begins with."""
    nets = [settings.get("net", {}) for settings in case(name).values()]
    asked = [net.get(key) for net in nets for key in ("weights_from", "pruned_from")]
    return tuple(filter(None, asked))
