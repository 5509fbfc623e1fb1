"""How well does a net learn? Take a report's recipe, change it, and watch it train."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.errors import EmbedscopeError
from core.studies.shipped import shipped
from core.tasks import problems
from core.tasks.classify.problems import outputs_of
from core.tasks.classify.settings import ClassificationRecipe
from pages.serving.ask import ModelsAway
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_segments
from pages.shared.errors import await_models, explained
from pages.shared.follow_data import following_data, tell_followed
from pages.shared.follow_job import draw_asked
from pages.shared.header import header
from pages.shared.processes import processes_control
from pages.shared.reported import reported_of
from pages.train.address import described, to_query
from pages.train.choose import ADDRESS, choose_recipe
from pages.train.earlier import draw_earlier
from pages.train.form import GROUPS, classifier_form
from pages.train.layers import draw_head, draw_layers, layers_asked
from pages.train.start import draw_start
from pages.train.sweep.form import draw_new_sweep
from pages.train.sweep.watch import draw_earlier_sweeps, draw_sweep
from pages.train.watch import draw_training

TITLE = "Train"
GROUP = "Train"
ORDER = 2
TRAINS = "classify"
ICON = ":material/model_training:"

RUN, SWEEP = "run", "sweep"
VIEWS = {RUN: "One run", SWEEP: "Sweep"}
HOW_TO_READ = r"""
A *recipe* is all that decides how a run comes out. The reports' are as they were run, faults
included; ours are the best found for the same tasks. The loss is the mean cross-entropy of the true
classes, $-\frac1n\sum_i\log p_i(y_i)$.

**Validation images** come out of the training images; they alone decide when to stop and which
epoch's weights to keep. The test images are used once, at the end.

A **sweep** trains one recipe many times with other settings, chosen by Optuna (Akiba et al. 2019):
at random, by a grid, or more where trials did well (TPE). Trials are judged on validation images
alone; the best of many is partly lucky, so test it once, at the end, with new seeds.

**Traps.** With *label smoothing*, *mixup*, dropout or augmentation, the training loss measures a
harder task than the validation loss. Another seed changes the accuracy by about as much as the
interval says, or more. Half the epochs with the same cosine is another schedule.

Kingma and Ba, [Adam](https://arxiv.org/abs/1412.6980) (2015); Srivastava et al., *Dropout* (2014);
Ioffe and Szegedy, [Batch normalization](https://arxiv.org/abs/1502.03167) (2015); Zhang et al.,
[mixup](https://arxiv.org/abs/1710.09412) (2018).
"""


def draw_form(
    start: ClassificationRecipe, prefix: str
) -> tuple[ClassificationRecipe, list[str], int]:
    """The controls; the recipe as they say it, what was typed that cannot be read, and by how many
    processes it is trained.
    """
    form = classifier_form(start, prefix)
    with st.container(border=True):
        recipe = form.draw(GROUPS)
    base = shipped()[recipe.name]
    named = "" if start.title == base.title else start.title
    left, right = st.columns([3, 1])
    title = left.text_input(
        "Name of the run",
        named,
        max_chars=120,
        key=f"{prefix}-title",
        placeholder=described(replace(recipe, title=base.title)),
    )
    with right:
        processes = processes_control(1, key=f"{prefix}-processes")
    return replace(recipe, title=title.strip() or base.title), form.refused, processes


def draw_new_training() -> None:
    start, prefix = ADDRESS.start()
    choose_recipe(start.name, prefix)
    reported_of(start.name)
    left, right = st.columns([3, 2], gap="large")
    with left:
        tell_followed()
        recipe, wrong, processes = draw_form(start, prefix)
        if follows := following_data(recipe, start, prefix):
            ADDRESS.go_to(to_query(follows))
            st.rerun()
        ADDRESS.keep(recipe)
        wrong += problems(recipe, fetched=True)
        if recipe.batch.size < processes:
            wrong.append(f"{processes} processes cannot share a batch of {recipe.batch.size}.")
        place = st.container()
    if recipe.net.encoder or not recipe.net.dropout:  # nothing that only the built net can refuse
        with place:
            draw_start(recipe, wrong, processes)
    with right:
        if recipe.net.encoder:
            draw_head(recipe.net, outputs_of(recipe))
            return
        try:
            draw_layers(recipe, layers_asked(recipe, outputs_of(recipe)))
        except ModelsAway:
            await_models("The layers appear as soon as the models have loaded.")
        except EmbedscopeError as error:
            if str(error) not in wrong:
                wrong.append(str(error))
            st.caption("The layers appear once the net can be built.")
    if recipe.net.dropout:
        with place:
            draw_start(recipe, wrong, processes)


header(
    TITLE,
    "How well does a net learn these classes? Change a recipe and watch it train.",
    HOW_TO_READ,
)
asked, sweep = st.query_params.get("job"), st.query_params.get("sweep")
if sweep:
    page_link("train", "Start a new sweep", view="sweep")
    draw_asked("sweep", sweep, draw_sweep)
    view = SWEEP
elif asked:
    view = RUN
    page_link("train", "Start a new run")
    draw_asked("run", asked, draw_training)
else:
    view = bound_segments("What", (RUN, SWEEP), key="view", titles=VIEWS.__getitem__, hidden=True)
    if view == SWEEP:
        draw_new_sweep()
    else:
        draw_new_training()
with explained():
    if view == SWEEP:
        draw_earlier_sweeps(but=sweep)
    else:
        draw_earlier(but=asked)
