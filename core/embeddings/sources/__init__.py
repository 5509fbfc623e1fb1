"""What a set can be made of: one file a kind. A source is a plain table, as it stands in a URL.

Each file states `REQUIRED` and, where it has any, `OPTIONAL` (the keys besides "kind", with
the latter's defaults) and defines

    settle(source) -> dict          the one way to say it, where several mean the same
    title(source) -> str            what people read
    described(source) -> dict       what decides the content: the same for the same embedding set
    check(source) -> None           raises an EmbedscopeError before anything is computed
    fill(source, writer, work) -> Cloud

where `source` has every key, and but for `settle` is settled. Nothing heavy is imported before
`fill`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.sources._build import Work, built
from core.embeddings.sources._stored import first_map, stored
from core.embeddings.writer import set_name
from core.errors import BadSource
from core.registry import Entry, entries, find

__all__ = [
    "check",
    "complete",
    "first_map",
    "kinds",
    "make",
    "name_of",
    "stored",
    "title_of",
]

PACKAGE = "core.embeddings.sources"
Source = Mapping[str, Any]


def kinds() -> list[str]:
    """The kinds of sources."""
    return list(entries(PACKAGE))


def complete(source: Source) -> dict[str, Any]:
    """The source with every key it can have, said in the one way that `Cloud.about` keeps.

    Raises BadSource for a key that is missing or that its kind does not know, UnknownName for an
    unknown kind, run or data set, RunBroken for a run that is not finished.
    """
    entry = _entry(source)
    required, optional = entry.constants["REQUIRED"], entry.constants.get("OPTIONAL", {})
    missing = [key for key in required if not source.get(key)]
    unknown = sorted(set(source) - {"kind", *required, *optional})
    if missing or unknown:
        wrong = f"lacks {', '.join(missing)}" if missing else f"has unknown {', '.join(unknown)}"
        known = ", ".join((*required, *optional))
        raise BadSource(f"A source of kind {entry.name!r} {wrong}. Its settings are: {known}.")
    given = {"kind": entry.name} | {key: source[key] for key in required}
    given |= {key: source.get(key, value) for key, value in optional.items()}
    settled: dict[str, Any] = entry.load().settle(given)
    return settled


def title_of(source: Source) -> str:
    """What people read: "LightModel in the plane: output, test". Raises as `complete` does."""
    title: str = _entry(source).load().title(complete(source))
    return title


def name_of(source: Source) -> str:
    """The name of the embedding set that `make` makes: the same for the same content and settings.

    Raises as `complete` does, BadUpload where the file is not there.
    """
    full = complete(source)
    kind = _entry(source).load()
    return set_name(kind.title(full), kind.described(full))


def check(source: Source) -> None:
    """Raise an EmbedscopeError with a sentence where `make` could not work; reads headers only."""
    _entry(source).load().check(complete(source))


def make(
    source: Source,
    *,
    watch: Callable[[float, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> EmbeddingSet:
    """Make a source's embedding set, or find the one that is there, at once.

    Args:
        source: a table with "kind" and the keys of that kind's file.
        watch: told the share that is done, 0 to 1, and what is being done.
        stop: asked between batches; once it says yes, `Stopped` is raised.

    Raises:
        EmbedscopeError: where the source is wrong or cannot be read; says why.
        Stopped: see above.
        OSError: a full disk. However it ends, no half of an embedding set is left.
    """
    full, kind = complete(source), _entry(source).load()
    work = Work(watch or (lambda _share, _message: None), stop or (lambda: False))
    return built(name_of(source), lambda writer: kind.fill(full, writer, work))


def _entry(source: Source) -> Entry:
    return find(PACKAGE, "kind of source", str(source.get("kind")))
