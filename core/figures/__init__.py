"""Plotly figures from plain arrays; Plotly is imported inside the functions."""
