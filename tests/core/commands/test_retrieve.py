"""`python -m core retrieve`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.__main__ import main
from core.metrics.decimal import decimal


def test_text_and_json_say_the_same(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["retrieve", "--checkpoint", "wide", "--by", "distance"]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    shares = ["recall@1", "recall@5", "recall@10", "r_precision", "map@r"]
    others = ["nmi", "ami", "hubness", "alignment", "uniformity", "effective_rank"]
    assert list(told) == [*shares, *others]
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert "400 queries among 400, by distance" in text
    assert 0.9 < told["nmi"]["value"] <= 1
    for each in told.values():
        assert decimal(each.get("over_queries", each)["value"], 3) in text
    assert main(["retrieve", "--checkpoint", "wide", "--same", "family"]) != 0
    assert "no classes called 'family'" in capsys.readouterr().err
