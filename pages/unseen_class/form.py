"""Which images, which net, how long: a run without each class, and one with all, as one job."""

from __future__ import annotations

import streamlit as st

from core.data.catalogue import class_count, title
from core.studies.unseen_class import every_class
from core.tasks import problems
from core.tasks.embed.settings import EmbeddingRecipe
from pages.shared.follow_data import following_data, tell_followed
from pages.shared.form import Form, Group
from pages.shared.form_address import FormAddress
from pages.shared.image_settings import looks
from pages.shared.query_params import from_query, to_query
from pages.shared.start_button import start_button, submit, tell_wrong

ASKED = ("data.name", "net.name", "net.dimension", "length.epochs", "seeds")
"""Settings that the form asks for; all others are the recipe's."""
FOLLOWING = ("batch.size", "data.validation")
"""Those that a data set may change (`follow_data`)."""
RUNS = "job"
ADDRESS = FormAddress(
    "unseen-form",
    lambda query: from_query(query, every_class()),
    lambda recipe: to_query(recipe, every_class()),
    mine=lambda key: key in ASKED + FOLLOWING,
)


def draw_form() -> None:
    """The form; its button queues the job and shows it."""
    start, prefix = ADDRESS.start()
    tell_followed()
    form = Form(start, prefix, base=every_class(), looks=looks, only=ASKED)
    recipe = form.draw([Group("", ASKED, columns=5)])
    if follows := following_data(recipe, start, prefix):
        ADDRESS.go_to(to_query(follows, every_class()))
        st.rerun()
    ADDRESS.keep(recipe)
    wrong = [*form.refused, *problems(recipe, fetched=True)]
    tell_wrong(wrong)
    count = class_count(recipe.data.name) if not wrong else None
    if count:
        runs = (count + 1) * max(1, len(recipe.seeds))
        st.caption(f"{runs} runs, one after the other: each class left out once, and none.")
    start_button("Leave each class out", wrong, [recipe], _press, recipe)


def _press(recipe: EmbeddingRecipe) -> None:
    job = submit([recipe], title=f"Unseen classes: {title(recipe.data.name)}")
    st.query_params.from_dict({RUNS: job})
