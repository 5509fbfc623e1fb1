"""Where does a net tell the classes apart, where do its weights sit, and which of them can go?"""

from __future__ import annotations

import streamlit as st

from core.diagnosis.layer_probes import probes_of
from core.runs.find import accuracy, finished_runs, has_net, line_of
from core.runs.run import Run
from pages.blocks.errors import explained
from pages.blocks.header import header
from pages.layers.probes import draw_probes
from pages.layers.pruned import draw_pruned, pruned_pairs
from pages.shared.controls import bound_select

TITLE = "What can go"
GROUP = "Diagnose"
ORDER = 5
ICON = ":material/content_cut:"

HOW_TO_READ = """
A **linear probe** is a logistic regression that reads one layer: how many test images it has right
says how far the classes can be told apart *by a straight cut* there (Alain and Bengio 2016,
*Understanding intermediate layers using linear classifier probes*). Under it stands how many of the
net's weights lie between the layer before and this one. A layer with many weights whose probe is no
better than the one before has little to do.

Report 003 asks this of the Simple CNN, 98.7 % of whose weights are in the first dense layer: where
are the features made, and what can be dropped cheaply?

**Structured pruning** drops whole channels and units, those with the smallest weights, and trains
what is left a little more (Li et al. 2017, *Pruning Filters for Efficient ConvNets*).

**Trap.** A probe is fitted anew: that the classes are apart in a layer does not mean that the net
reads them there. Wide layers flatter their probe, and a probe of few values may miss what a curved
cut would find.
"""


def chosen(runs: dict[str, Run]) -> str:
    """The run to look at: those already measured first, the pruned one's parent before all."""
    parents = set(pruned_pairs(runs).values())
    order = sorted(
        runs,
        key=lambda name: (
            name not in parents,
            probes_of(runs[name]) is None,
            -(accuracy(runs[name]) or 0.0),
        ),
    )
    return bound_select(
        "Net", order, key="run", titles=lambda name: line_of(name, runs[name]), always=True
    )


header(
    TITLE,
    "Where does a net tell the classes apart, where do its weights sit, and what can be dropped?",
    HOW_TO_READ,
)
with explained():
    runs = finished_runs(lambda run: has_net(run) and bool(run.data().name))
    if not runs:
        st.info(
            "No finished run with its weights is here yet: train one, and its layers appear here.",
            icon=":material/model_training:",
        )
    else:
        name = chosen(runs)
        draw_probes(name, runs[name])
        for pruned, before in pruned_pairs(runs).items():
            if name in (pruned, before):
                draw_pruned(pruned, runs[pruned], before, runs[before])
