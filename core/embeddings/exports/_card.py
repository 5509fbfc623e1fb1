"""The card of an exported data set, README.md: what it holds, and how it is opened.

Source: Hugging Face, "Dataset cards", https://huggingface.co/docs/hub/datasets-cards
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from core.embeddings.exports._exported import Exported


def card(points: Exported, splits: Mapping[str, int]) -> str:
    """Markdown under a head of YAML that says where each split's shards lie."""
    title = str(points.about["title"])
    head = {
        "pretty_name": title,
        "tags": ["embeddings"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": split, "path": f"data/{split}-*.parquet"} for split in splits
                ],
            }
        ],
    }
    counted = ", ".join(f"{count:,} in `{split}`" for split, count in splits.items())
    lines = [
        "---",
        yaml.safe_dump(head, sort_keys=False, allow_unicode=True).strip(),
        "---",
        f"# {title}",
        "",
        f"{len(points):,} points: {counted}. Each has a vector of {points.about['dimension']:,} "
        "numbers.",
        "",
        *_columns(points),
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        'points = load_dataset("path/to/this/folder")',
        "```",
        "",
        str(points.about.get("note", "")),
        "The licence of the images is that of the data set that they come from.",
        "Made with Embedscope, which opens this zip again: bring it on the page Map or Data.",
        "",
    ]
    return "\n".join(lines)


def _columns(points: Exported) -> list[str]:
    told = ["- `id`: the point's number in Embedscope", "- `vector`: what the net puts out"]
    if points.embedding_set.sheets() is not None:
        told.append("- `image`: a thumbnail, not the picture in its full size")
    told.append("- `label`: the class; empty where none is known")
    told += [f"- `{each.name}`: {each.title}" for each in points.embedding_set.columns()]
    told += [
        f"- `{each.name}_x`, `{each.name}_y`: on the map {each.about().get('title', each.name)}"
        for each in points.maps
    ]
    if points.near is not None:
        told.append("- `neighbours`, `distances`: ids of the nearest others, and how far they are")
    return told
