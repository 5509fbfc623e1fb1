"""Encoders by their address: our nets, runs, torchvision, timm; and their kept vectors."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

import numpy as np
import pytest

from core import data, encoders
from core.encoders.kept import KeptVectors, encode, vectors_folder
from core.errors import BadEncoder, EncoderMissing, RunBroken, Stopped, UnknownName
from core.runs.run import Run
from tests.core.encoders.files import images


def test_our_net_gives_what_the_net_gives() -> None:
    import torch
    from PIL import Image

    from core.nets.efficientnet_lite0 import lite0_body

    pictures = images(3, sides=(50, 70))
    encoder = encoders.load(encoders.USUAL)
    assert encoder.dimension == 1280
    small = [Image.fromarray(p).resize((224, 224), Image.Resampling.BILINEAR) for p in pictures]
    pixels = torch.from_numpy(np.stack(list(map(np.asarray, small)))).permute(0, 3, 1, 2).float()
    with torch.inference_mode():  # (255 x - 127) / 128 is what its weights expect
        wanted = lite0_body(pretrained=True).eval()((pixels - 127) / 128).mean((2, 3)).numpy()
    assert encoder.encode(pictures) == pytest.approx(wanted, abs=1e-3)
    assert encoder.encode([]).shape == (0, 1280)
    assert next(iter(encoders.offered())) == encoders.USUAL


def test_a_run_gives_what_it_gave_in_training(digits_run: Run) -> None:
    from core.training.embed import embed, load_model

    pictures = data.load("digits", "test").images[:20]
    expected = embed(load_model(digits_run), pictures, card=digits_run.finished())
    encoder = encoders.load("checkpoint:digits-run")
    assert encoder.address == "checkpoint:digits-run?layer=output"
    assert encode(encoder, pictures) == pytest.approx(expected, abs=1e-4)
    deeper = encoders.load("checkpoint:digits-run?layer=conv-1")
    assert deeper.encode(list(pictures)).shape == (20, 4 * 26 * 26)
    assert deeper.version != encoder.version
    with pytest.raises(UnknownName, match="conv-1"):
        encoders.load("checkpoint:digits-run?layer=conv-9")
    with pytest.raises(BadEncoder, match="takes no 'mean'"):
        encoders.load("checkpoint:digits-run?mean=0")


def test_a_run_without_weights_is_refused(digits_run: Run) -> None:
    (digits_run.folder / "model.safetensors").unlink()
    with pytest.raises(RunBroken, match="keeps no weights"):
        encoders.check("checkpoint:digits-run")


def test_a_face_encoder_finds_the_faces() -> None:
    from core.faces import encoders as faces
    from tests.drawn_faces import scene

    picture = np.asarray(scene((300, 300), [(40, 40, 200)]).convert("RGB"))
    encoder = encoders.load("face:dlib-resnet")
    assert encoder.encode([picture]).shape == (1, 128)
    assert encoder.fitted([picture]).shape == (1, 150, 150, 3)
    assert faces.load("dlib-resnet").encode(encoder.fitted([picture])) == pytest.approx(
        encoder.encode([picture]), abs=1e-6
    )


@pytest.mark.parametrize("address", ["nonet:a", "net:light", "torchvision:resnet19"])
def test_unknown_names_are_told_what_is_known(address: str) -> None:
    with pytest.raises(UnknownName, match="Must be one of"):
        encoders.load(address)


def test_without_the_hub_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object, **_more: object) -> None:
        raise OSError("no such host")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr("torch.hub.download_url_to_file", away)
    monkeypatch.setattr(socket, "getaddrinfo", away)
    with pytest.raises(EncoderMissing, match=r"Bring them as a file.*torchvision:resnet18"):
        encoders.load("torchvision:resnet18")
    if importlib.util.find_spec("timm"):
        monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: None)
        monkeypatch.setattr("core.encoders.architectures.timm.getproxies", dict)
        with pytest.raises(EncoderMissing, match="timm:resnet18"):
            encoders.load("timm:resnet18")


def test_without_timm_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.encoders.needed.find_spec", lambda _: None)
    with pytest.raises(EncoderMissing, match=r"requirements-encoders\.txt"):
        encoders.load("timm:resnet18")


class Counted:
    """An encoder that counts what it is asked."""

    def __init__(self, inner: encoders.Encoder) -> None:
        self.inner, self.asked = inner, 0
        self.dimension, self.preprocessing = inner.dimension, inner.preprocessing
        self.version = inner.version

    def encode(self, pictures: list[np.ndarray]) -> np.ndarray:
        self.asked += len(pictures)
        return self.inner.encode(pictures)


@pytest.fixture
def counted(digits_run: Run) -> Counted:
    return Counted(encoders.load("checkpoint:digits-run"))


def test_vectors_are_kept_by_content(counted: Counted, tmp_path: Path) -> None:
    pictures = images(6)
    first = KeptVectors(counted, folder=tmp_path / "kept")(pictures)  # type: ignore[arg-type]
    assert counted.asked == 6
    again = KeptVectors(counted, folder=tmp_path / "kept")  # type: ignore[arg-type]
    more = [*images(2, seed=1), *pictures[::-1], pictures[0]]
    found = again(more)
    assert counted.asked == 8
    assert np.array_equal(found[2:8], first[::-1])
    assert np.array_equal(found[8], first[0])


def test_a_whole_set_tells_its_progress_and_can_be_stopped(
    counted: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.encoders.kept.BLOCK", 4)
    told: list[int] = []

    def stop() -> bool:
        return len(told) == 2

    def progress(done: int, of: int, said: str) -> None:
        assert (of, str(done) in said) == (10, True)
        told.append(done)

    pictures = images(10)
    with pytest.raises(Stopped):
        encode(counted, pictures, folder=tmp_path / "k", progress=progress, stop=stop)  # type: ignore[arg-type]
    assert told == [4, 8]
    encode(counted, pictures, folder=tmp_path / "k")  # type: ignore[arg-type]
    assert counted.asked == 10, "what was done before it was stopped is not done again"


def test_small_nets_keep_nothing(digits_run: Run) -> None:
    assert vectors_folder(encoders.load("checkpoint:digits-run")) is None
    assert vectors_folder(encoders.load(encoders.USUAL)) is not None


def test_another_preprocessing_is_another_version() -> None:
    versions = {
        encoders.load(f"{encoders.USUAL}{more}").version for more in ("", "?size=64", "?mean=0.4")
    }
    assert len(versions) == 3
