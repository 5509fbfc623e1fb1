"""How well does a net learn these classes? Take a report's recipe, change it, and watch it train."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.data.catalogue import class_count
from core.errors import EmbedscopeError, UnknownName
from core.reports import rows as report_rows
from core.training.classifier.problems import problems, training_images
from core.training.classifier.recipe import Classification
from core.training.classifier.shipped import groups, shipped
from core.training.jobs import jobs
from core.training.recipe import changed
from pages.blocks.catalogue import page_link
from pages.blocks.errors import explained
from pages.blocks.header import header
from pages.blocks.reported import reported_of
from pages.training.address import described, from_query, to_query
from pages.training.earlier import draw_earlier
from pages.training.form import Form
from pages.training.layers import draw_layers, layers_asked
from pages.training.watch import draw_training

TITLE = "Train"
GROUP = "Race and train"
ORDER = 2
ICON = ":material/model_training:"

WRITTEN, START, LAST, COUNT = "train-written", "train-start", "train-last", "train-count"
HOW_TO_READ = r"""
A *recipe* is everything that decides how a run comes out: net, data, loss, optimiser and its rate,
augmentation, length, seed. The reports' recipes are given as they were run, faults included; ours
are the best that were found for the same task. The loss is the mean cross-entropy
$-\frac1n\sum_i\log p_i(y_i)$ of the true classes.

**Validation images** are kept aside from the training images; they alone decide when to stop and
which epoch's weights to keep. The test images are looked at once, when training is over. Mean and
deviation for normalising are measured on the images that are trained on.

**Traps.** With *smoothing*, *mixup*, dropout or augmentation the training loss is that of a harder
task than the validation loss. One run is one draw: with another seed the accuracy moves by about
as much as the interval says, or more. A schedule belongs to its length: half the epochs with the
same cosine is another schedule.

Kingma and Ba, [Adam](https://arxiv.org/abs/1412.6980) (2015); Srivastava et al., *Dropout* (2014);
Ioffe and Szegedy, [Batch normalization](https://arxiv.org/abs/1502.03167) (2015); Zhang et al.,
[mixup](https://arxiv.org/abs/1710.09412) (2018).
"""


def starting_recipe() -> Classification:
    """What the address asks for, else what this tab had; a new address draws new controls."""
    query = {key: value for key, value in st.query_params.items() if key != "job"}
    new = not query or query != st.session_state.get(WRITTEN)
    if not query and LAST in st.session_state:
        query = to_query(st.session_state[LAST])
    if new:
        st.session_state[START] = from_query({})
        st.session_state[WRITTEN] = query
        st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
        with explained():
            st.session_state[START] = from_query(query)
    recipe: Classification = st.session_state[START]
    return recipe


def go_to(recipe: str) -> None:
    st.query_params.from_dict({"recipe": recipe})
    st.session_state.pop(WRITTEN, None)


def choose_recipe(now: str, prefix: str) -> None:
    """Whose recipes, and which; another one draws the page anew."""
    titles = {"ours": "Ours"} | {row.report: f"Report {row.report}" for row in report_rows()}
    mine = next(key for key, names in groups().items() if now in names)
    first, second = st.columns([2, 3], vertical_alignment="bottom")
    of = first.segmented_control(
        "Recipes", list(groups()), format_func=titles.get, default=mine, key=f"{prefix}-of"
    )
    names = groups()[of or mine]
    key = f"{prefix}-recipe-{of or mine}"
    second.selectbox(
        "Recipe",
        names,
        names.index(now) if now in names else None,
        format_func=lambda name: shipped()[name].title,
        key=key,
        placeholder="Choose a recipe",
        on_change=lambda: st.session_state[key] and go_to(st.session_state[key]),
    )
    st.caption(f"{' '.join(shipped()[now].about.split())} `{now}`")


def draw_form(start: Classification, prefix: str) -> tuple[Classification, list[str]]:
    """The controls; the recipe as they say it, and what was typed that cannot be read."""
    form = Form(start, prefix)
    with st.container(border=True):
        recipe = changed(start, form.draw())
    base = shipped()[recipe.name]
    named = "" if start.title == base.title else start.title
    title = st.text_input(
        "Name of the run",
        named,
        max_chars=120,
        key=f"{prefix}-title",
        placeholder=described(replace(recipe, title=base.title)),
    )
    return replace(recipe, title=title.strip() or base.title), form.refused


def keep_in_address(recipe: Classification) -> None:
    query = to_query(recipe)
    if dict(st.query_params) != query:
        st.query_params.from_dict(query)
    st.session_state[WRITTEN] = query
    st.session_state[LAST] = recipe


def press_start(recipe: Classification) -> None:
    title = described(recipe)
    job = jobs().submit([replace(recipe, title=title)], title=title)
    st.query_params.from_dict({"job": job})


def draw_start(recipe: Classification, wrong: list[str]) -> None:
    for text in wrong:
        st.warning(text, icon=":material/rule:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Start training",
            type="primary",
            icon=":material/play_arrow:",
            disabled=bool(wrong),
            on_click=press_start,
            args=(recipe,),
        )
        if to_query(recipe) != {"recipe": recipe.name}:
            st.button(
                "Back to the recipe",
                icon=":material/undo:",
                type="tertiary",
                on_click=go_to,
                args=(recipe.name,),
            )
        if not wrong:
            st.caption(steps(recipe))


def steps(recipe: Classification) -> str:
    images = training_images(recipe) or 0
    each, length = images // recipe.batch.size, recipe.length
    every = length.steps or round((length.epochs or 0) * each)
    return f"{images:,} images, {each:,} steps an epoch, {every:,} in all."


def draw_new_training() -> None:
    start = starting_recipe()
    prefix = f"train-{st.session_state[COUNT]}"
    choose_recipe(start.name, prefix)
    left, right = st.columns([3, 2], gap="large")
    with left:
        reported_of(start.name)
        recipe, wrong = draw_form(start, prefix)
        keep_in_address(recipe)
        wrong += problems(recipe)
        place = st.container()
    if not recipe.net.dropout:  # nothing that only the built net can refuse
        with place:
            draw_start(recipe, wrong)
    classes = recipe.data.classes or class_count(recipe.data.name) or 2
    with right:
        try:
            draw_layers(recipe.net, layers_asked(recipe.net, classes))
        except EmbedscopeError as error:
            if str(error) not in wrong:
                wrong.append(str(error))
            st.caption("The layers are shown once the net can be built.")
    if recipe.net.dropout:
        with place:
            draw_start(recipe, wrong)


header(
    TITLE,
    "How well does a net learn these classes? Take a report's recipe, change it, and watch it "
    "train.",
    HOW_TO_READ,
)
asked = st.query_params.get("job")
if asked:
    page_link("train", "New training")
    try:
        draw_training(asked)
    except UnknownName:
        st.warning(f"There is no training “{asked}”: it was deleted, or the link is wrong.")
else:
    draw_new_training()
with explained():
    draw_earlier(but=asked)
