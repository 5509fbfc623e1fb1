"""What the map's page says of a map whose quality was not measured."""

from __future__ import annotations

import pytest

from tests.pages.screen import open_screen


@pytest.mark.parametrize(
    ("checkpoint", "said"),
    [("light-2d", "the net's output."), ("small-64d", "a plane with .85 of the variance.")],
)
def test_a_map_that_was_not_measured_says_what_it_is(checkpoint, said, tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(tmp_path))
    page = open_screen("map", checkpoint=checkpoint, map="pca")
    assert not page.exception
    assert any(each.value.endswith(f"not measured: it shows {said}") for each in page.caption)
