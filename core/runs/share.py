"""A finished run as a zip for other people: weights, card, recipe, curves, and a README.

Source: the README's head is that of Hugging Face's model cards,
https://huggingface.co/docs/hub/model-cards
"""

from __future__ import annotations

import io
import zipfile

import yaml

from core import data
from core.data.catalogue import entry
from core.errors import EmbedscopeError
from core.runs.run import Run
from core.runs.standing import measured_accuracy, title_of

FILES = ("model.safetensors", "card.json", "recipe.yaml", "history.csv")
KINDS = {"classify": "image-classification", "embed": "image-feature-extraction"}
"""What the hub calls a task; the others have no name there."""
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: the same run, the same bytes


def model_zip(run: Run) -> bytes:
    """The files of a finished run that are there, and its README, in a folder of its name.

    Raises RunBroken where it is not finished.
    """
    parts = {"README.md": readme(run).encode()}
    parts |= {name: path.read_bytes() for name in FILES if (path := run.folder / name).is_file()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(f"{run.name}/{name}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def readme(run: Run) -> str:
    """What a stranger has to know, as Markdown under a head of YAML; raises RunBroken."""
    card, title = run.finished(), title_of(run)
    net = card.learner or "no net of images"
    name, licence = _data(run)
    figures = [
        f"| {metric} | {_figure(each.value)} | {_figure(each.low)} to {_figure(each.high)} | "
        f"{each.n or ''} |"
        for metric, each in card.metrics.items()
        if each.value is not None
    ]
    return "\n".join(
        [
            "---",
            yaml.safe_dump(_head(run), sort_keys=False, allow_unicode=True).strip(),
            "---",
            f"# {title}",
            "",
            card.verdict,
            "",
            f"- Net: {net}. Trained for {card.steps:,} steps in {card.seconds / 60:.1f} min on "
            f"{card.device}, {card.precision}, seed {card.seed}.",
            f"- Data: {name}. Licence of the data: {licence}. The weights carry what it asks for.",
            f"- Recipe: `{card.recipe}`, all of it in `recipe.yaml`; the same recipe and seed give "
            "the same run.",
            "",
            "| Figure | Value | 95 % interval | n |",
            "|---|---|---|---|",
            *figures,
            "",
            "Made with Embedscope, which opens this folder: put it under `runs/`.",
            "",
        ]
    )


def _head(run: Run) -> dict[str, object]:
    card, measured = run.finished(), measured_accuracy(run)
    kind, name = KINDS.get(card.task), card.data.name or ""
    head: dict[str, object] = {"license": "other", "tags": ["embedscope", card.task]}
    if kind:
        head["pipeline_tag"] = kind
    if name:
        head["datasets"] = [name]
    if kind and measured is not None:
        result = {
            "task": {"type": kind},
            "dataset": {"type": name, "name": _data(run)[0]},
            "metrics": [{"type": "accuracy", "value": measured.value}],
        }
        head["model-index"] = [{"name": run.name, "results": [result]}]
    return head


def _data(run: Run) -> tuple[str, str]:
    """The data set's title and licence; its name where nothing is known of it here."""
    name = run.finished().data.name or "made-up images"
    try:
        return data.title(name), str(entry(name).constants.get("LICENCE", "unknown"))
    except EmbedscopeError:
        return name, "unknown"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
