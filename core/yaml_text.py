"""YAML as our files hold it, read by libyaml where PyYAML brings it: ten times as fast."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What the text says, plain values only; raises yaml.YAMLError where it is no YAML."""
    try:
        return yaml.load(text, Loader=_LOADER)
    except (RecursionError, ValueError, OverflowError) as error:  # deep brackets; no such day
        raise yaml.YAMLError(str(error)) from error


def why(error: yaml.YAMLError) -> str:
    """What is wrong, and where, in one line: "found a tab (line 2, column 1)"."""
    place = getattr(error, "problem_mark", None)
    at = f" (line {place.line + 1}, column {place.column + 1})" if place is not None else ""
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return str(said).partition("\n")[0] + at
