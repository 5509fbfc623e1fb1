"""The one family of exceptions that is written for the person who sees it.

Say what was wrong, with the value, and what to do about it. Pages and the command line show the
text; anything else that is raised is a defect of ours.
"""

from __future__ import annotations

from collections.abc import Iterable

from embedscope.errors import EmbedscopeError, NotWritten

__all__ = ["EmbedscopeError", "NotWritten"]


MOST_SHOWN = 80
"""Letters of a value that a sentence repeats."""


def short(value: object) -> str:
    """A value as a sentence repeats it: as Python writes it, its middle left out where it is long;
    control characters and letters that turn the reading direction are written as numbers.
    """
    text = ascii(value) if _is_odd(value) else repr(value)
    half = MOST_SHOWN // 2
    return text if len(text) <= MOST_SHOWN else f"{text[: half - 1]}…{text[-half:]}"


def _is_odd(value: object) -> bool:
    return isinstance(value, str) and not value.isprintable()


class UnknownName(EmbedscopeError):
    """A name that no registry, catalogue or folder holds."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        every = ", ".join(sorted(known))
        more = f"Must be one of: {every}." if every else "There is none here: make one first."
        super().__init__(f"Unknown {kind}: {short(name)}. {more}")


class BadRecipe(EmbedscopeError):
    """A recipe whose settings are unknown, of the wrong type or contradict each other."""


class BadStudy(EmbedscopeError):
    """A study's file that cannot be read, or whose keys are unknown or of the wrong type."""


class BadLesson(EmbedscopeError):
    """A lesson's file that cannot be read, or an answer that is not kept; says where, and why."""


class DataMissing(EmbedscopeError):
    """A data set that is not on this machine and could not be fetched."""


class DataCorrupt(EmbedscopeError):
    """A data file that is there and cannot be read."""


class Unreadable(EmbedscopeError):
    """A file that is missing, cut off, of another kind, or that may not be read: which, and why."""


class RunBroken(EmbedscopeError):
    """A run folder in which a file is missing or unreadable."""


class JobBroken(EmbedscopeError):
    """A job whose files cannot be read."""


class ClusterAway(EmbedscopeError):
    """A cluster that does not answer, or what is needed to ask it and is not installed."""


class EmbeddingSetBroken(EmbedscopeError):
    """A map's folder in which a file is missing or unreadable."""


class BadSource(EmbedscopeError):
    """A description of what to map whose settings are unknown or cannot be met."""


class BadUpload(EmbedscopeError):
    """A file of vectors or images that cannot be mapped, and why."""


class BadDecision(EmbedscopeError):
    """A decision on a label that cannot be kept or applied; says why."""


class BadPairs(EmbedscopeError):
    """Pairs to compare that cannot be read or judged, and why."""


class NotComparable(EmbedscopeError):
    """Two sides that do not show the same images, or one that is not there: what does not match."""


class BadPhoto(EmbedscopeError):
    """An uploaded file that is no image, or one that is too large to open safely."""


class NoFace(EmbedscopeError):
    """A photo on which no face was found."""


class EncoderMissing(EmbedscopeError):
    """An encoder whose library or weights are not on this machine, and how to get them."""


class BadEncoder(EmbedscopeError):
    """An encoder that cannot be used: its address, its file, or what it puts out; and why."""


class ProcessLost(EmbedscopeError):
    """One of several processes that train a run together ended, or cannot be reached."""


class BadAccess(EmbedscopeError):
    """A setting of who may use this server that is unknown or cannot be met; says which."""


class NotAllowed(EmbedscopeError):
    """What this person may not do here, and who may."""


class Stopped(EmbedscopeError):
    """Work that somebody asked to end before it was done."""

    def __init__(self) -> None:
        super().__init__("This was stopped before it was done.")
