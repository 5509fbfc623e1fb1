"""A file here is a tool: what it does, `TITLE`, `WRITES` (whether it changes anything) and
`answer(...)`.
"""
