"""Every setting of a classifier's recipe as a control, filled with what the recipe says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core import nets
from core.data import find, transforms
from core.data import names as data_names
from core.data.catalogue import class_count, entry
from core.recipes.sections import DEVICES, KEEPS, OPTIMISERS, PRECISIONS, SCHEDULES
from core.registry import entries
from core.studies.shipped import shipped
from core.tasks.classify.problems import has_body, has_imagenet
from core.tasks.classify.settings import LOSSES, STARTS, ClassificationRecipe
from pages.blocks.folded import folded

ABOUT = {
    "constant": "the same rate throughout",
    "cosine": "half a cosine down to zero",
    "warm-cosine": "a short climb, then half a cosine",
    "steps": "times gamma every so many epochs",
    "exponential": "times gamma after every batch",
}
PLACE = ("seed", "precision", "device", "loss.name")
REGULARISATION = ("optimiser.weight_decay", "net.dropout", "loss.label_smoothing", "mixup.alpha")


class Form:
    """Controls whose keys begin with `prefix`; collects what they say as dotted settings.

    A control is not drawn where the setting has no effect, or while its section was never opened;
    the setting then keeps its value.
    """

    def __init__(self, start: ClassificationRecipe, prefix: str) -> None:
        self.start, self.prefix = start, prefix
        self.said: dict[str, Any] = {}
        self.refused: list[str] = []
        """What was typed that is no number, a sentence each."""

    def draw(self) -> dict[str, Any]:
        """Draw everything; the settings, as `core.recipes.recipe.changed` takes them."""
        self._net_and_data()
        self._optimiser()
        self._length()
        self._regularisation()
        self._place()
        return self.said

    def value(self, name: str) -> Any:
        """What the controls say so far, else the recipe."""
        return self.said[name] if name in self.said else _setting(self.start, name)

    def _net_and_data(self) -> None:
        st.markdown("**Net and data**")
        row = st.columns([3, 3, 2.2, 2.6])
        about = {name: nets.entry(name).summary for name in nets.names()}
        self.choice(row[0], "net.name", "Net", nets.names(), about)
        here = [n for n in data_names() if class_count(n) and find(n) is not None]
        absent = [n for n in data_names() if class_count(n) and find(n) is None]
        said = {name: entry(name).summary for name in here} | dict.fromkeys(absent, "not here")
        self.choice(row[1], "data.name", "Data set", [*here, *absent], said)
        known = self.value("data.name") in data_names()
        whole = f"all {class_count(self.value('data.name'))}" if known else "all"
        self.maybe(row[2], "data.classes", "Classes", whole, help_="The first so many.")
        self.whole(row[3], "data.validation", "Validation", help_="Training images kept aside.")
        name = self.value("net.name")
        with st.container(horizontal=True, vertical_alignment="center"):
            if has_imagenet(name) or self.value("net.pretrained"):
                self.switch("net.pretrained", "Start from ImageNet weights")
            if has_body(name) or self.value("freeze.backbone"):
                self.switch("freeze.backbone", "Freeze the body")
            if (
                name in nets.names() and "MEAN" not in nets.entry(name).constants
            ):  # else the net states its own
                self.switch("normalise.enabled", "Normalise by the training images")
        row = st.columns([1, 1, 2])
        self.choice(
            row[0],
            "net.start",
            "New weights",
            STARTS,
            {"torch": "PyTorch's defaults", "keras": "Glorot uniform, biases 0"},
        )
        if self.value("freeze.backbone"):
            self.maybe_number(row[1], "freeze.unfreeze_epoch", "Thaw at epoch", "never")
        self.several(row[2], "data.augment", "Augmentation, in this order", transforms.names())

    def _optimiser(self) -> None:
        st.markdown("**Optimiser**")
        row = st.columns(4)
        self.choice(row[0], "optimiser.name", "Optimiser", OPTIMISERS)
        self.number(row[1], "optimiser.lr", "Learning rate")
        self.choice(row[2], "schedule.name", "Schedule", SCHEDULES, ABOUT)
        self.whole(row[3], "batch.size", "Batch size")
        row = st.columns(4)
        if self.value("optimiser.name") in ("sgd", "rmsprop"):
            self.number(row[0], "optimiser.momentum", "Momentum")
        if self.value("schedule.name") in ("steps", "exponential"):
            self.number(row[1], "schedule.gamma", "Gamma")
        if self.value("schedule.name") == "steps":
            self.number(row[2], "schedule.every", "Every (epochs)")
        self.maybe_number(
            row[3],
            "ema.decay",
            "Averaging",
            "none",
            help_="Decay of a moving average of the weights, which is then kept; such as 0.998.",
        )

    def _regularisation(self) -> None:
        section = folded(
            "Regularisation",
            key=self.key("regularisation"),
            expanded=any(self.value(name) for name in REGULARISATION),
        )
        if section:
            row = section.columns(4)
            self.number(row[0], "optimiser.weight_decay", "Weight decay")
            self.rates(row[1], "net.dropout", "Dropout rates")
            self.number(row[2], "loss.label_smoothing", "Label smoothing")
            self.number(row[3], "mixup.alpha", "Mixup")

    def _length(self) -> None:
        st.markdown("**Length**")
        row = st.columns(4)
        self.maybe_number(row[0], "length.epochs", "Epochs", "by steps")
        if self.value("length.epochs") is None:
            self.maybe(row[0], "length.steps", "Steps", "none")
        self.maybe(
            row[1],
            "early_stopping.patience",
            "Stop after",
            "never",
            help_="Epochs in a row without a lower validation loss.",
        )
        if self.value("early_stopping.patience") is not None:
            self.number(row[2], "early_stopping.min_delta", "Least improvement")
        self.choice(
            row[3],
            "keep",
            "Weights kept",
            KEEPS,
            {"last": "the last epoch's", "best": "of the lowest validation loss"},
        )

    def _place(self) -> None:
        shipped_as = shipped()[self.start.name]
        section = folded(
            "Seed, precision, device, loss",
            key=self.key("place"),
            expanded=any(self.value(name) != _setting(shipped_as, name) for name in PLACE),
        )
        if not section:
            return
        row = section.columns(4)
        self.whole(row[0], "seed", "Seed")
        self.choice(
            row[1],
            "precision",
            "Precision",
            PRECISIONS,
            {"auto": "bf16 where the device is fast at it"},
        )
        self.choice(row[2], "device", "Device", DEVICES, {"auto": "a GPU where there is one"})
        self.choice(row[3], "loss.name", "Loss", LOSSES)

    def choice(
        self,
        place: Any,
        name: str,
        label: str,
        options: Sequence[str],
        about: dict[str, str] | None = None,
    ) -> None:
        """One of several names; one that does not exist stays, and is refused with a sentence."""
        value = self.value(name)
        shown = [*options] if value in options else [*options, value]
        lines = [f"- **{key}**: {text}" for key, text in (about or {}).items() if key in options]
        self.said[name] = place.selectbox(
            label, shown, shown.index(value), key=self.key(name), help="\n".join(lines) or None
        )

    def several(self, place: Any, name: str, label: str, options: Sequence[str]) -> None:
        """Any of several names, in the order in which they are chosen."""
        value = list(self.value(name))
        about = "\n".join(
            f"- **{e.name}**: {e.summary}" for e in entries(transforms.PACKAGE).values()
        )
        shown = list(dict.fromkeys([*options, *value]))
        self.said[name] = place.multiselect(
            label, shown, value, key=self.key(name), help=about, placeholder="none"
        )

    def switch(self, name: str, label: str) -> None:
        """On or off."""
        self.said[name] = st.toggle(label, self.value(name), key=self.key(name))

    def whole(self, place: Any, name: str, label: str, *, help_: str | None = None) -> None:
        """A whole number."""
        start = self.value(name)
        value = place.number_input(label, value=start, step=1, key=self.key(name), help=help_)
        self.said[name] = start if value is None else int(value)

    def maybe(
        self, place: Any, name: str, label: str, empty: str, *, help_: str | None = None
    ) -> None:
        """A whole number, or nothing, which means `empty`."""
        value = place.number_input(
            label, value=self.value(name), step=1, key=self.key(name), placeholder=empty, help=help_
        )
        self.said[name] = None if value is None else int(value)

    def number(self, place: Any, name: str, label: str) -> None:
        """A number that may be very small: as text, since steppers round those away."""
        start = float(self.value(name))
        text = place.text_input(label, f"{start:g}", key=self.key(name))
        self.said[name] = self._read(text, start)

    def maybe_number(
        self, place: Any, name: str, label: str, empty: str, *, help_: str | None = None
    ) -> None:
        """A number as text, or nothing, which means `empty`."""
        start = self.value(name)
        text = place.text_input(
            label,
            "" if start is None else f"{start:g}",
            key=self.key(name),
            placeholder=empty,
            help=help_,
        )
        self.said[name] = self._read(text, start) if text.strip() else None

    def rates(self, place: Any, name: str, label: str) -> None:
        """Numbers with commas between them; nothing means the net's own."""
        start = self.value(name)
        text = place.text_input(
            label,
            ", ".join(f"{rate:g}" for rate in start),
            key=self.key(name),
            placeholder="the net's own",
            help="One for each dropout layer, first to last, with commas between them.",
        )
        try:
            self.said[name] = [
                float(part) for part in text.replace(";", ",").split(",") if part.strip()
            ]
        except ValueError:
            self._refuse(text, "numbers with commas between them", "the recipe's rates are")
            self.said[name] = list(start)

    def key(self, name: str) -> str:
        """The control's key."""
        return f"{self.prefix}-{name}"

    def _read(self, text: str, start: float | None) -> float | None:
        try:
            return float(text)
        except ValueError:
            self._refuse(text, "a number", "the recipe's is" if start is None else f"{start:g} is")
            return start

    def _refuse(self, text: str, kind: str, instead: str) -> None:
        self.refused.append(f"{text!r} is not {kind}; until you mend it, {instead} used.")


def _setting(recipe: ClassificationRecipe, name: str) -> Any:
    """A setting by its dotted name."""
    place: Any = recipe
    for part in name.split("."):
        place = getattr(place, part)
    return place
