"""Points chosen by what is known of them: "class=cat", "confidence<0.5", "name~IMG_20"."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.shows import CLASS
from core.errors import BadSource

NAME = "name"
_CONDITION = re.compile(r"([^=<>~]+)([=<>~])(.*)", re.DOTALL)
EXAMPLE = "class=cat, confidence<0.5 or name~IMG"


def chosen_rows(embedding_set: EmbeddingSet, where: Sequence[str]) -> NDArray[np.int64]:
    """The rows at which every condition of `where` holds, ascending; there may be none.

    `=` a value of a column, `<` and `>` a number, `~` part of a name or value, in any case. Raises
    BadSource where a column or a value is not there.
    """
    fits = np.ones(int(embedding_set.about()["count"]), bool)
    for each in where:
        fits &= _holds(embedding_set, each)
    return np.flatnonzero(fits)


def _holds(embedding_set: EmbeddingSet, condition: str) -> NDArray[np.bool_]:
    found = _CONDITION.fullmatch(condition)
    names = embedding_set.names()
    kinds = {CLASS: "class"} | {each.name: each.kind for each in embedding_set.columns()}
    if names is not None:
        kinds.setdefault(NAME, "text")
    if found is None or found[1].strip() not in kinds:
        raise BadSource(
            f"{condition!r} is no condition: write {EXAMPLE}. The columns are: {', '.join(kinds)}."
        )
    title, sign, value = found[1].strip(), found[2], found[3].strip()
    if kinds[title] == "number":
        return _of_numbers(embedding_set.column(title), title, sign, value)
    if sign in "<>":
        raise BadSource(f"{title} is no number: write {title}=… or {title}~…, not {condition!r}.")
    if kinds[title] == "text":
        return np.array([_alike(name, sign, value) for name in names or ()], bool)
    classes = embedding_set.classes_of(title)
    wanted = [i for i, name in enumerate(classes) if _alike(name, sign, value)]
    if not wanted:
        raise BadSource(f"{title} has no {value!r}. It has: {', '.join(classes[:20])}.")
    labels = embedding_set.labels() if title == CLASS else embedding_set.column(title)
    return np.isin(labels, wanted)


def _alike(name: str, sign: str, value: str) -> bool:
    return name == value if sign == "=" else value.lower() in name.lower()


def _of_numbers(
    values: NDArray[np.floating], title: str, sign: str, value: str
) -> NDArray[np.bool_]:
    try:
        number = float(value)
    except ValueError as error:
        raise BadSource(f"{title} holds numbers, and {value!r} is none.") from error
    if sign == "~":
        raise BadSource(f"{title} holds numbers: write {title}={value}, < or >.")
    compared: NDArray[np.bool_] = {"=": values == number, "<": values < number}.get(
        sign, values > number
    )
    return compared
