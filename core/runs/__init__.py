"""Runs: the folder that a training leaves: reading and writing it, its card, history, frames."""
