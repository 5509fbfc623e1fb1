"""What the server's processes say of themselves: plain lines, or one JSON object a line.

`EMBEDSCOPE_LOG` is unset (plain lines to standard error), "json" (JSON lines there), or a file, to
which all processes append JSON lines; a file that is moved away (logrotate) is begun anew.
"""

from __future__ import annotations

import datetime
import json
import logging
import logging.handlers
import os
import sys
from pathlib import Path
from typing import Any

VARIABLE = "EMBEDSCOPE_LOG"
JSON = "json"
ALSO = ("streamlit", "uvicorn", "gradio", "mcp")
"""Libraries that write with handlers of their own."""
CHATTY = ("httpx", "httpcore")
"""Libraries that tell of each request, also of those within this machine: warnings alone."""
FIELDS = ("id", "where", "person", "seconds", "status")
"""What a record may carry besides its message (`extra=`)."""


def set_up(process: str) -> None:
    """Let this process log as `EMBEDSCOPE_LOG` asks, under its name ("web", "models", "job")."""
    asked = os.environ.get(VARIABLE, "").strip()
    root = logging.getLogger()
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    if not asked:
        logging.basicConfig(level=logging.INFO, format=f"{process}: %(message)s")
        return
    handler = _handler(asked)
    handler.setFormatter(JsonLines(process))
    root.handlers, root.level = [handler], logging.INFO
    for name, known in list(logging.root.manager.loggerDict.items()):
        if name.split(".")[0] in ALSO and isinstance(known, logging.Logger):
            known.handlers, known.propagate = [], True


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, process, logger, message, what more it carries."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        told: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "pid": record.process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def _handler(asked: str) -> logging.Handler:
    if asked == JSON:
        return logging.StreamHandler(sys.stderr)
    try:
        Path(asked).parent.mkdir(parents=True, exist_ok=True)
        return logging.handlers.WatchedFileHandler(asked, encoding="utf-8")
    except OSError as error:  # the server starts all the same
        print(f"{VARIABLE}={asked} cannot be written ({error.strerror}).", file=sys.stderr)
        return logging.StreamHandler(sys.stderr)
