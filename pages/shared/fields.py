"""The control that fits a setting: a number, a choice, a switch, several names, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from core.errors import BadRecipe
from core.settings import Listed, as_text, bounds, choice_help, choices, within
from pages.shared.plain import plain
from pages.shared.query_params import from_text

NONE = "none"


@dataclass(frozen=True)
class Look:
    """What a page says of a control beyond what the setting says: other names to choose from (those
    that are here first, say), what they mean, another label, what an empty field means.
    """

    options: Sequence[str] | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    """What a choice is called on the screen, where not by its name."""
    label: str | None = None
    empty: str = NONE
    disabled: bool = False


@dataclass(frozen=True)
class Said:
    """What a control says, and a sentence where what was typed cannot be read."""

    value: Any
    refused: str = ""


def field_control(
    place: DeltaGenerator, setting: Listed, value: Any, *, key: str, look: Look | None = None
) -> Said:
    """Draw the control of a setting, filled with `value`; its help is the tooltip.

    A value that makes no sense stays in the control, and is refused with a sentence elsewhere.
    """
    look = look or Look()
    drawn = _DRAW.get((setting.kind.base, setting.kind.many), _text)
    if setting.about.choices or look.options:
        drawn = _several if setting.kind.many else _choice
    return drawn(place, setting, value, key, look)


def _label(setting: Listed, look: Look) -> str:
    return look.label or setting.label


def _help(setting: Listed, look: Look, options: Sequence[str] = ()) -> str | None:
    told = {**choice_help(setting.about), **look.told} if options else {}
    titles = {name: plain(look.titles.get(name, name)) for name in options}
    lines = [f"- **{titles[name]}**: {told[name]}" for name in options if told.get(name)]
    said = [setting.about.help, "\n".join(lines)]
    limits = bounds(setting.about)
    if limits and not setting.about.help:
        said = [f"{limits[0].upper()}{limits[1:]}."]
    return "\n\n".join(filter(None, said)) or None


def _choice(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    options: list[Any] = list(look.options or choices(setting.about))
    if value not in options and value is not None:
        options.append(value)  # one that does not exist stays, and is refused with a sentence
    chosen = place.selectbox(
        _label(setting, look),
        options,
        options.index(value) if value in options else None,
        format_func=lambda name: look.titles.get(name, str(name)),
        key=key,
        help=_help(setting, look, options),
        placeholder=look.empty,
        accept_new_options=setting.about.open_ended,
        disabled=look.disabled,
    )
    return Said(chosen if chosen is not None or setting.kind.optional else value)


def _several(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    options = list(dict.fromkeys([*(look.options or choices(setting.about)), *value]))
    chosen = place.multiselect(
        _label(setting, look),
        options,
        list(value),
        format_func=lambda name: look.titles.get(name, str(name)),
        key=key,
        help=_help(setting, look, options),
        placeholder=look.empty,
        accept_new_options=setting.about.open_ended,
        disabled=look.disabled,
    )
    return Said(list(chosen))


def _switch(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    return Said(
        place.toggle(
            _label(setting, look), value, key=key, help=_help(setting, look), disabled=look.disabled
        )
    )


def _whole(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    about = setting.about
    fits = value is None or within(about, value)  # the control would refuse to be drawn else
    chosen = place.number_input(
        _label(setting, look),
        min_value=int(about.low) if fits and about.low is not None else None,
        max_value=int(about.high) if fits and about.high is not None else None,
        value=value,
        step=1,
        key=key,
        help=_help(setting, look),
        placeholder=look.empty,
        disabled=look.disabled,
    )
    return Said(int(chosen) if chosen is not None else None if setting.kind.optional else value)


def _number(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    """A number that may be very small: as text, since steppers round those away."""
    text = _typed(place, setting, "" if value is None else as_text(value), key, look)
    if not text and setting.kind.optional:
        return Said(None)
    try:
        return Said(float(text))
    except ValueError:
        return _refused(setting, text, value)


def _numbers(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    text = _typed(place, setting, ", ".join(map(as_text, value)), key, look)
    parts = [part for part in text.replace(";", ",").split(",") if part.strip()]
    try:
        return Said([setting.kind.base(part.strip()) for part in parts])
    except ValueError:
        return _refused(setting, text, value, "a list of numbers with commas between them")


def _text(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    text = _typed(place, setting, value or "", key, look)
    return Said(text if text or not setting.kind.optional else None)


def _table(place: DeltaGenerator, setting: Listed, value: Any, key: str, look: Look) -> Said:
    text = _typed(place, setting, as_text(value) if value else "", key, look)
    try:
        found = from_text(text or "{}")
    except BadRecipe:
        found = None
    if isinstance(found, dict):
        return Said(found)
    return _refused(setting, text, value, "a table such as {name: value}")


def _typed(place: DeltaGenerator, setting: Listed, start: str, key: str, look: Look) -> str:
    typed = place.text_input(
        _label(setting, look),
        start,
        key=key,
        help=_help(setting, look),
        placeholder=look.empty,
        disabled=look.disabled,
    )
    return str(typed or "").strip()


def _refused(setting: Listed, text: str, value: Any, kind: str = "a number") -> Said:
    kept = "nothing" if value is None else as_text(value)
    title = setting.about.title
    return Said(value, f"{title}: {text!r} is not {kind}; until you correct it, {kept} is used.")


_DRAW = {
    (bool, False): _switch,
    (int, False): _whole,
    (float, False): _number,
    (int, True): _numbers,
    (float, True): _numbers,
    (dict, False): _table,
}
