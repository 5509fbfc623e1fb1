"""Data sets: `names()` lists them, `find(name)` says where one lies, `load(name, split)` reads."""

from __future__ import annotations

from core.data.catalogue import called, find, is_here, load, names, title
from core.data.found import Found
from core.data.image_set import ImageSet

__all__ = ["Found", "ImageSet", "called", "find", "is_here", "load", "names", "title"]
