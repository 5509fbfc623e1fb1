"""YAML as our files hold it, read by libyaml where PyYAML brings it: ten times as fast."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What the text says, plain values only; raises yaml.YAMLError where it is no YAML."""
    return yaml.load(text, Loader=_LOADER)
