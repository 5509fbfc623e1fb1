"""A defect in a widget or on a route of the models process: one sentence with its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.defects import noted, sentence
from core.errors import EmbedscopeError


def number_defects() -> None:
    """Let Gradio show, in place of whatever an exception says, the sentence of core.defects.

    All that goes wrong in an event, before it or after it comes through its one `error_payload`.
    """
    from gradio import queueing, utils
    from gradio.exceptions import Error

    known: Callable[[BaseException | None, bool], dict[str, Any]] = utils.error_payload

    def payload(error: BaseException | None, show_error: bool) -> dict[str, Any]:
        if error is None or isinstance(error, Error):
            return known(error, show_error)
        told = str(error) if isinstance(error, EmbedscopeError) else sentence(_number(error))
        return known(Error(told, print_exception=False), show_error)

    utils.error_payload = queueing.error_payload = payload


def _number(error: BaseException) -> str:
    return noted(error, "a widget")
