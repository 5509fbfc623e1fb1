"""What a reader is told of a report: written/<report>.yaml, beside the study with its figures.

    question:  what was asked, and why
    recipe:    how it was done, there and here
    wrong:     what went wrong there and why, a list of {title, text}
    left:      what was not done here
    sources:   papers, a line each
    curves:    a list of {title, runs, columns}: histories side by side, by checkpoint
    maps:      a list of {title, run}: of checkpoints that keep a map, or two axes

Figures in texts are never typed: they stand as `core.studies.filled` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from yaml import YAMLError

from core.errors import BadStudy, UnknownName
from core.stamps import Stamp, stamps
from core.studies.filled import filled
from core.typed_json import WrongType, typed
from core.yaml_text import read_yaml

FOLDER = Path(__file__).parent / "written"


@dataclass(frozen=True)
class Finding:
    """One thing that went wrong, or was left open, and why."""

    title: str
    text: str


@dataclass(frozen=True)
class CurveGroup:
    """Runs whose histories are read together."""

    title: str
    runs: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class MapOf:
    """A run whose test images are shown as a map."""

    title: str
    run: str


@dataclass(frozen=True)
class Written:
    """The texts of a report, their figures filled in."""

    question: str
    recipe: str
    wrong: tuple[Finding, ...] = ()
    left: str = ""
    sources: tuple[str, ...] = ()
    curves: tuple[CurveGroup, ...] = ()
    maps: tuple[MapOf, ...] = ()


def written(report: str) -> Written:
    """What is told of a report; raises UnknownName, BadStudy where its file cannot be read."""
    every = _read_all(stamps(str(FOLDER)))
    if report not in every:
        raise UnknownName("written report", report, every)
    found = every[report]
    return replace(
        found,
        question=_told(found.question),
        recipe=_told(found.recipe),
        wrong=tuple(Finding(each.title, _told(each.text)) for each in found.wrong),
        left=_told(found.left),
    )


def raw(report: str) -> str:
    """The text of its file, for checks of what it names."""
    return (FOLDER / f"{report}.yaml").read_text(encoding="utf-8")


def _told(text: str) -> str:
    return filled(" ".join(text.split()))


@lru_cache(maxsize=4)
def _read_all(files: tuple[Stamp, ...]) -> dict[str, Written]:
    return {
        path.stem: _read(path)
        for path in (Path(name) for name, *_ in files if name.endswith(".yaml"))
    }


def _read(path: Path) -> Written:
    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
        return typed(Written, content, path.name, strict=True)
    except (OSError, UnicodeDecodeError, YAMLError, WrongType) as error:
        raise BadStudy(f"The report {path} cannot be read: {error}. Correct the file.") from error
