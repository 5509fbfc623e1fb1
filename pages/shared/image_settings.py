"""What a form says of settings that a net or a data set decides: which are here, which matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import nets
from core.data.catalogue import class_count, entry
from core.data.choices import choices, own_choices, summaries
from core.recipes.sections import CLASSES, FOLDS
from core.tasks._frozen import SEEN_ONCE
from core.tasks.classify.problems import has_body, has_imagenet
from pages.shared.encoder_picker import encoder_titles
from pages.shared.fields import Look
from pages.shared.form import Form

ABSENT = "not here"
ENCODER = "net.encoder"
UNFREEZE = "net.unfreeze_from"
LEARNS = "None: the network learns"
VARIANT = ("net.widths", "net.head", "net.batch_norm")
LENGTHS = {"length.epochs": "length.steps", "length.steps": "length.epochs"}


def looks(form: Form[Any]) -> Mapping[str, Look]:
    """Data sets that are on this machine before the others, and how many classes there are."""
    known = choices(labelled=True) | own_choices()  # without classes, the recipe says what it lacks
    pictures = Look(options=list(known), told=summaries(known, absent=ABSENT), titles=own_choices())
    name = form.value("data.name")
    count = class_count(name) if name in known else None
    whole = f"all {count}" if count else "all"
    classes = entry(name).constants.get("CLASSES", ()) if count else ()
    return {
        ENCODER: encoder_look(LEARNS) if ENCODER in form.settings else Look(),
        "data.hold_out": Look(options=classes),
        "data.name": pictures,
        "data.names": pictures,
        "data.classes": Look(empty=whole),
        "net.dropout": Look(empty="the net's own"),
        "net.widths": Look(empty="the net's own"),
        "net.head": Look(empty="the net's own"),
        "net.batch_norm": Look(empty="nowhere"),
        "early_stopping.patience": Look(empty="never"),
        "length.epochs": Look(empty="by steps"),
        "length.steps": Look(empty="by epochs"),
        "freeze.unfreeze_epoch": Look(empty="never"),
    }


def encoder_look(none: str) -> Look:
    """The encoders that are here; `none` says what choosing none of them means."""
    frozen = encoder_titles()
    return Look(options=["", *frozen], titles={"": none, **frozen})


def hidden(form: Form[Any], key: str) -> bool:
    """Whether a setting would have no effect with the net that is chosen."""
    if key in LENGTHS:  # of two that exclude each other the one that is set
        return form.value(key) is None and form.value(LENGTHS[key]) is not None
    if key in SEEN_ONCE and _seen_once(form, key):
        return bool(form.value(key) == form.settings[key].default)
    name, value = form.value("net.name"), form.value(key)
    known = name in nets.names()
    if key == "net.pretrained":
        return not value and not has_imagenet(name)
    if key == "data.fold":
        return bool(form.value("data.repeat") == FOLDS)
    if key == "data.hold_out":
        return bool(form.value("data.repeat") == CLASSES)
    if key == "freeze.backbone":
        return not value and not (known and (nets.may_choose(name, "head") or has_body(name)))
    if key == "normalise.enabled":  # else the net states its own mean and deviation
        return not known or "MEAN" in nets.entry(name).constants
    chosen = key.removeprefix("net.")
    return key in VARIANT and not value and not (known and nets.may_choose(name, chosen))


def _seen_once(form: Form[Any], key: str) -> bool:
    """Whether a frozen encoder leaves the setting without effect; one that learns leaves some."""
    if ENCODER not in form.settings or not form.value(ENCODER):
        return False
    learns = UNFREEZE in form.settings and form.value(UNFREEZE)
    return not learns or key.startswith("freeze.")
