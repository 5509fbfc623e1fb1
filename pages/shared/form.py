"""The settings of a recipe as a form, drawn from what each says of itself.

A page names groups of sections; every setting of them appears, four in a row, in the order in which
they are declared. What few people change, and every section that no group names, stands folded at
the end, open where the recipe differs from its base there. So a new setting needs no line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.recipes.recipe import UNSAID, Recipe, changed
from core.settings import Listed, at, listed, matters
from pages.shared.fields import Look, field_control
from pages.shared.folded import folded

Kind = TypeVar("Kind", bound=Recipe)


@dataclass(frozen=True)
class Group:
    """A heading, and the sections or single settings under it; a setting that is named belongs here
    even where its section stands elsewhere, and is shown even where few people change it.
    """

    title: str
    names: tuple[str, ...]
    folded: bool = False
    columns: int = 4
    telling: bool = False
    """Whether a folded group is open wherever one of its settings is set at all."""


class Form(Generic[Kind]):
    """The controls of a recipe; `draw` gives the recipe as they say it.

    A control is not drawn where the setting has no effect, or while its section was never opened;
    the setting then keeps its value.
    """

    def __init__(
        self,
        start: Kind,
        prefix: str,
        *,
        base: Kind | None = None,
        looks: Mapping[str, Look] | Callable[[Form[Kind]], Mapping[str, Look]] = {},  # noqa: B006
        hidden: Callable[[Form[Kind], str], bool] = lambda _form, _key: False,
        without: Iterable[str] = (),
        only: Sequence[str] = (),
    ) -> None:
        self.start, self.prefix, self.base = start, prefix, base or type(start)()
        self.looks, self.hidden = looks, hidden
        self.said: dict[str, Any] = {}
        self.refused: list[str] = []
        """What was typed that cannot be read, a sentence each."""
        self.settings = {
            each.key: each
            for each in listed(type(start), without=(*UNSAID, *without))
            if not only or each.key in only
        }

    def draw(self, groups: Sequence[Group], *, more: str = "More settings") -> Kind:
        """Draw the groups, and folded behind them all that is in none."""
        left = dict(self.settings)
        named = {name for group in groups for name in group.names}
        parts = [(group, self._members(group, left, named)) for group in groups]
        for group, members in parts:
            self._group(group, members)
        if left:
            self._more(more, list(left.values()))
        return changed(self.start, self.said)

    def value(self, key: str) -> Any:
        """What the controls say so far, a switch below too, else the recipe."""
        if key in self.said:
            return self.said[key]
        start = at(self.start, key)
        return st.session_state.get(self._key(key), start) if isinstance(start, bool) else start

    def control(self, place: DeltaGenerator, key: str) -> None:
        """Draw one setting's control."""
        looks = self.looks(self) if callable(self.looks) else self.looks
        setting = self.settings[key]
        said = field_control(
            place, setting, self.value(key), key=self._key(key), look=looks.get(key)
        )
        self.said[key] = said.value
        self.refused += filter(None, [said.refused])

    def _key(self, key: str) -> str:
        return f"{self.prefix}-{key}"

    def _members(self, group: Group, left: dict[str, Listed], named: set[str]) -> list[Listed]:
        """The group's settings, taken out of those that are left; a section's, but for those that
        are `named` on their own.
        """
        found = []
        for name in group.names:
            keys = [
                key
                for key, each in left.items()
                if key == name
                or (each.section == name and key not in named and not each.about.advanced)
            ]
            found += [left.pop(key) for key in keys]
        return found

    def _group(self, group: Group, members: list[Listed]) -> None:
        if not group.folded:
            if group.title:
                st.markdown(f"**{group.title}**")
            self._rows(members, group.columns)
            return
        told = group.telling and any(at(self.start, each.key) for each in members)
        section = folded(
            group.title,
            key=f"{self.prefix}-{group.title}",
            expanded=told or self._differs(members),
        )
        if section:
            with section:
                self._rows(members, group.columns)

    def _more(self, title: str, members: list[Listed]) -> None:
        section = folded(title, key=f"{self.prefix}-more", expanded=self._differs(members))
        if section:
            with section:
                self._rows(members)

    def _rows(self, members: Iterable[Listed], columns: int = 4) -> None:
        """Fields in rows, names to choose several of twice as wide; switches in a line below."""
        shown = [each for each in members if self._shown(each)]
        switches = [each for each in shown if each.kind.base is bool]
        row: list[tuple[Listed, int]] = []
        for each in (each for each in shown if each not in switches):
            width = min(columns, 2 if each.kind.many and each.about.choices else 1)
            if sum(taken for _, taken in row) + width > columns:
                self._row(row, columns)
                row = []
            row.append((each, width))
        self._row(row, columns)
        if switches:
            line = st.container(horizontal=True, vertical_alignment="center", gap="medium")
            for each in switches:
                self.control(line, each.key)

    def _row(self, row: list[tuple[Listed, int]], columns: int) -> None:
        rest = columns - sum(width for _, width in row)
        if row:
            widths = [width for _, width in row] + [1] * rest
            places = st.columns(widths, vertical_alignment="bottom")
            for (each, _), place in zip(row, places, strict=False):
                self.control(place, each.key)

    def _shown(self, setting: Listed) -> bool:
        """Whether the setting has an effect, as its neighbours stand now."""
        if self.hidden(self, setting.key):
            return False
        above = f"{setting.section}." if setting.section else ""
        now = {name: self.value(f"{above}{name}") for name, _ in setting.about.when}
        return matters(SimpleNamespace(**now), setting.about)

    def _differs(self, members: Iterable[Listed]) -> bool:
        return any(at(self.start, each.key) != at(self.base, each.key) for each in members)
