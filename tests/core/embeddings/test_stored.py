import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.embeddings import find_embedding_set
from core.embeddings.sources import complete, make, name_of, stored
from core.errors import BadSource, RunBroken, UnknownName
from core.runs.card_file import write_card
from core.runs.find import find_run
from tests.conftest import CLASSES, ROOT, write_checkpoint

HEAVY = ("torch", "pandas", "sklearn", "scipy", "PIL", "pyarrow")


def test_the_fast_path_copies_what_the_run_keeps(folders: Path):
    run = find_run("tiny")
    embedding_set = stored(run)
    assert np.array_equal(embedding_set.vectors(), run.embedding("test"))
    assert np.array_equal(embedding_set.labels(), run.labels("test"))
    about = embedding_set.about()
    assert about["classes"] == CLASSES
    assert (about["count"], about["dimension"]) == (400, 2)
    sheet = (embedding_set.folder / "thumbs/000.webp").read_bytes()
    assert sheet == (run.folder / "thumbs/test.webp").read_bytes()
    assert vars(embedding_set.sheets()) == {
        "columns": 20, "width": 8, "height": 8, "per_sheet": 400, "count": 400,
    }  # fmt: skip
    assert find_embedding_set(embedding_set.name) == embedding_set
    assert not list((folders / "clouds/.parts").iterdir())


def test_its_first_map_is_the_space_itself_or_its_main_plane(folders: Path):
    plane = stored(find_run("tiny")).map("own")
    assert np.array_equal(plane.points(), find_run("tiny").embedding().astype(np.float32))
    assert plane.about()["method"] == "own"
    wide = stored(find_run("wide")).map("pca")
    assert wide.points().shape == (400, 2)
    assert 0.2 < wide.about()["share"] < 1
    write_checkpoint(folders / "checkpoints/thin", dimension=1)
    assert stored(find_run("thin")).map("pca").points().shape == (400, 2)


@pytest.mark.parametrize(
    "source",
    [
        {"kind": "run", "run": "tiny"},
        {"kind": "run", "run": "tiny", "data": "fashion-mnist", "seed": 7, "layer": "output"},
    ],
)
def test_one_cloud_however_it_is_asked_for(folders: Path, source: dict):
    embedding_set = stored(find_run("tiny"))
    assert name_of(source) == embedding_set.name
    assert make(source) == embedding_set
    assert complete(source) == embedding_set.about()["source"]


def test_a_run_trained_anew_makes_another_cloud(folders: Path):
    before = stored(find_run("tiny"))
    card = replace(find_run("tiny").finished(), created="2026-02-02T00:00:00")
    write_card(find_run("tiny").folder / "card.json", card)
    assert stored(find_run("tiny")) != before


def test_lanes_of_two_races_are_told_apart(folders: Path):
    write_checkpoint(folders / "runs/first/semi-hard")
    write_checkpoint(folders / "runs/second/semi-hard")
    first, second = (stored(find_run(f"{race}/semi-hard")) for race in ("first", "second"))
    assert first != second
    assert first.about()["source"]["run"] == "first/semi-hard"


def test_an_unfinished_run_and_wrong_sources_say_so(folders: Path):
    (find_run("tiny").folder / "card.json").unlink()
    with pytest.raises(RunBroken, match="tiny is not finished"):
        stored(find_run("tiny"))
    with pytest.raises(UnknownName, match="nowhere"):
        name_of({"kind": "run", "run": "nowhere"})
    with pytest.raises(BadSource, match="lacks run"):
        name_of({"kind": "run"})
    with pytest.raises(BadSource, match="unknown layers"):
        name_of({"kind": "run", "run": "wide", "layers": "output"})
    with pytest.raises(UnknownName, match="kind of source"):
        name_of({"kind": "walk"})


def test_a_failure_leaves_no_half_of_a_cloud(folders: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.embeddings.sources._stored.first_map", full)
    with pytest.raises(OSError, match="No space left"):
        stored(find_run("tiny"))
    assert not list((folders / "clouds").glob("*/*"))


def test_it_is_quick_and_imports_nothing_heavy(tmp_path: Path):
    write_checkpoint(tmp_path / "checkpoints/large", count=10_000, dimension=64)
    script = f"""
import sys, time
from core.embeddings.sources import stored, make
from core.runs.card_file import write_card
from core.runs.find import find_run
begun = time.perf_counter()
cloud = stored(find_run("large"))
print(time.perf_counter() - begun)
assert make({{"kind": "run", "run": "large"}}) == cloud
print([name for name in {HEAVY} if name in sys.modules])
"""
    own = {"EMBEDSCOPE_CHECKPOINTS": str(tmp_path / "checkpoints")}
    own |= {"EMBEDSCOPE_RUNS": str(tmp_path / "runs"), "PATH": "", "OMP_NUM_THREADS": "1"}
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    seconds, heavy = answer.stdout.splitlines()
    assert heavy == "[]"
    assert float(seconds) < 1  # some 0.1 s; the machine may be busy


def test_what_killed_processes_left_is_swept_away(folders: Path):
    import os

    old, new = folders / "clouds/.parts/old", folders / "clouds/.parts/new"
    for part in (old, new):
        part.mkdir(parents=True)
    os.utime(old, (time.time() - 2 * 86400,) * 2)
    stored(find_run("tiny"))
    assert not old.exists()
    assert new.exists()
