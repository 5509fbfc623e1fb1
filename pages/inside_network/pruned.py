"""The worked answer: a checkpoint that was cut from another, and what that cost."""

from __future__ import annotations

import streamlit as st

from core.diagnosis.layer_probes import PIXELS, probes_of
from core.figures.tables import Cell
from core.metrics.decimal import between, decimal, signed
from core.metrics.mcnemar import in_words, mcnemar
from core.runs.answers import answers_of, same_test_set
from core.runs.find import finished_runs, has_net
from core.runs.run import Run
from core.runs.standing import accuracy, luck_of, title_of
from pages.shared.catalogue import page_link
from pages.shared.figure_card import figure_card
from pages.shared.html_table import html_table

MB = 1024 * 1024


def pruned_pairs(runs: dict[str, Run]) -> dict[str, str]:
    """Of each run that was cut from another that is here: its name, and the other's."""
    found = {}
    for name, run in runs.items():
        before = run.finished().image_net.pruned_from
        if before is not None and before in runs:
            found[name] = before
    return found


def draw_pruning(name: str, run: Run) -> None:
    """What was cut from the net, or what it was cut from; a way to such a pair where it is none."""
    del run
    runs = finished_runs(has_net)
    pairs = pruned_pairs(runs)
    found = [(after, before) for after, before in pairs.items() if name in (after, before)]
    for after, before in found:
        draw_pruned(after, runs[after], before, runs[before])
    if found:
        return
    st.info("This net was neither pruned nor pruned from another.")
    for before in dict.fromkeys(pairs.values()):
        label = f"{title_of(runs[before])}, before and after"
        page_link("inside_network", label, run=before, view="pruning")


def draw_pruned(name: str, run: Run, before_name: str, before: Run) -> None:
    """Before and after: a table, the weights as bars, and whether the nets can be told apart."""
    st.subheader("A worked example: pruned, trained on, measured", anchor=False)
    about = run.recipe().about.strip()
    if about:
        st.markdown(about)
    _table(before, run)
    if same_test_set(before, run):
        found = mcnemar(answers_of(before).right, answers_of(run).right)
        st.markdown(in_words(found, title_of(before), title_of(run)))
        if found.told_apart:
            st.markdown(luck_of(before, run))
    _bars(before, run)
    page_link("train", "Prune it again, from the same net", recipe=run.finished().recipe)
    page_link("evaluation", "Compare both on the same test images", run=name, other=before_name)


def _table(before: Run, after: Run) -> None:
    rows: list[list[Cell]] = []
    was, now = (run.finished().image_net.parameters for run in (before, after))
    for run in (before, after):
        test = run.finished().metric("test/accuracy")
        rows.append(
            [
                title_of(run),
                f"{run.finished().image_net.parameters:,}",
                f"{(run.folder / 'model.safetensors').stat().st_size / MB:.2f} MB",
                decimal(test.value, 3),
                between(test.low, test.high),
                f"{test.n or 0:,}",
            ]
        )
    html_table(["Network", "Parameters", "File", "Test accuracy", "95 % interval", "Images"], rows)
    change = signed((accuracy(after) or 0.0) - (accuracy(before) or 0.0), 4)
    st.markdown(f"**{now / max(was, 1):.1%}** of the parameters are kept; accuracy {change}.")


def _bars(before: Run, after: Run) -> None:
    nets = {title_of(run): probes_of(run) for run in (before, after)}
    layers = {title: found.layers for title, found in nets.items() if found is not None}
    titles = [[one.title for one in found if one.title != PIXELS] for found in layers.values()]
    if len(layers) < 2 or titles[0] != titles[1]:
        return
    from core.figures.layer_probes import layer_weights

    figure_card(
        layer_weights(layers),
        name="pruned-weights",
        caption="Share of each net's parameters that lead to a layer.",
        alt="Parameters of each layer before and after pruning",
    )
