"""The building blocks that every page uses."""
