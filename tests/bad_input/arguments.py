"""What agents may say wrongly: the tool, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HUGE, LONG = 10**30, "x" * 4000
ARGUMENTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "no argument": ("get_card", {}),
    "an unknown argument": ("get_card", {"run": "tiny", "dance": 1}),
    "a number for a name": ("get_card", {"run": 7}),
    "nothing for a name": ("get_card", {"run": None}),
    "a list for a name": ("get_card", {"run": ["tiny"]}),
    "a path for a name": ("get_card", {"run": "../../etc/passwd"}),
    "a zero byte": ("get_card", {"run": "a\0b"}),
    "4,000 letters": ("get_card", {"run": LONG}),
    "right to left": ("get_card", {"run": "\u202etxt.exe"}),
    "half a letter": ("get_card", {"run": "\udce9"}),
    "a run that is nowhere": ("get_confusion", {"run": "nowhere"}),
    "a row below nothing": ("find_neighbours", {"points": "tiny", "row": -1}),
    "a row beyond all": ("find_neighbours", {"points": "tiny", "row": HUGE}),
    "a fraction of a row": ("find_neighbours", {"points": "tiny", "row": 1.5}),
    "a word for a row": ("find_neighbours", {"points": "tiny", "row": "one"}),
    "a million neighbours": ("find_neighbours", {"points": "tiny", "row": 0, "k": 10**6}),
    "no number of neighbours": ("find_neighbours", {"points": "tiny", "row": 0, "k": "NaN"}),
    "a recipe by its path": ("start_training", {"recipe": "/etc/passwd"}),
    "settings that are a list": ("start_training", {"recipe": "simple-cnn", "settings": [1]}),
    "an unknown setting": ("start_training", {"recipe": "simple-cnn", "settings": {"a.b": 1}}),
    "an empty setting": ("start_training", {"recipe": "simple-cnn", "settings": {"": 1}}),
    "dots alone": ("start_training", {"recipe": "simple-cnn", "settings": {"...": 1}}),
    "a table for a number": ("start_training", {"recipe": "simple-cnn", "settings": {"seed": {}}}),
    "an endless number": ("start_training", {"recipe": "simple-cnn", "settings": {"seed": HUGE}}),
    "a title of 4,000": ("start_training", {"recipe": "simple-cnn", "title": LONG}),
    "a map by dancing": ("make_map", {"run": "tiny", "method": "dance"}),
    "four dimensions": ("make_map", {"run": "tiny", "dimensions": 4}),
    "a layer that is nowhere": ("make_map", {"run": "tiny", "layer": "../x"}),
    "no photo": ("classify_photo", {"photo": "%%%"}),
    "a page of another host": ("classify_photo", {"photo": "http://evil.example/x.png"}),
    "a job that is nowhere": ("get_job", {"job": "../../etc"}),
}
