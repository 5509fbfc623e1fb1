"""Own images brought by a job: how far it is, what comes out, and what a stopped one leaves."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.__main__ import main
from core.data.own import all_own, sweep_stages
from core.data.own_division import Division
from core.embeddings.uploads.classes import look_at, take
from core.errors import BadRecipe
from core.jobs.jobs import CANCELLED, DONE, FAILED, Status, jobs
from core.jobs.kinds import CHECK, TAKE
from core.jobs.kinds.check_data import described as checked
from core.jobs.kinds.take_data import described, uploads_folder
from core.jobs.worker import work

KILLED = """
from functools import partial
from pathlib import Path
from core.embeddings.uploads.classes import take
from tests.killing import kill_at
take(Path({1!r}), "mugs.zip", label="kind", progress=partial(kill_at, {0}))
"""


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("RUNS", "OWN", "CHECKS"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))
    return tmp_path


def picture(seed: int) -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 255, (9, 8, 3), np.uint8)
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def mugs(path: Path, *, start: int = 0, broken: bool = True) -> Path:
    """A zip of 12 cups and 12 mugs, the table beside them, and a file that is no image."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ["file_name,kind,who,usage"]
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(24):
            name = f"{i:02d}.png"
            archive.writestr(name, picture(start + i))
            kind, usage = "cup" if i < 12 else "mug", "test" if i % 12 < 3 else "train"
            rows.append(f"{name},{kind},p{i % 12 // 2},{usage}")
        if broken:
            archive.writestr("torn.png", b"\x89PNG, torn")
            rows.append("torn.png,cup,p0,train")
        archive.writestr("metadata.csv", "\n".join(rows))
    return path


def started(path: Path, **how: object) -> str:
    return jobs().start(TAKE, described(path, path.name, **how), title="Bring mugs")  # type: ignore[arg-type]


def test_a_job_tells_how_far_it_is_and_what_came_in(places: Path) -> None:
    upload = mugs(uploads_folder() / "mugs.zip")
    job, seen = started(upload, label="kind"), list[Status]()
    assert work(places / "runs" / job, watch=seen.append) == 0
    state = jobs().state(job)
    (known,) = all_own()
    assert (state.state, state.about["made"]) == (DONE, known.name)
    assert {each.steps for each in seen if each.message == "looking at every image"} == {26}
    assert state.about["told"] == (
        "mugs: cup, mug; 16 training and 8 test images. torn.png cannot be opened as images: left "
        "out."
    )
    assert known.notes == ("torn.png cannot be opened as images: left out.",)
    assert not upload.exists()  # it is kept with the data set now
    assert {len(rows) for rows in known.splits.values()} == {16, 8}


def test_columns_are_told_and_chosen(places: Path) -> None:
    path = mugs(places / "mugs.zip", broken=False)
    seen = look_at(path, "mugs.zip")
    assert (seen.count, set(seen.choices)) == (24, {"kind", "who", "usage"})
    known = take(path, "mugs.zip", label="kind", division=Division(split="usage")).known
    assert [len(known.splits[part]) for part in ("train", "test")] == [18, 6]


@pytest.mark.parametrize(("column", "why"), [("who", "names no parts"), ("x", "has no column")])
def test_a_column_that_names_no_parts_is_a_sentence(column: str, why: str, places: Path) -> None:
    path = mugs(places / "mugs.zip")
    job = started(path, label="kind", division=Division(split=column))
    assert work(places / "runs" / job) == 2
    assert jobs().state(job).state == FAILED
    assert why in jobs().state(job).message
    assert path.exists()  # it is not ours
    assert all_own() == []


def test_a_stopped_job_leaves_nothing_but_the_upload_and_goes_on(places: Path) -> None:
    upload = mugs(uploads_folder() / "mugs.zip")
    job = started(upload, label="kind")
    folder = places / "runs" / job

    def cancel(status: Status) -> None:
        if status.steps:
            (folder / "cancel").touch()

    assert work(folder, watch=cancel) == 0
    assert jobs().state(job).state == CANCELLED
    assert all_own() == []
    assert upload.exists()
    jobs().resume(job)
    assert work(folder) == 0
    assert len(all_own()) == 1


@pytest.mark.parametrize("step", [3, 24])
def test_a_killed_one_leaves_nothing(step: int, places: Path) -> None:
    path = mugs(places / "mugs.zip", broken=False)
    killed = subprocess.run([sys.executable, "-c", KILLED.format(step, str(path))], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert all_own() == []
    sweep_stages()
    assert [each.name for each in (places / "own").glob("*") if each.is_dir()] == []


def test_a_set_that_a_job_needs_gives_no_way(places: Path) -> None:
    known = take(mugs(places / "mugs.zip"), "mugs.zip", label="kind").known
    other = mugs(places / "other.zip", start=100)
    job = started(other, label="kind", replaces=known.name)
    busy = jobs().start(CHECK, checked(known.name), title="Check mugs")
    assert work(places / "runs" / job) == 2
    assert "Check mugs still needs these images" in jobs().state(job).message
    jobs().cancel(busy)
    jobs().resume(job)
    assert work(places / "runs" / job) == 0
    (now,) = all_own()
    assert (now.title, now.name != known.name) == ("mugs", True)
    jobs().start(CHECK, checked(now.name), title="Check again")
    with pytest.raises(BadRecipe, match="Check again still needs"):
        started(other, replaces=now.name)


def test_the_command_does_the_same_job(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = mugs(places / "mugs.zip")
    assert main(["data", "--take", str(path), "--label", "kind", "--split", "usage"]) == 0
    (known,) = all_own()
    said = capsys.readouterr().out
    assert said.startswith(f"{known.name}: mugs: cup, mug; 18 training and 6 test images.")
    (job,) = jobs().all()
    assert (job.kind, job.state) == (TAKE, DONE)
    assert main(["data", "--take", str(places / "nothing.zip")]) == 2
    assert "not there any more" in capsys.readouterr().out
