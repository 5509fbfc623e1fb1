"""What a lesson can measure, one file a kind: `Asked`, a dataclass of its keys, and `measure`.

Every figure that a lesson shows is measured so when it is shown, from runs that are here; none is
typed into a text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from core.metrics.metric import Metric
from core.registry import entries, find
from core.runs.answers import Answers, answers_of
from core.runs.find import find_run
from core.typed_json import typed

PACKAGE = __name__
KIND = "kind"


def names() -> list[str]:
    """Kinds of figures."""
    return sorted(entries(PACKAGE))


def asked(content: Mapping[str, Any], place: str) -> Any:
    """The description of a figure, checked; raises UnknownName for its kind, WrongType."""
    kind = find(PACKAGE, "kind of figure", str(content.get(KIND, ""))).load()
    rest = {key: value for key, value in content.items() if key != KIND}
    return typed(kind.Asked, rest, place, strict=True)


def measure(content: Mapping[str, Any], place: str) -> Metric:
    """The figure, taken once for as long as the runs that it names stay; raises what finding and
    reading them raises.
    """
    kind = find(PACKAGE, "kind of figure", str(content.get(KIND, ""))).load()
    wanted = asked(content, place)
    if not hasattr(wanted, "run") and not hasattr(wanted, "first"):  # of what is being trained
        found: Metric = kind.measure(wanted)
        return found
    named = [getattr(wanted, key) for key in ("run", "first", "second") if hasattr(wanted, key)]
    return _measured(kind.measure, wanted, tuple(map(_changed, named)))


@lru_cache(maxsize=512)
def _measured(take: Callable[[Any], Metric], wanted: Any, _changed: tuple[int, ...]) -> Metric:
    return take(wanted)


def _changed(name: str) -> int:
    return (find_run(name).folder / "card.json").stat().st_mtime_ns


def answers(name: str) -> Answers:
    """What the run of that name says of its test images, read once for as long as its card stays;
    raises UnknownName, RunBroken.
    """
    run = find_run(name)
    return _answers(str(run.folder), (run.folder / "card.json").stat().st_mtime_ns, name)


@lru_cache(maxsize=8)
def _answers(_folder: str, _changed: int, name: str) -> Answers:
    return answers_of(find_run(name))
