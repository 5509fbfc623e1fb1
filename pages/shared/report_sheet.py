"""A report sheet: finished runs as one HTML file to print or send.

Figure, numbers with their intervals, settings, what was asked and answered, where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from core.data.catalogue import called
from core.data.licence import licence_of
from core.errors import EmbedscopeError
from core.figures import matrix_html
from core.figures.curves import WATCHED
from core.figures.page_file import page_file, paragraphs
from core.figures.page_parts import curves_part, sentence, table_part, words_part
from core.figures.points_svg import classes_key, points_svg, reach_of
from core.figures.tables import Cell, Number, Table
from core.files import readable_name
from core.metrics.meanings import figure_title, in_order
from core.recipes.recipe import UNSAID, Recipe
from core.registry import entries
from core.runs.card import RunCard
from core.runs.run import Run
from core.settings import as_text, listed, values
from embedscope import __version__
from embedscope.drawing.trajectory import Trajectory, towards, trajectory
from pages.shared.found_at import found_at

CSS = f"""
{matrix_html.CSS}
.points {{ display: inline-block; margin: 0 1rem 0.5rem 0; width: min(100%, 320px); }}
.points svg {{ width: 100%; }}
.points circle, .dot {{ print-color-adjust: exact; }}
.points figcaption {{ font-size: 0.85rem; }}
.keys .dot {{ width: 10px; height: 10px; margin-right: 0.3rem; }}
.asked {{ border-left: 4px solid var(--look-border); padding: 0.1rem 0.9rem; margin: 0.8rem 0; }}
.asked, .points {{ break-inside: avoid; }}
"""
MOST_CLASSES = 30
"""Of a matrix that fits on paper."""
SELDOM = ("device", "precision")
TOLD = (
    "Intervals are 95 % intervals over test images of this one run: another seed may differ by "
    "more."
)


@dataclass(frozen=True)
class Asked:
    """A question, what was predicted, and what came out; `**` makes letters bold."""

    question: str
    answer: str
    right: str


def report_sheet(
    runs: Mapping[str, Run],
    *,
    title: str,
    asked: Sequence[Asked] = (),
    by: str = "",
    place: str = "",
) -> bytes:
    """The file.

    Args:
        runs: finished ones, by what they are called; none where only answers are reported.
        title: its heading.
        asked: what was predicted in a lesson.
        by: whose sheet it is.
        place: a sentence with the address of what it was made of.
    """
    cards = {name: run.finished() for name, run in runs.items()}
    return page_file(
        title=title,
        told=[*_sources(runs), *map(_provenance, cards.values()), place, _citation()],
        style=CSS,
        body="".join(
            [
                paragraphs([f"Name: {by}" if by else "", _made_of(cards)]),
                _asked(asked),
                _maps(runs),
                _matrices(cards),
                table_part("Figures", _figures(cards)) if cards else "",
                words_part({name: [card.verdict] for name, card in cards.items() if card.verdict}),
                curves_part({name: run.history() for name, run in runs.items()}, WATCHED),
                table_part("Settings", _settings(runs)) if runs else "",
            ]
        ),
    )


def sheet_button(
    runs: Mapping[str, Run],
    *,
    title: str,
    key: str,
    asked: Sequence[Asked] = (),
    by: str = "",
) -> None:
    """The button that saves the sheet; it is made when it is pressed."""
    place = found_at()
    st.download_button(
        "Report sheet",
        lambda: report_sheet(runs, title=title, asked=asked, by=by, place=place),
        file_name=f"{readable_name(title, other='report')}.html",
        mime="text/html",
        key=f"sheet-{key}",
        icon=":material/description:",
        on_click="ignore",
        type="tertiary",
        help="One HTML file to print or send: figure, numbers with intervals, settings, sources.",
    )


def _asked(asked: Sequence[Asked]) -> str:
    if not asked:
        return ""
    parts = "".join(
        f'<div class="asked"><p>{sentence(each.question)}</p><p>Predicted: <b>'
        f"{escape(each.answer)}</b></p><p>Came out: <b>{escape(each.right)}</b></p></div>"
        for each in asked
    )
    return f"<h2>Predictions</h2>{parts}"


def _maps(runs: Mapping[str, Run]) -> str:
    """The watched images after the last step, all in one scale; "" of runs without frames."""
    films: dict[str, Trajectory] = {}
    for name, run in runs.items():
        if (film := trajectory(run)) is not None:
            first = next(iter(films.values()), None)
            same = first is None or film.planes.shape[1] == first.planes.shape[1]
            films[name] = film if first is None or not same else towards(film, first)
    if not films:
        return ""
    shown = next(runs[name] for name in films)
    reach = max(reach_of(film.planes[-1]) for film in films.values())
    drawn = "".join(
        points_svg(
            film.planes[-1],
            np.asarray(runs[name].probe_labels()),
            title=f"{name}, step {film.steps[-1]:,}" + _shadow(film),
            reach=reach,
        )
        for name, film in films.items()
    )
    key = classes_key(shown.probe().classes)
    return (
        f'<h2>Where the watched images lie</h2>{drawn}<div class="keys">{key}</div>'
        "<p>Each dot is an image, coloured by its true class; all maps have one scale.</p>"
    )


def _shadow(film: Trajectory) -> str:
    if film.dimension <= 2:
        return ""
    return f" (two axes by PCA of {film.dimension} dimensions, {film.share:.0%} of the variance)"


def _matrices(cards: Mapping[str, RunCard]) -> str:
    parts = []
    for name, card in cards.items():
        matrix, classes = card.confusion.get("test"), card.data.classes or ()
        if matrix and len(matrix) == len(classes) <= MOST_CLASSES:
            parts.append(f"<h3>{escape(name)}</h3>{matrix_html.matrix_html(matrix, classes)}")
    return f"<h2>Confusion on the test images</h2>{''.join(parts)}" if parts else ""


def _figures(cards: Mapping[str, RunCard]) -> Table:
    """Of the test images, a row a figure, a column a run."""
    names = in_order({name for card in cards.values() for name in card.metrics})
    rows: list[list[Cell]] = [
        [figure_title(name), *(Number.of(card.metrics.get(name)) for card in cards.values())]
        for name in names
        if name.startswith("test/")
    ]
    rows.append(["Test images", *(Number(card.data.test) for card in cards.values())])
    return Table(["Test images", *cards], rows, TOLD)


def _settings(runs: Mapping[str, Run]) -> Table:
    """Those in which the runs differ first, then those that are not as usual."""
    recipes = {name: each for name, run in runs.items() if (each := _recipe(run)) is not None}
    if not recipes:
        return Table(["Setting"], [], "They are not known: the runs were trained elsewhere.")
    said = {name: values(recipe) for name, recipe in recipes.items()}
    usual = {
        each.key: each
        for recipe in recipes.values()
        for each in listed(type(recipe), without=UNSAID)
    }
    texts = {
        key: [as_text(of[key]) if key in of else "–" for of in said.values()]
        for key in usual
        if key not in SELDOM
    }
    differ = [key for key, told in texts.items() if len(set(told)) > 1]
    own = [
        key
        for key, told in texts.items()
        if key not in differ and told[0] != as_text(usual[key].default)
    ]
    rows: list[list[Cell]] = [
        ["Recipe", *(recipe.name for recipe in recipes.values())],
    ]
    rows += [[usual[key].label, *texts[key]] for key in [*differ, *own]]
    return Table(["Setting", *recipes], rows, "All others are as usual (docs/settings.md).")


def _recipe(run: Run) -> Recipe | None:
    """None of one that another loop trained, and told nothing of."""
    try:
        return run.recipe()
    except EmbedscopeError:
        return None


def _made_of(cards: Mapping[str, RunCard]) -> str:
    data = dict.fromkeys(card.data.name for card in cards.values() if card.data.name)
    told = ", ".join(f"{called(name)} (licence: {licence_of(name)})" for name in data)
    return f"Images: {told}." if told else ""


def _provenance(card: RunCard) -> str:
    libraries = ", ".join(f"{name} {version}" for name, version in card.libraries.items())
    return (
        f"{card.title}: recipe {card.recipe}, seed {card.seed}, {card.steps:,} steps, "
        f"{card.seconds:,.0f} s on {card.device}, {card.created[:10]}; {libraries}."
    )


def _sources(runs: Mapping[str, Run]) -> list[str]:
    """The papers of nets and strategies, as their files name them."""
    found: dict[str, None] = {}
    for run in runs.values():
        recipe = _recipe(run)
        said = {} if recipe is None else values(recipe)
        for package, key in (
            ("core.nets", "net.name"),
            ("core.losses.strategies", "strategy.name"),
        ):
            entry = entries(package).get(str(said.get(key, "")))
            if entry is not None and entry.source:
                found[f"{entry.name}: {entry.source}"] = None
    return list(found)


def _citation() -> str:
    """How to cite the tool."""
    return f"To cite: Embedscope {__version__}: see what an image network learned."
