"""Gradio widgets: each file is served under /widgets/<file name>/ by its `blocks()`."""
