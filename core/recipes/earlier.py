"""Recipes in the names of before: read, and told what they relied on without saying it.

A recipe in which one of those names stands was written when tasks still differed silently in
mathematics: epsilon, whether biases decay, over which images pixels are normalised. It is given
today's names and those choices in words, so it trains the weights that it always did. A recipe
without such a name is a new one, and has the defaults of today.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

RENAMED = {
    "optimiser.schedule": "schedule.name",
    "optimiser.gamma": "schedule.gamma",
    "optimiser.every": "schedule.every",
    "optimiser.average": "ema.decay",
    "optimiser.body": "optimiser.backbone",
    "optimiser.fixed_norms": "freeze.batch_norm",
    "net.frozen": "freeze.backbone",
    "net.thaw": "freeze.unfreeze_epoch",
    "net.weights_from": "init_from",
    "data.normalise": "normalise.enabled",
    "loss.smoothing": "loss.label_smoothing",
    "loss.mix": "mixup.alpha",
    "stop.patience": "early_stopping.patience",
    "stop.min_delta": "early_stopping.min_delta",
}
"""Dotted names of settings as they were, and as they are."""
NETS = {
    **{
        f"{before}-{head}": (now, "head", head)
        for before, now in (("lite0", "efficientnet-lite0"), ("resnet50", "resnet50"))
        for head in ("linear", "dense", "conv")
    },
    "deeper-2-norm": ("deeper-2", "batch_norm", "before"),
    "deeper-2-norm-after": ("deeper-2", "batch_norm", "after"),
}
"""Nets whose head or batch norm was part of the name: their name, the choice, and its value."""
ZOOMS = {"zoom-20": 0.2, "zoom-30": 0.3, "zoom-50": 0.5}
"""Augmentation whose reach was part of the name."""
IGNORED = {
    "kinship": ("optimiser.average", "optimiser.body", "optimiser.fixed_norms"),
    "jigsaw": ("optimiser.body", "optimiser.fixed_norms"),
}
"""What a task let its recipes say, and then did not do."""
KIN_DATA = ("name", "split", "folds", "validation", "restricted", "also", "also_weight")
"""What every kept recipe of a pair model says of its data."""
TASKS = ("embed", "classify", "kinship", "jigsaw")
"""The tasks that there were."""
FUSED = ("adam", "adamw", "adagrad")
Table = dict[str, Any]


def new_name(setting: str) -> str:
    """The dotted name of a setting as it is today."""
    return RENAMED.get(setting, setting)


def is_earlier(content: Mapping[str, Any]) -> bool:
    """Whether a recipe's table uses a name of before."""
    return any(_has(content, name) for name in RENAMED)


def translated(content: Mapping[str, Any], task: str, *, always: bool = False) -> Table:
    """A recipe's table in today's names; one in which no earlier name stands is left as it is.

    With `always` a table without such a name counts as one of before too. What the recipe states
    itself is never overwritten.
    """
    result = with_todays_entries(copy.deepcopy(dict(content)))
    if task == "kinship" and set(KIN_DATA) <= set(_section(content, "data")):
        _put(result, "data.photographs", "any")  # a run keeps all settings: this one had not come
    if not always and not is_earlier(content):
        return result
    for before, now in RENAMED.items():
        if _has(result, before):
            value = _take(result, before)
            if before not in IGNORED.get(task, ()):
                _put(result, now, value)
    for name, value in _relied_on(result, task):
        _put(result, name, value)
    return result


def with_todays_entries(content: Mapping[str, Any]) -> Table:
    """The table of a recipe, or of a run's card, its net and augmentation in today's names."""
    result = {**content}
    for section, renamed in (("net", _net), ("data", _augmented)):
        inside = content.get(section)
        if isinstance(inside, dict):
            result[section] = renamed(inside)
    return result


def _net(section: Mapping[str, Any]) -> Table:
    found = {**section}
    for key in ("name", "stand_in", "stands_in_for"):
        if _one(found.get(key), NETS):
            name, choice, value = NETS[found[key]]
            found[key] = name
            if key == "name" or not found.get(choice):
                found[choice] = value
    return found


def _augmented(section: Mapping[str, Any]) -> Table:
    listed = section.get("augment")
    if not isinstance(listed, list | tuple):
        return {**section}
    zooms = [each for each in listed if _one(each, ZOOMS)]
    if not zooms:
        return {**section}
    now = ["zoom-range" if each in zooms else each for each in listed]
    return {**section, "augment": now, "zoom_range": ZOOMS[zooms[0]]}


def _one(name: Any, known: Mapping[str, Any]) -> bool:
    return isinstance(name, str) and name in known


def _relied_on(content: Table, task: str) -> Iterator[tuple[str, Any]]:
    """What the task's training did without being told, where that has an effect."""
    if task not in TASKS:
        return
    if task == "embed":
        yield "normalise.over", "first-10000"
    if task == "kinship":
        yield "precision", "fp32"
        if not _section(content, "length").get("epochs"):
            return  # the head is fitted, without an optimiser
    asked = _section(content, "optimiser")
    keras = task == "classify"
    name = asked.get("name", "sgd" if keras else "adam")
    if name != "sgd":
        yield "optimiser.epsilon", 1e-7 if keras else 1e-8
    if name == "rmsprop":
        yield "optimiser.rho", 0.9 if keras else 0.99
    if name == "adadelta":
        yield "optimiser.rho", 0.95
    if name in FUSED:
        yield "optimiser.fused", keras
    if asked.get("weight_decay") not in (None, 0, 0.0):
        yield "optimiser.decay_biases", not keras


def _has(content: Mapping[str, Any], name: str) -> bool:
    section, _, key = name.partition(".")
    return key in _section(content, section)


def _section(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inside = content.get(name)
    return inside if isinstance(inside, dict) else {}


def _take(content: Table, name: str) -> Any:
    section, _, key = name.partition(".")
    value = content[section].pop(key)
    if not content[section]:
        del content[section]
    return value


def _put(content: Table, name: str, value: Any) -> None:
    """Set it where it is not set."""
    section, _, key = name.partition(".")
    if not key:
        content.setdefault(section, value)
    elif isinstance(inside := content.setdefault(section, {}), dict):
        inside.setdefault(key, value)
