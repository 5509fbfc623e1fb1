from __future__ import annotations

import pytest
import yaml

from core.recipes.recipe import RECIPES
from core.yaml_text import read_yaml


def test_libyaml_reads_our_recipes_as_plain_pyyaml_does() -> None:
    paths = sorted(RECIPES.glob("*.yaml"))
    assert len(paths) > 50
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert read_yaml(text) == yaml.safe_load(text), path.name


@pytest.mark.parametrize("text", ["a: [1, 2", "a: !!python/object/apply:os.getcwd []", "\t- a"])
def test_what_is_no_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        read_yaml(text)
