"""What to show: a run's own embedding, or a set made before. The choice is in the address."""

from __future__ import annotations

import streamlit as st

from core.embeddings import EmbeddingSet, find_embedding_set
from core.embeddings.made import made_sets
from core.embeddings.sources import stored
from core.recipes.kinds import DEFAULT
from core.runs.find import finished_runs, has_embedding
from core.runs.run import Run
from core.runs.standing import lines_of, opening
from pages.shared.last_seen import last_seen
from pages.shared.plain import quoted
from pages.shared.query_params import follow, note

KEY = "map-shown"
VIEWED = ("cloud", "checkpoint", "map", "beside", "image", "lasso", "only", "colour", "classes")
"""What an address says of one set, and means nothing for another."""


def chosen_embedding_set(*, plane: bool = False) -> EmbeddingSet | None:
    """The embedding set that is chosen; None where there is nothing at all to show. Without a link
    or an earlier look it is the best run's, with `plane` one that can be drawn as it is.

    Raises UnknownName where the address names an embedding set that is not there.
    """
    runs, made = finished_runs(has_embedding), _made()
    asked = _asked(runs)
    if asked is not None and asked not in runs and asked not in made:
        made[asked] = find_embedding_set(asked).about()["title"]
    options = [*runs, *made]
    if not options:
        return None
    if asked is not None:
        follow(KEY, asked)
    elif st.session_state.get(KEY) not in options:
        st.session_state[KEY] = _opens_on(runs, made, plane=plane)
    lines = lines_of(runs) | made
    shown = st.selectbox(
        "Network",
        options,
        format_func=lines.__getitem__,
        key=KEY,
        help="Runs with an embedding of their test images, then what was made here.",
    )
    note(KEY, shown)
    if shown != asked:
        for key in VIEWED:
            st.query_params.pop(key, None)
        show(shown, is_run=shown in runs)
    return stored(runs[shown]) if shown in runs else find_embedding_set(shown)


def show(name: str, *, is_run: bool = False) -> None:
    """Put what is shown into the address."""
    st.query_params["checkpoint" if is_run else "cloud"] = name


def _opens_on(runs: dict[str, Run], made: dict[str, str], *, plane: bool) -> str:
    """The best with pictures, where no link and no earlier look says otherwise."""
    if not runs:
        return next(iter(made))

    def fits(run: Run) -> bool:
        flat = run.card is not None and run.card.outputs == 2
        return run.task == DEFAULT and flat == plane

    return opening(runs, last=last_seen(), prefer=fits)


def _asked(runs: dict[str, Run]) -> str | None:
    embedding_set = st.query_params.get("cloud")
    if embedding_set is not None:
        return embedding_set
    run = st.query_params.get("checkpoint")
    if run is not None and run not in runs:
        st.warning(f"No run {quoted(run)} with a test embedding is here; another is shown.")
        return None
    return run


def _made() -> dict[str, str]:
    """Names and titles of the embedding sets that are not simply what a run keeps."""
    return {name: line_of(embedding_set) for name, embedding_set in made_sets().items()}


def line_of(embedding_set: EmbeddingSet) -> str:
    """A set's line in a list."""
    about = embedding_set.about()
    return f"{about['title']} · {about['count']:,} points"
