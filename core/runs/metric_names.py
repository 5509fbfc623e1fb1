"""What a run's figures are called: `<split>/<metric>`, and of a part `<split>/<metric>/<part>`.

`test/accuracy`, `validation/loss`, `test/knn31_accuracy`, `test/roc_auc/father-son`; figures of no
split begin with `net/`. Cards of schema 1 had names without a rule. RULES is the table of both: it
brings old cards to the rule, and gives what a command prints for programs the name it has always
had there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

Value = TypeVar("Value")
_PARTS = {"{split}": "(?P<split>train|validation|test)", "{part}": "(?P<part>.+)"}


@dataclass(frozen=True)
class Rule:
    """A name then and now; `{split}` and `{part}` stand for the same text in both."""

    earlier: str
    name: str
    task: str | None = None
    """The only task whose cards had the earlier name; None: those of several."""

    @cached_property
    def _earlier(self) -> re.Pattern[str]:
        return _pattern(self.earlier)

    @cached_property
    def _name(self) -> re.Pattern[str]:
        return _pattern(self.name)

    def forwards(self, earlier: str) -> str | None:
        """The name now; None where this rule is not about it."""
        found = self._earlier.fullmatch(earlier)
        return self.name.format(**found.groupdict()) if found else None

    def backwards(self, name: str) -> str | None:
        """The name then; None where this rule is not about it."""
        found = self._name.fullmatch(name)
        return self.earlier.format(**found.groupdict()) if found else None


RULES = (
    Rule("{split}_accuracy", "{split}/accuracy", "classify"),
    Rule("{split}_loss", "{split}/loss"),
    Rule("{split}_loss_over_margin", "{split}/loss_over_margin", "embed"),
    Rule("knn_accuracy_{split}", "{split}/knn_accuracy", "embed"),
    Rule("knn31_accuracy_{split}", "{split}/knn31_accuracy", "embed"),
    Rule("silhouette_{split}", "{split}/silhouette", "embed"),
    Rule("spread_{split}", "{split}/spread", "embed"),
    Rule("held_out_recall_{split}", "{split}/recall/held-out", "embed"),
    Rule("roc_auc_{split}", "{split}/roc_auc"),
    Rule("accuracy_{split}", "{split}/accuracy", "kinship"),
    Rule("accuracy_folds", "test/fold_accuracy", "kinship"),
    Rule("equal_error_rate_{split}", "{split}/equal_error_rate", "kinship"),
    Rule("false_accept_{split}", "{split}/false_accept_rate", "kinship"),
    Rule("false_reject_{split}", "{split}/false_reject_rate", "kinship"),
    Rule("calibration_error_{split}", "{split}/expected_calibration_error", "kinship"),
    Rule("roc_auc_{part}_{split}", "{split}/roc_auc/{part}", "kinship"),
    Rule("accuracy_{part}_{split}", "{split}/accuracy/{part}", "kinship"),
    Rule("puzzle_accuracy", "test/accuracy", "jigsaw"),
    Rule("puzzle_accuracy_top_5", "test/top5_accuracy", "jigsaw"),
    Rule("puzzle_accuracy_{part}", "test/accuracy/{part}", "jigsaw"),
    Rule("tiles_right", "test/tile_accuracy", "jigsaw"),
    Rule("chance", "test/chance_accuracy", "jigsaw"),
    Rule("parameters", "net/parameters"),
    Rule("weights_without_biases", "net/weights", "classify"),
    Rule("branch_parameters", "net/branch_parameters", "jigsaw"),
)


def metric_name(earlier: str) -> str:
    """A figure's name by the rule, from its name in a card of schema 1; an unknown one stays."""
    return next(filter(None, (rule.forwards(earlier) for rule in RULES)), earlier)


def earlier_name(name: str, *, task: str) -> str:
    """What a card of schema 1 of that task called a figure; an unknown one stays."""
    known = (rule for rule in RULES if rule.task in (None, task))
    return next(filter(None, (rule.backwards(name) for rule in known)), name)


def earlier_names(metrics: Mapping[str, Value], *, task: str) -> dict[str, Value]:
    """Figures by the names that programs know from before."""
    return {earlier_name(name, task=task): value for name, value in metrics.items()}


def _pattern(template: str) -> re.Pattern[str]:
    text = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
    for part, group in _PARTS.items():
        text = text.replace(part, group)
    return re.compile(text)
