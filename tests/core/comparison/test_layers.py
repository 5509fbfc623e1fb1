"""CKA of layers, against the layers' own outputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import NotComparable
from core.inference import answer
from core.inference.loaded import trained
from core.metrics.cka import unbiased_cka
from tests.made_classifier import write_classifier


def test_layers_of_two_nets_over_the_same_pictures(folders: Path) -> None:
    from core.diagnosis.linear_probe import layer_features
    from core.runs.test_images import images_of_test
    from core.training.pixels import Pixels

    for name, moved in (("one", 0.1), ("two", 0.4)):
        write_classifier(folders / "checkpoints" / name, moved=moved)
    said = answer("layer-similarity", {"first": "one", "second": "two"})
    assert said["cka"].shape == (len(said["first"]), len(said["second"]))
    assert said["images"] == 40
    assert said["first"][-1] == "output"
    outputs = []
    for name in ("one", "two"):
        run, net = trained(name)
        images = np.stack(list(images_of_test(run).images))
        outputs.append(layer_features(net, "", images, Pixels.of_card(run.finished()))[0])
    assert said["cka"][-1, -1] == pytest.approx(unbiased_cka(*outputs), abs=1e-4)
    same = answer("layer-similarity", {"first": "one", "second": "one"})
    np.testing.assert_allclose(np.diag(same["cka"]), 1, atol=1e-6)


def test_what_has_no_layers_is_refused(folders: Path) -> None:
    with pytest.raises(NotComparable, match="keeps no weights"):
        answer("layer-similarity", {"first": "tiny", "second": "wide"})
