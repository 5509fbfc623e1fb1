"""Event streams that end too early say so to everybody who waits."""

from __future__ import annotations

import json
from typing import Any

from pages.serving.events import Pending, is_stream

PATH = "/widgets/clothes/gradio_api/queue/data"


def event(**message: Any) -> bytes:
    return f"data: {json.dumps(message)}\n\n".encode()


def messages(told: bytes) -> list[dict[str, Any]]:
    return [json.loads(part.removeprefix(b"data:")) for part in told.split(b"\n\n") if part]


def test_what_is_awaited_is_told_and_what_is_done_is_not() -> None:
    pending = Pending(PATH)
    stream = event(msg="estimation", event_id="a") + event(msg="estimation", event_id="b")
    for at in range(0, len(stream), 7):  # as the network cuts it
        pending.see(stream[at : at + 7])
    assert pending.awaited
    pending.see(event(msg="process_completed", event_id="a", success=True))
    failed, *_ = messages(pending.told("Wait."))
    assert failed["event_id"] == "b"
    assert failed["output"]["error"] == "Wait."
    pending.see(event(msg="process_completed", event_id="b", success=True))
    pending.see(event(msg="heartbeat") + event(msg="close_stream") + b": a comment\n\n")
    assert not pending.awaited


def test_a_session_of_the_process_before_is_awaited_in_vain() -> None:
    pending = Pending(PATH)
    pending.see(event(msg="unexpected_error", message="404", session_not_found=True))
    assert pending.awaited
    assert {"Server stopped unexpectedly."} <= {m["msg"] for m in messages(pending.told("Wait."))}


def test_a_single_call_gets_an_error_of_its_own_form() -> None:
    path = "/widgets/clothes/gradio_api/call/classify/12"
    assert is_stream(path)
    assert is_stream(PATH)
    assert not is_stream("/widgets/clothes/gradio_api/heartbeat/12")
    assert Pending(path).told("Wait.").startswith(b'event: error\ndata: {"error": "Wait."}')
