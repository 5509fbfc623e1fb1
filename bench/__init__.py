"""Measures what the project promises about speed and memory: `python -m bench`, or `make bench`.

Each file of `rows/` is a room: one row of the table, or a few that one measurement gives. A new
file there is in the table by itself.
"""
