"""Choose a run: a shipped checkpoint or one that was trained here. The choice is in the URL."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.paths import runs_folder
from core.training.runs import Run, checkpoints


def finished_runs(needs: Callable[[Run], bool]) -> dict[str, Run]:
    """Name to run, of those that `needs` accepts: checkpoints first, the best map before all."""
    own = sorted(runs_folder().glob("*/recipe.yaml")) + sorted(
        runs_folder().glob("*/*/recipe.yaml")
    )
    runs = {run.name: run for run in sorted(checkpoints(), key=_rank)}
    for path in own:
        name = path.parent.relative_to(runs_folder()).as_posix()
        runs.setdefault(name, Run(path.parent))
    return {name: run for name, run in runs.items() if needs(run)}


def _rank(run: Run) -> tuple[bool, float]:
    """Nets that put out a plane before others, the most accurate first."""
    card = run.card()
    accuracy = card.get("metrics", {}).get("knn_accuracy_test", {}).get("value") or 0.0
    return card.get("net", {}).get("dimension") != 2, -float(accuracy)


def has_embedding(run: Run) -> bool:
    """Whether the run carries what a map needs."""
    return all((run.folder / "embedding" / f).is_file() for f in ("test.npy", "test_labels.npy"))


def run_title(run: Run) -> str:
    """What a person calls the run: its title, else its folder's name."""
    return str(run.card().get("title") or run.name)


def run_picker(
    label: str = "Checkpoint",
    *,
    key: str = "checkpoint",
    needs: Callable[[Run], bool] = has_embedding,
) -> Run | None:
    """A select box over the runs that `needs` accepts; `?<key>=` in the URL. None if there is none.

    A name in the URL that no run has is answered with a message and the first run.
    """
    runs = finished_runs(needs)
    if not runs:
        return None
    asked = st.query_params.get(key)
    if asked is not None and asked not in runs:
        st.warning(f"There is no run “{asked}” with what this page shows. Here is another.")
    if asked in runs and asked != st.session_state.get(f"shown-{key}"):
        st.session_state[f"pick-{key}"] = asked  # a link, or the browser's back button
    chosen = st.selectbox(
        label,
        list(runs),
        format_func=lambda name: _line(name, runs[name]),
        key=f"pick-{key}",
    )
    st.session_state[f"shown-{key}"] = chosen
    if chosen != asked:
        st.query_params[key] = chosen
    return runs[chosen]


def _line(name: str, run: Run) -> str:
    accuracy = run.card().get("metrics", {}).get("knn_accuracy_test", {}).get("value")
    title = run_title(run)
    line = title if title == name else f"{title} · {name}"
    return line if accuracy is None else f"{line} · {accuracy:.3f}"
