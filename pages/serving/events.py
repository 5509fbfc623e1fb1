"""What is still awaited on one of Gradio's event streams, so that who waits can be told it failed.

Gradio's clients, in the browser and in Python, wait for ever where a stream ends before their
answer.
"""

from __future__ import annotations

import json

ONE_CALL, ALL = "/call/", "/queue/data"
"""In the address of a stream that is about a single call, and of one about all of a session."""


def is_stream(path: str) -> bool:
    """Whether an address is that of a stream of events on which somebody waits for an answer."""
    return ONE_CALL in path or path.endswith(ALL)


class Pending:
    """Reads a stream along as it passes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._rest = b""
        self._events: set[str] = set()
        self._lost = False

    @property
    def awaited(self) -> bool:
        """Whether the stream may not end here: somebody waits, or its session is not known."""
        return bool(self._events) or self._lost

    def see(self, part: bytes) -> None:
        """The next bytes."""
        *whole, self._rest = (self._rest + part).split(b"\n\n")
        for event in whole:
            self._read(event)

    def _read(self, event: bytes) -> None:
        try:
            message = json.loads(event.removeprefix(b"data:"))
            number, kind = message.get("event_id"), message.get("msg")
        except (ValueError, AttributeError):  # of another form: nothing that can be awaited
            return
        if kind == "unexpected_error":  # such as a session of the process before
            self._lost = True
        elif kind == "process_completed":
            self._events.discard(number)
        elif number:
            self._events.add(number)

    def told(self, text: str) -> bytes:
        """The events that end the stream: everything that is awaited has failed, for this reason.

        The browser's client shows the text, Python's raises it.
        """
        if ONE_CALL in self._path:
            return f"event: error\ndata: {json.dumps({'error': text})}\n\n".encode()
        output = {"error": text, "visible": True, "duration": 10, "title": "Error"}
        ended = {"msg": "process_completed", "success": False, "output": output}
        last: list[dict[str, object]] = [{**ended, "event_id": each} for each in self._events]
        # Whoever waits for something that the stream has not named yet: a browser, then Python.
        stopped = "Server stopped unexpectedly."
        last.append({"msg": "unexpected_error", "message": text, "event_id": None})
        last.append({"msg": stopped, "message": stopped, "success": False})
        return b"".join(f"data: {json.dumps(each)}\n\n".encode() for each in last)
