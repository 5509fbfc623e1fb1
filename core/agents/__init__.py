"""What programs that speak the Model Context Protocol may ask: tools, a resource, what is allowed.

Each file of `tools` is one tool: the first paragraph of its docstring is what an agent reads, its
`answer(...)` a plain function from plain values to a dataclass. `server` makes the MCP server of
them, and alone imports the package mcp; it is served over standard input and output by
`core/commands/mcp.py`, over HTTP by the models process.
"""

from __future__ import annotations

from core.registry import Entry, entries

PACKAGE = "core.agents.tools"


def tools() -> dict[str, Entry]:
    """Every tool by the name that agents call it by, in alphabetical order."""
    return {name.replace("-", "_"): entry for name, entry in entries(PACKAGE).items()}
