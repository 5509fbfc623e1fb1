"""Clouds: what a map shows. Vectors with classes, columns and pictures; and their projections."""

from core.embeddings.embedding_set import Cloud, Column, Map, Sheets, clouds, find_cloud
from core.embeddings.writer import CloudWriter, cloud_name, write_map

__all__ = [
    "Cloud",
    "CloudWriter",
    "Column",
    "Map",
    "Sheets",
    "cloud_name",
    "clouds",
    "find_cloud",
    "write_map",
]
