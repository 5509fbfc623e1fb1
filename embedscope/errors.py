"""The root of the exceptions that are written for the person who sees them (core/errors.py)."""

from __future__ import annotations


class EmbedscopeError(Exception):
    """Something a person can understand and mend."""


class NotWritten(EmbedscopeError, OSError):
    """A file that could not be written: a full disk, a folder that may not be written to."""


class RunTaken(EmbedscopeError):
    """A run that another process is writing."""


class BadValues(EmbedscopeError, ValueError):
    """Values that no frame, label or figure can be made of."""


class NotInstalled(EmbedscopeError, ImportError):
    """A package that is needed for what was asked, and not there."""
