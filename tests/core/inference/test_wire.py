"""What travels between the processes: everything arrives as it was sent, nothing else is read."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core import inference
from core.errors import BadPhoto, EmbedscopeError, RunBroken, UnknownName
from core.inference.wire import WireBroken, decoded, encoded, refusal, refused

KINDS = st.sampled_from([np.bool_, np.uint8, np.int16, np.int64, np.float16, np.float32, ">f8"])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.dictionaries(st.text(), arrays.arrays(KINDS, arrays.array_shapes(min_dims=0, min_side=0))),
    PLAIN,
)
def test_everything_arrives_as_it_was_sent(sent: dict[str, np.ndarray], plain: object) -> None:
    found = decoded(encoded({**sent, "plain": plain}))
    assert found.pop("plain") == plain
    assert found.keys() == sent.keys() - {"plain"}
    for name, array in found.items():
        assert array.dtype == sent[name].dtype.newbyteorder("=")
        assert array.flags.writeable
        np.testing.assert_array_equal(array, sent[name])


def test_an_array_that_is_not_in_a_row_arrives_too() -> None:
    sent = np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1)[::2]
    np.testing.assert_array_equal(decoded(encoded({"a": sent}))["a"], sent)


def test_objects_do_not_travel() -> None:
    with pytest.raises(TypeError):
        encoded({"a": np.array([object()])})
    with pytest.raises(TypeError):
        encoded({"a": object()})


def _forged(kind: str, shape: list[int], content: bytes) -> bytes:
    head = json.dumps({"values": {}, "arrays": {"a": [kind, shape]}}).encode()
    return len(head).to_bytes(4, "little") + head + content


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff\xff\xff\xff",
        pickle.dumps({"a": 1}),
        _forged("|O", [1], b"12345678"),
        _forged("<f8", [2], b"12345678"),
        _forged("<f8", [1], b"123456789"),
        _forged("<f8", [-1], b"12345678"),
        _forged("nonsense", [1], b"12345678"),
    ],
)
def test_nothing_else_is_read(message: bytes) -> None:
    with pytest.raises(WireBroken):
        decoded(message)


def test_a_sentence_arrives_in_its_own_class() -> None:
    unknown = UnknownName("net", "heavy", ["light"])
    for error in (BadPhoto("Too dark."), RunBroken("Gone."), unknown, EmbedscopeError("No.")):
        again = refusal(decoded(encoded(refused(error))))
        assert type(again) is type(error)
        assert str(again) == str(error)
    assert type(refusal({"error": "SystemExit", "text": "no"})) is EmbedscopeError


def test_every_call_says_what_it_answers_and_an_unknown_one_is_refused() -> None:
    assert {"activations", "faces", "grad-cam", "likeness", "net-layers"} <= set(inference.names())
    with pytest.raises(UnknownName, match="Unknown call: 'pickle'"):
        inference.answer("pickle", {})
