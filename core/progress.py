"""How far a long piece of work is: what whoever does it calls, and whoever waits gives."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""`progress(step, steps, message)`, called at every step."""
