"""Encoders as files: every format, good and broken; each file is made here."""

from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from core import encoders
from core.encoders.formats import format_of
from core.encoders.preprocessing import Preprocessing
from core.errors import BadEncoder, EncoderMissing, UnknownName
from core.nets import build
from tests.core.encoders.files import images, onnx_means


class Means(nn.Module):
    """The means of an image's channels, or its map."""

    def __init__(self, *, out: str = "vector") -> None:
        super().__init__()
        self.out = out
        self.weight = nn.Parameter(torch.ones(3))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        scaled = images * self.weight[:, None, None]
        if self.out == "map":
            return scaled[:, :, :4, :5]
        return scaled.mean((2, 3))


def expected(pictures: list[np.ndarray], preprocessing: Preprocessing) -> np.ndarray:
    """What the means are."""
    fitted = np.stack([preprocessing.fit(picture) for picture in pictures])
    return preprocessing.scaled(fitted).mean((2, 3))


@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        (["n", 3, "h", "w"], 1),
        ([1, 3, 96, 96], 1),
        ([4, 3, 96, 96], 1),
        (["n", 96, 96, 3], 3),
    ],
)
def test_onnx(shape: list[int | str], axis: int, tmp_path: Path) -> None:
    path = onnx_means(tmp_path / "net.onnx", shape, axis=axis)
    assert format_of(path, "net.onnx") == "onnx"
    encoder = encoders.load(f"file:{path}")
    side = 224 if shape[2] == "h" else 96
    assert encoder.preprocessing.size == (side, side)
    pictures = images(6)
    assert encoder.encode(pictures) == pytest.approx(
        expected(pictures, encoder.preprocessing), abs=1e-4
    )


def test_onnx_in_gray_and_its_changed_preprocessing(tmp_path: Path) -> None:
    path = onnx_means(tmp_path / "net.onnx", ["n", 1, 28, 28])
    with pytest.raises(BadEncoder, match="one number"):
        encoders.load(f"file:{path}")
    path = onnx_means(tmp_path / "rgb.onnx", ["n", 3, "h", "w"])
    encoder = encoders.load(f"file:{path}?size=32&mean=0&std=1&channels=bgr")
    pictures = images(2)
    assert encoder.encode(pictures) == pytest.approx(
        expected(pictures, Preprocessing((32, 32), 37, channels="bgr", mean=(0,), std=(1,))),
        abs=1e-4,
    )


def test_a_map_instead_of_a_vector_is_told_and_can_be_averaged(tmp_path: Path) -> None:
    path = onnx_means(tmp_path / "maps.onnx", ["n", 3, 64, 64], keep=True)
    with pytest.raises(BadEncoder, match=r"a map of 3 x 1 x 2.*pool=mean"):
        encoders.load(f"file:{path}")
    encoder = encoders.load(f"file:{path}?pool=mean")
    pictures = images(2)
    assert encoder.encode(pictures) == pytest.approx(
        expected(pictures, encoder.preprocessing), abs=1e-4
    )


def test_values_that_are_not_finite_are_told(tmp_path: Path) -> None:
    path = onnx_means(tmp_path / "nan.onnx", ["n", 3, 64, 64], times=float("nan"))
    with pytest.raises(BadEncoder, match="not finite"):
        encoders.load(f"file:{path}")


def test_a_wrong_size_is_told(tmp_path: Path) -> None:
    path = onnx_means(tmp_path / "net.onnx", ["n", 3, 64, 64])
    with pytest.raises(BadEncoder, match="cannot be run on pictures of 3 x 32 x 32"):
        encoders.load(f"file:{path}?size=32")
    path = onnx_means(tmp_path / "audio.onnx", ["n", 5, 64, 64])
    with pytest.raises(BadEncoder, match=r"pictures are one tensor\(float\)"):
        encoders.load(f"file:{path}")


def test_without_onnxruntime_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = onnx_means(tmp_path / "net.onnx", ["n", 3, 64, 64])
    monkeypatch.setattr("core.onnx_file.importlib.util.find_spec", lambda _: None)
    with pytest.raises(EncoderMissing, match="pip install"):
        encoders.load(f"file:{path}")


@pytest.mark.parametrize("out", ["vector", "map"])
def test_torchscript_runs_only_where_it_is_allowed(
    out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.pt"
    torch.jit.trace(Means(out=out), torch.zeros(2, 3, 32, 32), check_trace=False).save(str(path))
    assert format_of(path, "net.pt") == "torchscript"
    monkeypatch.delenv("EMBEDSCOPE_TORCHSCRIPT", raising=False)
    with pytest.raises(BadEncoder, match=r"runs its own code.*EMBEDSCOPE_TORCHSCRIPT=1"):
        encoders.check(f"file:{path}")
    monkeypatch.setenv("EMBEDSCOPE_TORCHSCRIPT", "1")
    if out == "map":
        with pytest.raises(BadEncoder, match="a map of 3 x 4 x 5"):
            encoders.load(f"file:{path}")
        return
    encoder = encoders.load(f"file:{path}?size=32")
    pictures = images(3)
    assert encoder.encode(pictures) == pytest.approx(
        expected(pictures, encoder.preprocessing), abs=1e-4
    )


@pytest.mark.parametrize("prefix", ["", "module.", "model.backbone."])
@pytest.mark.parametrize("kind", ["safetensors", "state_dict", "checkpoint"])
def test_weights_go_into_the_net_that_is_named(prefix: str, kind: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = build("light", dimension=5).eval()
    weights = {prefix + key: value for key, value in net.state_dict().items()}
    path = tmp_path / "weights.bin"
    if kind == "safetensors":
        save_file(weights, path)
    else:
        torch.save({"state_dict": weights, "epoch": 3} if kind == "checkpoint" else weights, path)
    encoder = encoders.load(f"file:{path}?net=light&mean=0.2&std=0.5")
    assert encoder.dimension == 5
    pictures = images(3)
    pixels = np.stack([encoder.preprocessing.fit(picture) for picture in pictures])
    with torch.inference_mode():
        wanted = net(torch.from_numpy((pixels[:, None] / 255 - 0.2) / 0.5).float())
    assert encoder.encode(pictures) == pytest.approx(wanted.numpy(), abs=1e-4)


def test_weights_of_torchvision_lose_their_scores(tmp_path: Path) -> None:
    from torchvision.models import mobilenet_v3_small

    torch.manual_seed(0)
    net = mobilenet_v3_small(num_classes=7).eval()
    path = tmp_path / "mobile.safetensors"
    save_file(net.state_dict(), path)
    encoder = encoders.load(f"file:{path}?net=torchvision:mobilenet_v3_small")
    assert encoder.dimension == 1024
    assert encoder.preprocessing.resize == 256
    (picture,) = images(1)
    vector = encoder.encode([picture])[0]
    given = torch.from_numpy(encoder.preprocessing.scaled(encoder.fitted([picture])))
    with torch.inference_mode():
        scores = net(given)[0].numpy()
    last = net.classifier[3]
    said = vector @ last.weight.detach().numpy().T + last.bias.detach().numpy()
    assert said == pytest.approx(scores, abs=1e-4)


def test_timm_states_the_preprocessing_of_its_weights(tmp_path: Path) -> None:
    timm = pytest.importorskip("timm", reason="timm is an extra")
    net = timm.create_model("test_resnet", pretrained=False).eval()
    path = tmp_path / "model.safetensors"
    save_file(net.state_dict(), path)
    encoder = encoders.load(f"file:{path}?net=timm:test_resnet")
    stated = timm.data.resolve_model_data_config(net)
    assert encoder.preprocessing.size == tuple(stated["input_size"][1:])
    assert encoder.preprocessing.mean == pytest.approx(stated["mean"])
    assert encoder.preprocessing.interpolation == stated["interpolation"]
    pictures = images(2)
    theirs = timm.data.create_transform(**stated)
    from PIL import Image

    given = torch.stack([theirs(Image.fromarray(each)) for each in pictures])
    with torch.inference_mode():
        wanted = net.forward_head(net.forward_features(given), pre_logits=True).numpy()
    assert encoder.encode(pictures) == pytest.approx(wanted, abs=1e-3)
    config = {"architecture": "test_resnet", "pretrained_cfg": stated | {"mean": [0.1, 0.2, 0.3]}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    alone = encoders.load(f"file:{path}")
    assert alone.preprocessing.mean == (0.1, 0.2, 0.3)


def test_weights_that_do_not_fit_are_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    save_file(build("light", dimension=2).state_dict(), path)
    with pytest.raises(BadEncoder, match=r"do not fit simple-cnn: .*not in it"):
        encoders.load(f"file:{path}?net=simple-cnn")
    with pytest.raises(BadEncoder, match="weights without their net"):
        encoders.load(f"file:{path}")
    with pytest.raises(UnknownName, match="light"):
        encoders.load(f"file:{path}?net=lihgt")
    with pytest.raises(UnknownName, match="conv-1"):
        encoders.load(f"file:{path}?net=light&layer=nowhere")


class Evil:
    """Would write a file when its pickle is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("open('ran', 'w').close()",)


@pytest.mark.parametrize("kind", ["torch", "pickle", "module"])
def test_pickles_are_refused_with_the_way_out(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "net.pt"
    if kind == "pickle":
        path.write_bytes(pickle.dumps(Evil()))
    else:
        torch.save(Evil() if kind == "torch" else build("light", dimension=2), path)
    with pytest.raises(BadEncoder, match=r"could run any code.*safetensors.*save_file"):
        encoders.load(f"file:{path}?net=light")
    assert not (tmp_path / "ran").exists()


def test_files_that_are_no_encoders_say_what_they_are(tmp_path: Path) -> None:
    def refused(content: bytes, words: str, name: str = "file.bin") -> None:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(BadEncoder, match=words):
            encoders.check(f"file:{path}")

    refused(b"", "is empty")
    refused(b"hello, I am a text\n", "text file.*Bring ONNX")
    refused(b"\x89HDF\r\n\x1a\n0000", "Export the model to ONNX")
    refused(b"\x20\0\0\0TFL3" + bytes(20), "TensorFlow Lite")
    refused(b"\x93NUMPY\x01\0", "Bring vectors on Map")
    refused(b"\xff" * 100, "damaged", "net.onnx")
    refused(b"PK\x03\x04" + bytes(50), "cut off or damaged")
    with zipfile.ZipFile(tmp_path / "zip.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(BadEncoder, match="ZIP archive and no encoder"):
        encoders.check(f"file:{tmp_path / 'zip.zip'}")
    with pytest.raises(BadEncoder, match="cannot be read"):
        encoders.check(f"file:{tmp_path / 'none.onnx'}")


def test_a_cut_file_is_told(tmp_path: Path) -> None:
    whole = tmp_path / "whole.safetensors"
    save_file(build("light", dimension=2).state_dict(), whole)
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(whole.read_bytes()[:3000])
    with pytest.raises(BadEncoder, match="Copy it again"):
        encoders.load(f"file:{cut}?net=light")
    onnx = onnx_means(tmp_path / "net.onnx", ["n", 3, 64, 64])
    onnx.write_bytes(onnx.read_bytes()[:40])
    with pytest.raises(BadEncoder, match="cannot be loaded by onnxruntime"):
        encoders.load(f"file:{onnx}")
