"""What a map is called: its method, and all in which it differs from the method's defaults."""

from __future__ import annotations

from core.embeddings import Map
from core.projection import describe, names


def map_title(found: Map) -> str:
    """Such as "t-SNE, 3-D, perplexity 50, seed 1"."""
    about = found.about()
    parts = [str(about.get("title", found.name))]
    if about["dimensions"] == 3:
        parts.append("3-D")
    if about.get("method") in names():
        known = describe(about["method"]).parameters
        for name, value in about.get("parameters", {}).items():
            if name in known and value != known[name].default:
                parts.append(f"{known[name].title.lower()} {value}")
    if about.get("seed"):
        parts.append(f"seed {about['seed']}")
    return ", ".join(parts)
