"""The rooms. Each states `ROWS` and defines `measure`; it is listed without being imported.

`ROWS = {"name": (unit, op, target), ...}` with op "<=" or ">=", or "" and None where there is no
target. `measure() -> dict[str, Measured]` gives each row its figure, and raises Skipped where
something it needs is not on this machine. `ON_REQUEST = True`: measured only when named.
"""
