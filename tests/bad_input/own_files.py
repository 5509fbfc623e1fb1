"""Encoders, lists of pairs, recipes and cards that cannot be what they are called."""

from __future__ import annotations

from tests.bad_input import making as m
from tests.bad_input.row import CARD, ENCODER, PAIRS, RECIPE, Content, Row, rows


def encoders() -> list[Row]:
    found: dict[str, tuple[str, Content, str]] = {
        "empty": ("x.onnx", b"", "."),
        "a pickle": ("x.pt", m.PICKLE, "could run any code"),
        "torch with a pickle": ("x.pt", lambda: m.torch_zip(script=False), "could run any code|."),
        "TorchScript": ("x.pt", lambda: m.torch_zip(script=True), "its own code"),
        "ONNX with weights elsewhere": ("x.onnx", lambda: m.onnx(outside="../../etc/passwd"), "."),
        "ONNX cut off": ("x.onnx", lambda: m.onnx()[:-200], "."),
        "ONNX that gives a picture": ("x.onnx", m.onnx, "."),
        "noise": ("x.onnx", b"\x08\x09" + bytes(range(256)) * 9, "."),
        "a photo": ("x.onnx", m.PNG, "."),
        "weights without a net": (
            "x.safetensors",
            m.safetensors({"w": {"dtype": "F32", "shape": [4, 4], "data_offsets": [0, 64]}}),
            "without their net",
        ),
        "offsets that lie": (
            "x.safetensors",
            m.safetensors({"w": {"dtype": "F32", "shape": [4, 4], "data_offsets": [0, 9999]}}),
            ".",
        ),
        "an archive": ("x.pt", m.pictures("a/x.png"), "ZIP archive"),
        "a program": ("x.onnx", m.ELF, "."),
    }
    return rows(ENCODER, found)


def pairs() -> list[Row]:
    found: dict[str, tuple[Content, str]] = {
        "empty": (b"", "no rows|empty"),
        "a heading alone": (b"a,b,label\n", "."),
        "one column": (b"a\nx.jpg\n", "."),
        "UTF-16": ("a,b\nx.jpg,y.jpg\n".encode("utf-16"), "."),
        "Latin-1": ("a,b\nMüller.jpg,y.jpg\n".encode("latin-1"), "."),
        "zero bytes": (b"a,b\n\0\0,\0\n", "."),
        "a cell of 200,000": (b"a,b\n" + b"x" * 200_000 + b",y\n", "."),
        "a quote that never ends": (b'a,b\n"x.jpg,y.jpg\n' * 3, "."),
        "a photo": (m.PNG, "."),
    }
    return [Row(what, PAIRS, "pairs.csv", made, says) for what, (made, says) in found.items()]


def recipes() -> list[Row]:
    good = "data: {name: digits}\n"
    found: dict[str, tuple[Content, str]] = {
        "empty": (b"", "table of settings"),
        "a list": (b"- net\n", "table of settings"),
        "no YAML": (b"net: {name: light\n", "not valid YAML"),
        "a tab": (b"net:\n\tname: light\n", "not valid YAML"),
        "a tag that makes an object": (b"net: !!python/object/apply:os.system ['true']\n", "YAML"),
        "a bomb of anchors": (lambda: m.LAUGHS, "."),
        "a bomb within a setting": (
            lambda: m.LAUGHS + b"\ntitle: *a9\n",
            ".",
        ),
        "brackets, 5,000 deep": (b"net: " + b"[" * 5000 + b"]" * 5000, "."),
        "itself": (b"net: &a [*a]\n", "."),
        "UTF-16": (good.encode("utf-16"), "UTF-8"),
        "Latin-1": ("title: Grüße\n".encode("latin-1"), "UTF-8"),
        "control characters": (b"title: a\x00b\n", "."),
        "a photo": (m.PNG, "."),
        "an unknown task": (b"task: dance\n", "task"),
        "a task that is a table": (b"task: {a: 1}\n", "."),
        "an unknown key": (b"nett: {name: light}\n", "nett"),
        "a key that is a number": (b"1: 2\n", "."),
        "an unknown net": (b"net: {name: gpt}\n", "gpt"),
        "a word for a number": (b"seed: many\n", "seed"),
        "a list for a number": (b"seed: [1]\n", "."),
        "a fraction of a seed": (b"seed: 1.5\n", "seed"),
        "no number": (b"optimiser: {lr: .nan}\n", "lr"),
        "an endless rate": (b"optimiser: {lr: .inf}\n", "lr"),
        "a rate with a unit": (b"optimiser: {lr: 1e-3 per step}\n", "lr"),
        "below nothing": (b"batch: {size: -4}\n", "."),
        "10^30 epochs": (b"length: {epochs: 1000000000000000000000000000000}\n", "."),
        "two lengths": (b"length: {epochs: 3, steps: 10}\n", "."),
        "a path for a data set": (b"data: {name: ../../etc}\n", "."),
        "HTML in a name": (b"net: {name: '<script>alert(1)</script>'}\n", "script"),
        "4,000 letters in a name": (b"net: {name: " + b"x" * 4000 + b"}\n", "."),
        "right to left": ("net: {name: \u202etxt.exe}\n".encode(), "."),
    }
    return [Row(what, RECIPE, "bad.yaml", made, says) for what, (made, says) in found.items()]


def cards() -> list[Row]:
    found: dict[str, tuple[Content, str]] = {
        "empty": (b"", "."),
        "cut off": (b'{"schema": 2, "name": "x', "."),
        "a list": (b"[]", "."),
        "a text": (b'"x"', "."),
        "of the future": (b'{"schema": 99}', "newer version"),
        "of a schema that is a text": (b'{"schema": "two"}', "schema"),
        "of the schema true": (b'{"schema": true}', "schema"),
        "brackets, 100,000 deep": (lambda: m.DEEP_JSON, "."),
        "a table, 100,000 deep": (lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "."),
        "a whole number of 5,000 digits": (b'{"schema": 2, "seed": ' + b"9" * 5000 + b"}", "."),
        "seconds that are a text": (b'{"schema": 2, "seconds": "long"}', "."),
        "figures that are a list": (b'{"schema": 2, "metrics": [1]}', "."),
        "UTF-16": ('{"schema": 2}'.encode("utf-16"), "."),
        "a photo": (m.PNG, "."),
    }
    return [Row(what, CARD, "card.json", made, says) for what, (made, says) in found.items()]
