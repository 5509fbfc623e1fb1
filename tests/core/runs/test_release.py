"""Models that the wheel leaves out: zipped as it is made, fetched whole or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import paths
from core.__main__ import main
from core.errors import DataCorrupt, DataMissing, UnknownName
from core.runs.check import problem
from core.runs.find import find_run
from core.runs.release import LISTED, PARTS, fetch, released
from tests.core.data.file_server import Server, serving

pytest.importorskip("hatchling")
from tools.release import pack


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def release(folders: Path, server: Server) -> Server:
    """A server that has both checkpoints, and a folder of checkpoints that has only `tiny`."""
    listed = pack(paths.CHECKPOINTS, folders / "out", {"tiny"})
    server.files = {each.name: each.read_bytes() for each in listed.parent.glob("*.zip")}
    (paths.CHECKPOINTS / "wide").rename(folders / "before")
    (paths.CHECKPOINTS / LISTED).write_bytes(listed.read_bytes())
    return server


def contents(folder: Path) -> dict[Path, bytes]:
    files = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder): each.read_bytes() for each in files}


def test_what_is_fetched_is_the_run_that_was_released(release: Server, folders: Path) -> None:
    said: list[str] = []
    place = fetch("wide", release.url, say=said.append)
    assert problem(find_run("wide")) is None
    assert contents(place) == contents(folders / "before")
    assert not (paths.CHECKPOINTS / PARTS).exists()
    asked = len(release.asked)
    assert fetch("wide", release.url, say=said.append) == place
    assert len(release.asked) == asked
    assert "is here" in said[-1]


def test_it_goes_on_where_the_line_broke(release: Server) -> None:
    release.breaks = 1000
    with pytest.raises(DataMissing, match="asking again goes on"):
        fetch("wide", release.url)
    assert not (paths.CHECKPOINTS / "wide").exists()
    release.breaks = 0
    fetch("wide", release.url)
    assert release.asked == [None, "bytes=1000-"]


def test_another_file_than_the_released_one_is_not_taken(release: Server) -> None:
    release.files["wide.zip"] = release.files["wide.zip"][:-1] + b"x"
    with pytest.raises(DataMissing, match="checksum"):
        fetch("wide", release.url)
    assert not (paths.CHECKPOINTS / "wide").exists()


def test_nothing_is_written_outside_the_model_s_folder(release: Server, tmp_path: Path) -> None:
    evil = tmp_path / "wide.zip"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("wide/../../out.txt", "x")
    (paths.CHECKPOINTS / LISTED).unlink()
    listed = pack(paths.CHECKPOINTS, tmp_path / "other", set())
    told = json.loads(listed.read_text())["tiny"]
    told["sha256"] = hashlib.sha256(evil.read_bytes()).hexdigest()
    (paths.CHECKPOINTS / LISTED).write_text(json.dumps({"wide": told}))
    release.files["wide.zip"] = evil.read_bytes()
    with pytest.raises(DataMissing, match="not of the model"):
        fetch("wide", release.url)
    assert not (tmp_path / "out.txt").exists()


def test_without_an_address_a_server_or_a_known_name_it_says_what_to_do(release: Server) -> None:
    with pytest.raises(DataMissing, match="EMBEDSCOPE_RELEASE"):
        fetch("wide", "")
    with pytest.raises(DataMissing, match="no address"):
        fetch("wide", "ftp://x/")
    with pytest.raises(DataMissing, match="no network, or"):
        fetch("wide", "http://127.0.0.1:9/")
    with pytest.raises(UnknownName, match="wide"):
        fetch("tiny2", release.url)


def test_a_list_that_is_broken_is_told(release: Server) -> None:
    (paths.CHECKPOINTS / LISTED).write_text('{"../x": {"title": "", "bytes": 1, "sha256": ""}}')
    with pytest.raises(DataCorrupt, match="Install the package again"):
        released()


def test_the_command(
    release: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["get", "--list"]) == 0
    assert "wide" in capsys.readouterr().out
    assert main(["get"]) == 2
    assert main(["get", "wide"]) == 2
    monkeypatch.setenv("EMBEDSCOPE_RELEASE", release.url)
    capsys.readouterr()
    assert main(["get", "wide"]) == 0
    assert main(["get", "--list"]) == 0
    assert "wide      here" in capsys.readouterr().out


def test_a_checkout_has_all(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["get", "--list"]) == 0
    assert "no release to fetch from" in capsys.readouterr().out
