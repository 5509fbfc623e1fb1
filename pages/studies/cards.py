"""A card for each report, each page that reads runs together, and each set of runs side by side."""

from __future__ import annotations

import streamlit as st

from core.studies.members import followed, member_runs
from core.studies.reported import rows, titles
from core.studies.study import Study, broken_studies, compared
from pages.curves.runs import runs_with_curves
from pages.serving.screens import screens
from pages.shared.link_card import link_card
from pages.shared.plain import plain

WIDTH = 320


def draw_reports() -> None:
    """What the five source reports claim, and how much of it was done again here."""
    with st.container(horizontal=True, gap="small"):
        for report, title in titles().items():
            found = rows(report=report)
            again = sum(row.reproduced is not None for row in found)
            link_card(
                "studies",
                f"Report {report}",
                f"{title}. {again} of {len(found)} figures reproduced.",
                key=f"report-{report}",
                width=WIDTH,
                report=report,
            )


def draw_pages(under: str) -> None:
    """The pages that the navigation leaves to this one."""
    with st.container(horizontal=True, gap="small"):
        for screen in screens():
            if screen.under == under:
                link_card(
                    screen.name, caption=screen.summary, key=f"page-{screen.name}", width=WIDTH
                )


def draw_compared() -> None:
    """Runs that are read together, each set a view of the page Curves."""
    here = followed(runs_with_curves().items())
    with st.container(horizontal=True, gap="small"):
        for study in compared().values():
            found = member_runs(study, here)
            count = sum(member.run is not None for member in found)
            link_card(
                "curves",
                study.title,
                f"{_first_sentence(study)} {_origin(study)}: {count} of {len(found)} runs here.",
                key=f"study-{study.name}",
                width=WIDTH,
                view=study.name,
            )
    for reason in broken_studies().values():
        st.warning(plain(reason), icon=":material/broken_image:")


def _first_sentence(study: Study) -> str:
    return plain(study.about.split(". ")[0].rstrip(".")) + "."


def _origin(study: Study) -> str:
    return f"Report {study.report}" if study.report else "Ours"
