"""What is wrong with a recipe, or the button that starts it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.tasks.classify.problems import training_images
from core.tasks.classify.settings import ClassificationRecipe
from pages.shared.processes import tell_whether_it_pays
from pages.shared.start_button import start_button, submit, tell_wrong
from pages.train.address import described, to_query
from pages.train.choose import go_to


def press_start(recipe: ClassificationRecipe, processes: int) -> None:
    """Submit the job and put its name into the address."""
    title = described(recipe)
    job = submit([replace(recipe, title=title)], title=title, processes=processes)
    st.query_params.from_dict({"job": job})


def draw_start(recipe: ClassificationRecipe, wrong: list[str], processes: int) -> None:
    """A sentence for everything that is wrong; the button where nothing is."""
    tell_whether_it_pays(processes)
    tell_wrong(wrong)
    with st.container(horizontal=True, vertical_alignment="center"):
        start_button("Start training", wrong, [recipe], press_start, recipe, processes)
        if to_query(recipe) != {"recipe": recipe.name}:
            st.button(
                "Back to the recipe",
                icon=":material/undo:",
                type="tertiary",
                on_click=go_to,
                args=(recipe.name,),
            )
        if not wrong and (images := training_images(recipe)) is not None:
            st.caption(steps(recipe, images))


def steps(recipe: ClassificationRecipe, images: int) -> str:
    """How much work it is, with so many training images."""
    each, length = images // recipe.batch.size, recipe.length
    every = length.steps or round((length.epochs or 0) * each)
    return f"{images:,} images, {each:,} steps an epoch, {every:,} in all."
