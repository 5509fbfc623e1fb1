"""Runs: the folder that a training leaves, its reading and writing, its card, history and frames."""
