"""python -m core kin: two photos, lists of pairs, Kaggle's submission, and bad lists."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from core.__main__ import main
from core.inference.kinship.pair_list import _split
from tests.drawn_faces import drawn_face, scene

SKINS = {"a.jpg": (224, 178, 150), "b.jpg": (120, 84, 60), "c.png": (244, 214, 196)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    for name, skin in SKINS.items():
        drawn_face(240, skin=skin).save(folder / name)
    drawn_face(200).save(folder / "more/d.jpg")
    Image.new("RGB", (90, 90), "navy").save(folder / "plain.png")
    (folder / "half.jpg").write_bytes((folder / "a.jpg").read_bytes()[:400])
    (folder / "empty.jpg").write_bytes(b"")
    return folder


def listed(path: Path) -> list[list[str]]:
    with path.open(newline="") as lines:
        return list(csv.reader(lines))


def test_two_photos_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kin", str(root / "a.jpg"), str(root / "b.jpg"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert 0 < told["probability"] < 1
    assert told["kin"] == (told["score"] >= told["threshold"])
    assert told["faces"] == [1, 1]
    assert (told["model"], told["encoders"]) == ("kin", ["dlib-wide"])
    assert main(["kin", str(root / "a.jpg"), str(root / "a.jpg")]) == 0
    assert "one person" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.jpg"], "not 1"),
        (["a.jpg", "nowhere.jpg"], "nowhere.jpg"),
        (["a.jpg", "empty.jpg"], "empty"),
        (["a.jpg", "half.jpg"], "damaged"),
        (["a.jpg", "plain.png"], "No face"),
        (["a.jpg", "b.jpg", "--faces", "0,3"], "number 3"),
        (["a.jpg", "b.jpg", "--faces", "left"], "two numbers"),
        (["a.jpg", "b.jpg", "--model", "light-2d"], "kinship"),
        (["a.jpg", "b.jpg", "--pairs", "x.csv"], "not both"),
    ],
)
def test_what_cannot_be_compared_ends_with_a_word(
    root: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = [str(root / name) if name.endswith(("jpg", "png")) else name for name in arguments]
    assert main(["kin", *photos]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("header", [True, False])
def test_a_list_is_judged_past_its_bad_rows(
    root: Path, tmp_path: Path, header: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        "a.jpg,more/d.jpg,1",
        "a.jpg,nowhere.jpg,0",
        "b.jpg,c.png,0",
        "a.jpg,,1",
        "c.png,a.jpg,maybe",
        "half.jpg,a.jpg,1",
        "a.jpg,plain.png,0",
        "b.jpg,../../secret.jpg,0",
    ]
    source, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    source.write_text("\n".join((["a,b,label"] if header else []) + rows))
    command = ["kin", "--pairs", str(source), "--root", str(root), "--out", str(out), "--json"]
    assert main(command) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["pairs"], told["judged"]) == (8, 2)
    assert 0 <= told["auc"] <= 1
    assert told["accuracy"]["n"] == 2
    assert [p["line"] for p in told["problems"]] == [n + header for n in (2, 4, 5, 6, 7, 8)]
    for words in ("nowhere.jpg", "not named", "'maybe'", "half.jpg", "no face", "secret.jpg"):
        assert words in said.err
    lines = listed(out)
    assert lines[0] == ["a", "b", "label", "score"]
    scores = [line[-1] for line in lines[1:]]
    assert [bool(score) for score in scores] == [True, False, True, *[False] * 5]
    assert all(0 < float(score) < 1 for score in scores if score)
    assert [line[:2] for line in lines[1:]] == [row.split(",")[:2] for row in rows]


def test_a_list_gives_what_two_photos_give(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    source.write_text("note,b,a\nx,b.jpg,a.jpg\n")
    assert main(["kin", "--pairs", str(source), "--root", str(root), "--out", str(out)]) == 0
    assert "1 of 1 pairs" in capsys.readouterr().out
    main(["kin", str(root / "a.jpg"), str(root / "b.jpg"), "--json"])
    alone = json.loads(capsys.readouterr().out)["probability"]
    lines = listed(out)
    assert lines[0] == ["note", "b", "a", "score"]
    assert lines[1][:3] == ["x", "b.jpg", "a.jpg"]
    assert float(lines[1][3]) == pytest.approx(alone, abs=1e-3)


def test_pictures_of_nothing_but_a_face_need_no_detector(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "pairs.csv"
    source.write_text("a.jpg,plain.png\n")
    command = ["kin", "--pairs", str(source), "--root", str(root)]
    assert main(command) == 2
    assert "--aligned" in capsys.readouterr().err
    assert main([*command, "--aligned"]) == 0
    assert "a.jpg,plain.png,0." in capsys.readouterr().out


def test_kaggles_submission_is_filled_in(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "sample_submission.csv", tmp_path / "submission.csv"
    source.write_text("img_pair,is_related\na.jpg-b.jpg,0\nb.jpg-lost.jpg,0\nnonsense,0\n")
    assert main(["kin", "--pairs", str(source), "--root", str(root), "--out", str(out)]) == 0
    lines = listed(out)
    assert lines[0] == ["img_pair", "is_related"]
    assert [line[0] for line in lines[1:]] == ["a.jpg-b.jpg", "b.jpg-lost.jpg", "nonsense"]
    assert 0 < float(lines[1][1]) < 1
    assert [line[1] for line in lines[2:]] == ["0.5", "0.5"]
    assert "lost.jpg" in capsys.readouterr().err


def test_a_dash_in_a_name_is_part_of_it() -> None:
    assert _split("face-1.jpg-face-2.jpg") == ("face-1.jpg", "face-2.jpg")
    assert _split("x.png-y.png") == ("x.png", "y.png")
    assert _split("x.png") == _split("") == _split("a-b-c") == ("", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,label\na.jpg,1\n", "no column 'b'"),
        (b"b,label\na.jpg,1\n", "no column 'a'"),
        (b"p1,p2\na.jpg,b.jpg\n", "no column 'a'"),
        (b"a.jpg\nb.jpg\n", "no column 'b'"),
        (b"a,b,label\n", "no rows below"),
        (b"img_pair,is_related\n", "no rows below"),
        (b"", "no rows"),
        (b"\xff\xfe\x00\x01", "not a CSV table"),
        (b"a\x00b,c\n", "not a CSV table"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_list_is_refused_with_a_reason(
    root: Path,
    tmp_path: Path,
    content: bytes | None,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = tmp_path / "pairs.csv"
    if content is not None:
        source.write_bytes(content)
    assert main(["kin", "--pairs", str(source), "--root", str(root)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "pairs.csv" in said


def test_a_root_that_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "pairs.csv"
    source.write_text("a.jpg,b.jpg\n")
    assert main(["kin", "--pairs", str(source), "--root", str(tmp_path / "none")]) == 2
    assert "not a folder" in capsys.readouterr().err


def test_two_faces_on_one_photo(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene((600, 320), [(10, 10, 300), (330, 40, 240)]).save(root / "both.png")
    photo = str(root / "both.png")
    assert main(["kin", photo, photo, "--faces", "0,1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["faces"] == [2, 2]
