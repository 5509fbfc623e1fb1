"""The calls, against what the functions behind them say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import BadPhoto, UnknownName
from core.inference import answer
from core.inference.loaded import prepared, trained
from core.inference.threads import environment, threads
from core.inference.wire_faces import chosen_faces, photo_said, said_of_faces, said_of_photo
from core.runs.run import Run
from core.tasks.classify.layers import layers_of
from core.tasks.classify.settings import Net
from tests.made_classifier import write_classifier

RUN = "colour"
IMAGE = np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8)


@pytest.fixture
def net(folders: Path) -> tuple[Run, torch.nn.Module]:
    write_classifier(folders / "checkpoints" / RUN)
    return trained(RUN)


def test_a_net_is_loaded_once_and_anew_where_it_was_trained_anew(
    net: tuple[Run, torch.nn.Module], folders: Path
) -> None:
    assert trained(RUN)[1] is net[1]
    card = folders / "checkpoints" / RUN / "card.json"
    card.write_text(card.read_text().replace('"created": "', '"created": "later '))
    assert trained(RUN)[1] is not net[1]


def test_what_is_said_of_a_picture_agrees(net: tuple[Run, torch.nn.Module]) -> None:
    run, model = net
    with torch.inference_mode():
        scores = model(prepared(run, IMAGE))[0]
    shares = answer("class-shares", {"run": RUN, "image": IMAGE})
    assert shares["classes"] == list(run.data().classes)
    np.testing.assert_allclose(shares["shares"], scores.softmax(0).numpy(), rtol=1e-5)
    maps = answer("activations", {"run": RUN, "image": IMAGE, "layer": None})["maps"]
    np.testing.assert_allclose(maps[:, 0, 0], scores.numpy(), rtol=1e-4, atol=1e-5)
    question = {"run": RUN, "image": IMAGE, "number": 1}
    convolution = answer("first-filters", {"run": RUN})["convolution"]
    heat = answer("grad-cam", {**question, "layer": convolution["path"]})["heat"]
    assert heat.min() >= 0
    assert heat.max() <= 1
    covered = answer("occlusion", {**question, "grid": 3, "side": 0.4, "shown": 20})["heat"]
    assert max(covered.shape) == 20


def test_two_threads_ask_one_net_and_each_gets_its_own(net: tuple[Run, torch.nn.Module]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    layer = answer("first-filters", {"run": RUN})["convolution"]["path"]
    random = np.random.default_rng(1)
    images = [random.integers(0, 256, (32, 32, 3), np.uint8) for _ in range(8)]

    def seen(image: np.ndarray) -> np.ndarray:
        found: np.ndarray = answer("activations", {"run": RUN, "image": image, "layer": layer})[
            "maps"
        ]
        return found

    alone = [seen(image) for image in images]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            for one, other in zip(alone, pool.map(seen, images), strict=True):
                np.testing.assert_array_equal(one, other)


def test_what_excites_a_channel_is_what_it_answers_most(net: tuple[Run, torch.nn.Module]) -> None:
    del net
    said = answer("maximally-activating", {"run": RUN, "layers": [None], "most": 3})
    assert said["images-0"].shape[1] == 3
    assert (np.diff(said["strengths-0"], axis=1) <= 0).all()
    assert said["images-0"].max() < len(said["rows"])


def test_filters_before_and_after(net: tuple[Run, torch.nn.Module]) -> None:
    from core.inference import conv_filters as kernels
    from core.metrics.weight_change import movement

    run, model = net
    said = answer("filters-moved", {"run": RUN})
    paths = [each["path"] for each in said["convolutions"]]
    assert paths == [each.path for each in kernels.convolutions(model)]
    np.testing.assert_array_equal(said["after"], kernels.kernels(model, paths[0]))
    expected = movement(said["before"], said["after"])
    np.testing.assert_array_equal(said["distance-0"], expected.distance)
    last = answer("filters-moved", {"run": RUN, "path": paths[-1]})
    np.testing.assert_array_equal(last["after"], kernels.kernels(model, paths[-1]))
    del run


def test_the_layers_of_a_net_to_train() -> None:
    asked = Net("simple-cnn", widths=())
    said = answer("net-layers", {"net": asdict(asked), "classes": 10})["layers"]
    assert said == [asdict(layer) for layer in layers_of(asked, classes=10)]
    with pytest.raises(UnknownName):
        answer("net-layers", {"net": asdict(Net("heavy")), "classes": 10})


def test_faces_travel_and_are_compared() -> None:
    from core.faces.photo import faces_on
    from core.inference.kinship.matrix import matrix
    from core.inference.kinship.pair_model import default_model, pair_model
    from tests.drawn_faces import scene

    photo = faces_on(scene((700, 300), [(20, 30, 240), (380, 30, 240)]))
    again = photo_said(said_of_photo(photo))
    chosen = [(again, face) for face in again.faces]
    assert [(f.box, f.turn, f.found) for f in again.faces] == [
        (f.box, f.turn, f.found) for f in photo.faces
    ]
    (first, _), (second, _) = chosen_faces(said_of_faces(chosen))
    assert first is second
    said = answer("likeness", {"model": default_model(), **said_of_faces(chosen)})
    expected = matrix(pair_model(), [(photo, face) for face in photo.faces])
    np.testing.assert_allclose(said["scores"], expected.scores, rtol=1e-5)
    with pytest.raises(BadPhoto):
        answer("faces", {"photo": np.frombuffer(b"no picture", np.uint8), "whole": False})


def test_one_setting_says_how_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDSCOPE_THREADS", raising=False)
    assert threads() == 1
    monkeypatch.setenv("EMBEDSCOPE_THREADS", "3")
    assert environment()["OMP_NUM_THREADS"] == "3"
    monkeypatch.setenv("EMBEDSCOPE_THREADS", "many")
    assert threads() == 1


def test_pairs_are_judged_as_the_command_line_judges_them(folders: Path) -> None:
    from core.embeddings.sources import stored
    from core.runs.find import find_run
    from core.verification.asked import Question, scored
    from core.verification.judged import judged

    embedding_set = stored(find_run("wide"))
    asked = {"by": "distance", "classes": ["class 2", "class 5"], "most": 500}
    said = answer("verification", {"embedding_set": embedding_set.name, **asked})
    question = Question(by="distance", classes=("class 2", "class 5"), most=500)
    found = scored(embedding_set, question)
    known = judged(found.scores, found.pairs)
    assert said["told"] == found.pairs.told()
    assert said["figures"]["auc"] == asdict(known.auc)
    assert said["accepted"] == [asdict(each) for each in known.accepted]
    assert said["same"].sum() + said["different"].sum() == len(found.scores)
    assert said["accept_scores"][0] == found.scores[~found.pairs.same].max()
    assert said["reject_scores"][0] == found.scores[found.pairs.same].min()
    left, right = said["accepts"][0]
    labels = embedding_set.labels()
    assert labels[left] != labels[right]


def test_retrieval_says_what_its_figures_say(folders: Path) -> None:
    from core.embeddings.sources import stored
    from core.metrics.retrieval import figures, retrieved
    from core.runs.find import find_run

    embedding_set = stored(find_run("wide"))
    question = {"embedding_set": embedding_set.name, "same": "class", "by": "distance", "most": 90}
    said = answer("retrieval", question)
    labels = embedding_set.labels()
    found = retrieved(embedding_set.vectors(), labels, most=90, cosine=False)
    told = figures(found, labels)
    assert said["figures"]["map@r"]["over_classes"] == asdict(told["map@r"].over_classes)
    np.testing.assert_array_equal(said["nearest"], found.nearest)
    assert (said["right"][:, 0] == found.recall[:, 0]).all()
    assert said["of_queries"].sum() == 90
