"""Readers of data files, one kind a file. Light to import; nothing is read until asked for."""
