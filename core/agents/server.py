"""The MCP server of the tools: read-only or not, over either transport.

Import it where it is served: the package mcp costs seconds and 40 MB.

Source: Model Context Protocol, specification, https://modelcontextprotocol.io/specification
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import (
    ResourceError,
    ResourceNotFoundError,
    ToolError,
    UnexpectedToolError,
)
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError
from starlette.requests import Request

from core.agents import tools
from core.agents.access import READ_ONLY, WRITE
from core.agents.caller import NOBODY, Caller, caller
from core.agents.tools.get_card import answer as card_of
from core.defects import noted
from core.errors import EmbedscopeError, UnknownName
from core.registry import Entry
from embedscope import __version__

NAME = "embedscope"
CARD = "embedscope://runs/{+name}/card"
INSTRUCTIONS = """\
Embedscope shows what image networks learned. It holds runs (trained networks with their figures), \
data sets, embedding sets (points with maps) and jobs. Begin with list_runs, list_data_sets or \
list_recipes; other tools take the names from there.
Figures have a 95 % interval (low, high) and a sample size n: where two intervals overlap, say so \
and ask compare_runs before you call one better. Lists come in parts: next_offset has the rest.
Answers carry `page`, the address of the dashboard's page that shows the same to a person: pass it \
on. An error says what to do.
"""
MAY_WRITE = "start_training and make_map queue a job: watch it with get_job, wait_seconds=20.\n"
DEFECT = (
    "{name} failed by a defect of Embedscope; the server's log has it as {number}. Ask for "
    "something else."
)


LONGEST = 1_200
"""Characters of an error."""


class AgentServer(MCPServer[Any]):
    """The tools that `level` allows; of the others it is told why they do not answer."""

    def __init__(self, level: str, here: Caller = NOBODY) -> None:
        self._here = here
        self._known = {
            name: _tool(name, each)
            for name, each in tools().items()
            if level == WRITE or not each.constants["WRITES"]
        }
        super().__init__(
            NAME,
            title="Embedscope",
            version=__version__,
            instructions=INSTRUCTIONS + (MAY_WRITE if level == WRITE else READ_ONLY),
            tools=list(self._known.values()),
            subscriptions=False,
            log_level="WARNING",
        )
        self.resource(
            CARD,
            title="A run's card",
            description="As get_card gives it, by the run's name.",
            mime_type="application/json",
        )(_card)

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; raises ToolError with a sentence for whoever asked."""
        if name not in self._known:
            raise ToolError(READ_ONLY if name in tools() else str(_unknown(name, self._known)))
        properties = self._known[name].parameters["properties"]
        strange = sorted(set(arguments) - set(properties))
        if strange:
            has = f"It has: {', '.join(properties)}." if properties else "It takes none."
            raise ToolError(f"{name} has no argument {', '.join(strange)}. {has}")
        before = caller.set(_caller(self._here, context))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            raise _in_words(name, error) from error.__cause__
        finally:
            caller.reset(before)


def _tool(name: str, entry: Entry) -> Tool:
    writes = bool(entry.constants["WRITES"])
    return Tool.from_function(
        entry.load().answer,
        name=name,
        title=str(entry.constants["TITLE"]),
        description=entry.summary,
        annotations=ToolAnnotations(
            read_only_hint=not writes, destructive_hint=False, open_world_hint=False
        ),
    )


def _caller(here: Caller, context: Context[Any, Any] | None) -> Caller:
    """Over HTTP the app's address is the one that was called."""
    request = context.request_context.request if context is not None else None
    if not isinstance(request, Request):
        return here
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    base = request.url.path.rpartition("/")[0]
    return Caller(dashboard=f"{scheme}://{request.headers['host']}{base}")


def _in_words(name: str, error: ToolError) -> ToolError:
    cause = error.__cause__
    if isinstance(cause, EmbedscopeError):
        return ToolError(_short(str(cause)))
    if isinstance(cause, ValidationError):
        wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in cause.errors()]
        return ToolError(f"{name} does not take these arguments. {'; '.join(wrong)}.")
    if isinstance(error, UnexpectedToolError):
        number = noted(cause or error, f"the tool {name}")
        return UnexpectedToolError(DEFECT.format(name=name, number=number))
    return error


def _short(text: str) -> str:
    """A sentence that lists all the names there are may be too long to read."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} … and more."


def _unknown(name: str, known: dict[str, Tool]) -> UnknownName:
    return UnknownName("tool", name, known)


def _card(name: str) -> str:
    try:
        return json.dumps(dataclasses.asdict(card_of(name)), ensure_ascii=False)
    except UnknownName as error:
        raise ResourceNotFoundError(str(error)) from error
    except EmbedscopeError as error:
        raise ResourceError(str(error)) from error
