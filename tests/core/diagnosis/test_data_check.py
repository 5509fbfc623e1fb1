"""A data set with every fault planted: each is found, counted and shown; a sound one is sound."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import data
from core.__main__ import main
from core.data.encoded import lazily
from core.diagnosis.baselines import baselines, digest
from core.diagnosis.data_check import SHOWN, DataCheck, check_data, parts_of
from core.diagnosis.data_findings import Finding, Read, plain_name
from core.diagnosis.kept_checks import (
    forget_check,
    keep_check,
    kept_baselines,
    kept_check,
    shipped_baselines,
)
from core.diagnosis.near_copies import near_copies
from core.errors import Stopped
from core.figures.baselines import in_words
from core.jobs.job_files import JobFile
from core.jobs.kinds import CHECK, kind_of_job


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EMBEDSCOPE_CHECKS", str(tmp_path / "checks"))
    (tmp_path / "data").mkdir()
    return tmp_path


def scene(seed: int, side: int = 48) -> Image.Image:
    """Soft shapes with detail of their own."""
    draw = np.random.default_rng(seed)
    coarse = draw.integers(0, 255, (6, 6, 3), np.uint8)
    soft = Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)
    grain = draw.normal(0, 30, (side, side, 3))
    return Image.fromarray(np.clip(np.asarray(soft) + grain, 0, 255).astype(np.uint8))


def encoded(image: Image.Image, kind: str = "PNG", **more: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.fixture
def faulty(places: Path) -> None:
    """Ants and bees, 30 and 12 to train on, 6 of each to test on, and one of each fault."""
    files = {f"train/ants/{i}.png": encoded(scene(i)) for i in range(30)}
    files |= {f"train/bees/{i}.png": encoded(scene(100 + i)) for i in range(12)}
    files |= {
        f"val/{c}/{i}.png": encoded(scene(s + i))
        for c, s in (("ants", 200), ("bees", 300))
        for i in range(6)
    }
    files["val/ants/0.png"] = files["train/ants/3.png"]
    files["val/bees/0.jpg"] = encoded(scene(104).resize((40, 40)), "JPEG", quality=70)
    files["train/bees/x.png"] = files["train/ants/5.png"]
    files["train/ants/broken.png"] = b"no picture"
    files["train/ants/tiny.png"] = encoded(scene(7, side=6))
    with zipfile.ZipFile(places / "data" / "hymenoptera_data.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(f"hymenoptera_data/{name}", content)


def by_kind(check: DataCheck) -> dict[str, Finding]:
    return {each.kind: each for each in check.findings}


def test_every_planted_fault_is_found_and_nothing_else(faulty: None) -> None:
    check = check_data("hymenoptera")
    found = by_kind(check)
    counts = {kind: finding.count for kind, finding in found.items()}
    assert counts == {
        "unreadable": 1,
        "copies-across": 1,
        "near-across": 1,
        "labels": 1,
        "copies": 1,
        "near": 0,
        "balance": 1,
        "names": 0,
        "sizes": 1,
    }
    assert "broken.png" in found["unreadable"].text
    assert (
        "1 test image is a training image (.077 of the test images)" in found["copies-across"].text
    )
    assert "looks like a training image" in found["near-across"].text
    assert "13 (bees) to 31 (ants)" in found["balance"].text
    assert check.pictures == 57


def test_examples_are_the_pictures_that_are_meant(faulty: None) -> None:
    check = check_data("hymenoptera")
    ((one, other),) = by_kind(check)["near-across"].examples
    assert check.examples.shape[1:] == (SHOWN, SHOWN, 3)
    pair = check.examples[[one, other]].astype(float).reshape(2, -1)
    assert np.corrcoef(pair)[0, 1] > 0.95
    with lazily():
        train, test = data.load("hymenoptera", "train"), data.load("hymenoptera", "test")
    (caption,) = by_kind(check)["copies-across"].captions
    rows = [int(part.split()[-1]) for part in caption.split(" · ")]
    assert (train.images[rows[0]] == test.images[rows[1]]).all()
    assert caption == f"ants: training {rows[0]} · test {rows[1]}"
    (caption,) = by_kind(check)["labels"].captions
    assert caption.startswith("ants: training ")
    assert " · bees: training " in caption


def test_a_sound_set_has_no_findings_and_tiny_pictures_are_not_guessed_at() -> None:
    check = check_data("digits")
    assert [each.kind for each in check.findings if each.count] == []
    assert "near" not in by_kind(check)
    assert check.pictures == 1797


def test_a_check_is_kept_and_read_again(faulty: None) -> None:
    assert kept_check("hymenoptera") is None
    check = check_data("hymenoptera")
    keep_check(check)
    kept = kept_check("hymenoptera")
    assert kept is not None
    assert kept.findings == check.findings
    assert kept.baselines == check.baselines == kept_baselines("hymenoptera")
    assert (kept.examples == check.examples).all()
    forget_check("hymenoptera")
    assert kept_check("hymenoptera") is None
    assert kept_baselines("hymenoptera") == shipped_baselines()["hymenoptera"]
    assert kept_baselines("no such set") == ()


def test_what_plain_pixels_reach_is_what_a_slow_loop_finds(faulty: None) -> None:
    check = check_data("hymenoptera")
    (found,) = check.baselines
    with lazily():
        train, test = data.load("hymenoptera", "train"), data.load("hymenoptera", "test")
    broken = [at for at, path in enumerate(train.paths) if "broken" in path]
    whole = [at for at in range(len(train)) if at not in broken]
    labels = train.labels[whole]
    seen = [small(train.images[at]) for at in whole]
    asked = [small(test.images[at]) for at in range(len(test))]
    near = [min(range(len(seen)), key=lambda at: ((seen[at] - one) ** 2).sum()) for one in asked]
    assert found.nearest.value == np.mean(labels[near] == test.labels)
    assert found.majority.value == np.mean(test.labels == 0)  # ants
    assert (found.classes, found.train, found.test) == (2, 44, 13)
    assert found.nearest.n == found.linear.n == found.majority.n == 13
    assert (found.equal, found.alike) == (1, 1)
    assert found.labels == digest(test.labels)


def small(image: np.ndarray) -> np.ndarray:
    """The colours of 8 x 8 squares of an image, as float64."""
    picture = Image.fromarray(image).resize((32, 32), Image.Resampling.BILINEAR)
    return np.asarray(picture, float).reshape(8, 4, 8, 4, 3).mean(axis=(1, 3))


def test_of_some_classes_alone_and_of_none_that_were_trained_on() -> None:
    seen = made_read([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], tested=[0, 1, 2])
    equal = np.array([[0, 12], [1, 13], [2, 14]])
    whole, two = (baselines(seen, equal, None, classes=count) for count in (None, 2))
    assert whole is not None
    assert two is not None
    assert (whole.test, whole.equal, whole.alike) == (3, 3, None)
    assert (two.classes, two.train, two.test, two.equal) == (2, 8, 2, 2)
    assert whole.nearest.value == two.nearest.value == 1
    assert whole.labels != two.labels
    assert baselines(made_read([0, 0], tested=[1]), equal[:0], None) is None
    assert baselines(seen, equal, None, classes=1) is None


def made_read(trained: list[int], *, tested: list[int]) -> Read:
    """Pictures of one colour a class."""
    labels = np.array([*trained, *tested])
    colours = np.array([[250, 0, 0], [0, 250, 0], [0, 0, 250]], np.uint8)[labels]
    return Read(
        splits=("train", "test"),
        classes=("a", "b", "c"),
        split=np.array([0] * len(trained) + [1] * len(tested)),
        row=np.arange(len(labels)),
        labels=labels,
        sizes=np.full((len(labels), 2), 32),
        digests=[bytes([number]) for number in range(len(labels))],
        small=np.broadcast_to(colours[:, None, None], (len(labels), 32, 32, 3)).copy(),
        unreadable=(),
    )


def test_parts_that_recipes_ask_for_are_measured_too() -> None:
    assert parts_of("cifar100") == [None, 25]
    assert parts_of("digits") == [None]


def test_a_spoilt_file_of_a_check_is_no_check(places: Path, faulty: None) -> None:
    keep_check(check_data("hymenoptera"))
    (places / "checks" / "hymenoptera" / "check.json").write_text("{")
    assert kept_check("hymenoptera") is None


def test_the_job_tells_how_far_it_is_keeps_the_result_and_stops(faulty: None) -> None:
    kind = kind_of_job(CHECK).load()
    job = JobFile("Check", "", kind=CHECK, about=kind.described("hymenoptera"))
    said: list[tuple[int, int, str]] = []
    tell = lambda *about: said.append(about)  # noqa: E731
    assert not kind.work(job, Path(), progress=tell, stop=lambda: True)
    assert kept_check("hymenoptera") is None
    assert kind.work(job, Path(), progress=tell, stop=lambda: False)
    assert kept_check("hymenoptera") is not None
    steps = [step for step, _, _ in said]
    assert steps == sorted(steps)
    assert said[-1][:2] == (1000, 1000)
    assert any("comparing" in doing for _, _, doing in said)


def test_the_command_prints_what_the_page_shows(
    faulty: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "--check", "hymenoptera"]) == 0
    text = capsys.readouterr().out
    kept = kept_check("hymenoptera")
    assert kept is not None
    for finding in kept.findings:
        assert finding.text in text
        assert not finding.count or finding.advice in text
    assert in_words(kept.baselines[0]) in text
    assert main(["data", "--baselines", "hymenoptera"]) == 0
    assert in_words(kept.baselines[0]) in capsys.readouterr().out
    assert main(["data", "--check", "cub200"]) == 2
    assert main(["data", "--baselines", "cub200-unseen"]) == 1


def test_near_copies_are_resized_brightened_recompressed_ones_and_no_look_alikes() -> None:
    images = [scene(i, side=64) for i in range(40)]
    images.append(images[3].point(lambda value: value * 0.7 + 40))
    images.append(Image.open(io.BytesIO(encoded(images[5].resize((50, 50)), "JPEG", quality=60))))
    sky = [Image.linear_gradient("L").resize((64, 64)).convert("RGB") for _ in range(12)]
    for number, each in enumerate(sky):  # alike as a whole, of other detail
        grain = np.random.default_rng(500 + number).normal(0, 9, (64, 64, 3))
        images.append(Image.fromarray(np.clip(np.asarray(each) + grain, 0, 255).astype(np.uint8)))
    small = np.stack([np.asarray(each.resize((32, 32))) for each in images])
    assert sorted(map(tuple, near_copies(small))) == [(3, 40), (5, 41)]


def test_comparing_can_be_stopped() -> None:
    small = np.random.default_rng(0).integers(0, 255, (20, 32, 32), np.uint8)
    with pytest.raises(Stopped):
        near_copies(small, stop=lambda: True)
    assert near_copies(small[:1]).shape == (0, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café", "cafe"), ("Cafe\u0301", "Caf\u00e9"), ("T-Shirt", "t_shirt"), ("STRASSE", "straße")],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)
    assert plain_name("coat") != plain_name("goat")
