"""Studies: which of their runs are here, reported beside ours."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from core.figures.tables import Cell, Link, Number
from core.runs.run import Run
from core.studies.members import MemberRun, followed, member_runs
from core.studies.study import Study, broken_studies, compared
from pages.shared.html_table import html_table, result_table


def draw_saved(view: Study, found: list[MemberRun], runs: dict[str, Run]) -> None:
    """What the study shows, and a table of its recipes: reported, here, or how to get it."""
    st.markdown(view.about)
    here = sum(member.run is not None for member in found)
    with st.expander(f"{here} of {len(found)} runs are here", expanded=here < len(found)):
        result_table(
            ["Recipe", "Reported", "Here, on the test images", "Run"],
            [_row(member, runs) for member in found],
            name=f"study-{view.name}",
            told="Test accuracy; the interval (95 %, bootstrap) is over the test images.",
        )
        st.caption(
            "A dash under *Reported*: the report shows a curve but no figure. The interval holds "
            "95 % of the bootstrap's resamples of the test images."
        )


def draw_list(runs: dict[str, Run]) -> None:
    """All studies, and how many of their runs are here."""
    here_by_recipe = followed(runs.items())
    rows: list[list[Cell]] = []
    for view in compared().values():
        found = member_runs(view, here_by_recipe)
        here = sum(member.run is not None for member in found)
        of = f"report\u00a0{view.report}" if view.report else "ours"
        link = Link(view.title, f"curves?view={quote(view.name)}")
        rows.append([link, of, f"{here} of {len(found)}", view.about.split(". ")[0] + "."])
    html_table(["Study", "From", "Runs here", "What it shows"], rows)
    for reason in broken_studies().values():
        st.warning(reason, icon=":material/broken_image:")


def _row(member: MemberRun, runs: dict[str, Run]) -> list[Cell]:
    recipe = Link(member.title, f"train?recipe={quote(member.recipe)}")
    run = None if member.run is None else runs[member.run]
    card = run.card if run else None
    measured = card.metrics.get("test/accuracy") if card else None
    ours = Number(measured.value, measured.low, measured.high) if measured else Number(None)
    return [recipe, Number(member.reported), ours, _where(member, run)]


def _where(member: MemberRun, run: Run | None) -> Cell:
    if run is None:
        return Link("Train it", f"train?recipe={quote(member.recipe)}")
    return member.run or "" if run.card is not None else f"{member.run} (not finished)"
