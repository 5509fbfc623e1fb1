"""A run's layers: linear probes against parameters; where they are not measured yet, a job."""

from __future__ import annotations

import streamlit as st

from core.data import find, title
from core.diagnosis.layer_probes import Probes, probes_of
from core.diagnosis.layer_words import in_words
from core.jobs.jobs import JobState, jobs, newest
from core.jobs.kinds import PROBE
from core.jobs.kinds.probe import described
from core.metrics.decimal import decimal
from core.runs.run import Run
from core.runs.standing import title_of
from pages.shared.allowed import train_button
from pages.shared.errors import explained
from pages.shared.figure_card import figure_card
from pages.shared.follow_job import follow_job
from pages.shared.get_data import offer_or_tell
from pages.shared.job_strip import job_strip

EVERY = 1.0


def draw_probes(name: str, run: Run) -> None:
    """The figure, or the way to it."""
    found = probes_of(run)
    if found is not None:
        _draw(name, run, found)
        return
    job = newest(PROBE, run=name)
    if job is not None and job.state != "done":
        follow_job(job, _strip, every=EVERY)
    if job is None or not job.unfinished:
        _offer(name, run)


def _draw(name: str, run: Run, found: Probes) -> None:
    from core.figures.layer_probes import layer_probes

    st.markdown(in_words(found))
    own = f"; dotted: the net itself, {decimal(found.net, 3)}" if found.net is not None else ""
    averaged = [one for one in found.layers if one.squares > 1]
    squares = ", ".join(f"{one.title} ({one.squares} x {one.squares})" for one in averaged)
    note = f" Maps averaged over squares first: {squares}." if averaged else ""
    slow = [one.title for one in found.layers if not one.converged]
    late = f" Not fully converged: {', '.join(slow)}." if slow else ""
    figure_card(
        layer_probes(found.layers, net=found.net),
        name=f"layers-{name.replace('/', '-')}",
        caption=f"Above: logistic regression on each layer's features ({found.train:,} "
        f"training, {found.test:,} test images), 95 % intervals{own}. Below: share of the net's "
        f"weights.{note}{late}",
        table=lambda: _csv(found),
        alt=f"Probe accuracy and parameters of each layer of {title_of(run)}",
    )


def _offer(name: str, run: Run) -> None:
    data = run.data().name
    if find(data) is None:
        why = "The layers of this run are not measured yet"
        offer_or_tell(data, f"{why}, and {title(data)} is not on this machine.")
        return
    st.info(
        "The layers of this run are not measured yet. It takes a few minutes in the background "
        "and is kept.",
        icon=":material/straighten:",
    )
    if train_button("Measure the layers", type="primary", icon=":material/play_arrow:"):
        with explained():
            jobs().start(PROBE, described(name), title=f"Layers of {title_of(run)}")
            st.rerun()


def _strip(job: JobState) -> None:
    job_strip(job, key=f"probe-job-{job.job}", link=False)


def _csv(found: Probes) -> str:
    lines = ["layer,parameters,values,accuracy,low,high,C"]
    lines += [
        f'"{one.title}",{one.parameters},{one.values},{one.accuracy:.4f},{one.low:.4f},'
        f"{one.high:.4f},{one.strength:g}"
        for one in found.layers
    ]
    return "\n".join(lines) + "\n"
