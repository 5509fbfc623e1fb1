"""A source report as one page that can be handed in: question, recipe, figures, curves, maps, what
went wrong and why. All figures are read from the runs that measured them.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from core import paths
from core.data.catalogue import called
from core.errors import EmbedscopeError
from core.figures.baselines import TITLE, baselines_table
from core.figures.curve_svg import curve_svg, key_svg
from core.figures.curves import Quantity
from core.figures.map_svg import class_key, map_svg
from core.figures.page_file import page_file
from core.figures.page_parts import sentence, table_part
from core.figures.reported import COLUMNS, TOLD, row_cells, shared_in_words
from core.figures.tables import Table, html_text
from core.runs.curves import first_model
from core.runs.run import Run
from core.runs.standing import title_of
from core.studies.reported import Row, cautions_of, judged, rows, titles
from core.studies.written import CurveGroup, MapOf, written
from embedscope import __version__
from embedscope.drawing.pca import principal_plane

History = Mapping[str, NDArray[np.float64]]
QUANTITIES = {
    "loss": Quantity("loss", "Training loss", ".4g", log=True, noisy=True),
    "validation_loss": Quantity("validation_loss", "Validation loss", ".4g"),
    "accuracy": Quantity("accuracy", "Training accuracy", span=(0, 1), noisy=True),
    "validation_accuracy": Quantity("validation_accuracy", "Validation accuracy", span=(0, 1)),
    "validation_auc": Quantity("validation_auc", "Validation ROC AUC", span=(0, 1), line=0.5),
    "loss_over_margin": Quantity("loss_over_margin", "Loss / margin", log=True, line=1.0),
    "knn_accuracy": Quantity("knn_accuracy", "k-NN accuracy, watched images", span=(0, 1)),
    "spread": Quantity("spread", "Spread (mean pairwise distance)", log=True),
    "lr": Quantity("lr", "Learning rate", log=True),
}
STYLE = """
body { max-width: 1100px; }
.map { width: 100%; max-width: 460px; height: auto; border: 1px solid var(--look-border);
  border-radius: var(--look-radius); }
figure { margin: 0; }
figcaption { font-size: 0.9rem; color: var(--look-muted); }
button.screen { font: inherit; padding: 0.35rem 0.9rem; border-radius: var(--look-radius);
  border: 1px solid var(--look-border); background: var(--st-secondary-background-color);
  color: var(--st-text-color); cursor: pointer; }
code { font: 0.85em ui-monospace, monospace; }
"""
BUTTON = '<button class="screen" type="button" onclick="print()">Print, or save as PDF</button>'


def report_file(report: str) -> bytes:
    """The page of a report as an HTML file that needs no server; raises UnknownName, BadStudy."""
    told = written(report)
    found = rows(report=report)
    parts = [
        BUTTON,
        _chapter("Question", [told.question]),
        _chapter("Recipe", [told.recipe]),
        figures_part(found),
        baselines_part(found),
        *(curves_part(group) for group in told.curves),
        maps_part(told.maps),
        "<h2>What went wrong there, and why</h2>",
        *(f"<h3>{html.escape(each.title)}</h3><p>{sentence(each.text)}</p>" for each in told.wrong),
        _chapter("What is left", [told.left]),
        _chapter("Sources", told.sources),
    ]
    return page_file(
        title=f"Report {report}: {titles()[report]}",
        body="\n".join(part for part in parts if part),
        told=[*_origin(found), f"Made by Embedscope {__version__}."],
        style=STYLE,
    )


def figures_part(found: Sequence[Row]) -> str:
    """The table of every experiment, and what is said of it."""
    parts = ["<h2>Reported, reproduced here, ours</h2>", f"<p>{sentence(TOLD)}</p>"]
    for recipe, group in groupby(found, key=lambda row: row.recipe_name):
        one = list(group)
        several = len({row.experiment for row in one}) > 1
        head = f"{len({row.experiment for row in one})} settings" if several else one[0].experiment
        with_name = f" <code>{html.escape(recipe)}</code>" if recipe else ""
        parts.append(f"<h3>{html.escape(head)}{with_name}</h3>")
        label = (lambda row: f"{row.experiment}: {row.metric}") if several else _metric
        table = Table(["Figure", *COLUMNS], [[label(row), *row_cells(row)] for row in one])
        parts.append(html_text(table, links=False))
        words = [*(row.why for row in one), *(shared_in_words(row) for row in one)]
        parts += [f"<p>{sentence(each)}</p>" for each in dict.fromkeys(words) if each]
    notes = dict.fromkeys(row.note for row in found if row.note)
    said = [*notes, *cautions_of(found)]
    return "\n".join([*parts, *(f"<p>{sentence(each)}</p>" for each in said)])


def baselines_part(found: Sequence[Row]) -> str:
    """What plain pixels reach on the same test images; "" where nobody measured it."""
    table = baselines_table(run.finished() for run in judged(found))
    return table_part(TITLE, table) if table else ""


def curves_part(group: CurveGroup) -> str:
    """Charts of a group's histories over epochs; "" where none of its runs is here."""
    histories = histories_of(group)
    charts = [
        svg
        for column in group.columns
        if (svg := curve_svg(histories, QUANTITIES[column], axis="epoch"))
    ]
    if not charts:
        return ""
    keys = key_svg(list(histories))
    return (
        f'<h2>{html.escape(group.title)}</h2><div class="keys">{keys}</div>'
        f'<div class="curves">{"".join(charts)}</div>'
    )


def maps_part(asked: Sequence[MapOf]) -> str:
    """The maps side by side, each with what it shows; "" where none of the runs is here."""
    parts = []
    for each in asked:
        run = Run(paths.CHECKPOINTS / each.run)
        try:
            points, how = plane_of(run)
            drawn = map_svg(points, run.labels("test"), title=each.title)
            classes = run.data().classes
        except EmbedscopeError:  # not here
            continue
        told = f"{each.title}: {len(points):,} test images of {called(run.data().name)}, {how}."
        parts.append(
            f"<figure>{drawn}<figcaption>{html.escape(told)}</figcaption>{class_key(classes)}"
            "</figure>"
        )
    return f'<h2>Maps</h2><div class="curves">{"".join(parts)}</div>' if parts else ""


def plane_of(run: Run) -> tuple[NDArray[np.floating], str]:
    """The test images in a plane, [n, 2], and how they came there: the net's own two numbers, a
    map that travels with the run, or the plane of most variance. Raises RunBroken.
    """
    vectors = run.embedding("test")
    if vectors.shape[1] == 2:
        return vectors, "as the net places them"
    if maps := run.maps():
        return np.load(maps[0] / "points.npy")[:, :2], "t-SNE of what its last layer reads"
    return principal_plane(vectors).points, "PCA of what its last layer reads"


def histories_of(group: CurveGroup) -> dict[str, History]:
    """The histories of those of its runs that are here, by title; of several models trained in
    turn the first one's.
    """
    found: dict[str, History] = {}
    for name in group.runs:
        run = Run(paths.CHECKPOINTS / name)
        try:
            history = run.history()
            title = title_of(run)
        except EmbedscopeError:  # not here
            continue
        one = first_model(history)
        found[title] = {column: values[one] for column, values in history.items()}
    return found


def _metric(row: Row) -> str:
    return row.metric


def _chapter(title: str, texts: Sequence[str]) -> str:
    told = "".join(f"<p>{sentence(text)}</p>" for text in texts if text)
    return f"<h2>{html.escape(title)}</h2>{told}" if told else ""


def _origin(found: Sequence[Row]) -> list[str]:
    """Which runs these figures are of: device, seed, date."""
    told = []
    for run in judged(found):
        card = run.finished()
        told.append(
            f"{run.name}: seed {card.seed}, {card.steps:,} steps, {card.device}, "
            f"{card.created[:10]}"
        )
    return [f"Runs: {'; '.join(told)}."] if told else []
