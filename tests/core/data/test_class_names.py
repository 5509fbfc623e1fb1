"""Names of classes as people say and count them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from core.data.class_names import class_name, in_order, spoken
from core.data.image_set import ImageSet
from core.embeddings.points import as_classes
from core.runs.run import Run
from tests.conftest import write_checkpoint


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        (("001.Black_footed_Albatross", "075.Green_Jay"), ("Black footed Albatross", "Green Jay")),
        (("0", "1", "2"), ("0", "1", "2")),
        (("01 cup", "02-mug"), ("cup", "mug")),
        (("001.cat", "dog"), ("001.cat", "dog")),  # not all are numbered
        (("1.cat", "2.cat"), ("1.cat", "2.cat")),  # they would be called the same
        (("maple_tree", "3D"), ("maple_tree", "3D")),
        ((), ()),
    ],
)
def test_numbers_that_only_order_folders_are_left_out(classes, said):
    assert spoken(classes) == said


def test_images_and_runs_of_before_are_read_so(folders):
    found = ImageSet(
        "a", "test", np.zeros((1, 2, 2), np.uint8), np.zeros(1, int), ("1.a", "2.b"), ""
    )
    assert found.classes == ("a", "b")
    run = Run(write_checkpoint(folders / "runs" / "birds"))
    path = run.folder / "card.json"
    card = json.loads(path.read_text())
    card["data"]["classes"] = [f"{i:03}.Bird_{i}" for i in range(10)]
    path.write_text(json.dumps(card))
    assert Run(run.folder).data().classes[3] == "Bird 3"


def test_classes_are_counted_and_words_stay_words() -> None:
    names = ["10", "2", "-1", "2.5", "b", "A10", "a2", "nan", "inf", "café"]
    assert in_order([*names, "2"]) == (
        "-1",
        "2",
        "2.5",
        "10",
        "a2",
        "A10",
        "b",
        "café",
        "inf",
        "nan",
    )
    assert class_name("nan") == "nan"  # a folder of Indian bread
    assert class_name("Cafe\u0301 ") == class_name("Caf\u00e9") == "Café"
    assert [class_name(value) for value in (1.0, 2.5, True, None, math.nan)] == [
        "1",
        "2.5",
        "True",
        "",
        "",
    ]


def test_a_table_says_nan_where_it_knows_no_class() -> None:
    labels, classes = as_classes(["b", "NaN", 10, "2", math.nan, "none", None])
    assert classes == ("2", "10", "b", "none")
    assert labels.tolist() == [2, -1, 1, 0, -1, 3, -1]
