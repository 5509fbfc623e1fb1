"""From many dimensions to a map: methods, how far to trust their maps, and where these are kept."""

from core.projection.method import Method, Parameter, Watch, checked, describe, names
from core.projection.projection import Projection, project

__all__ = [
    "Method",
    "Parameter",
    "Projection",
    "Watch",
    "checked",
    "describe",
    "names",
    "project",
]
