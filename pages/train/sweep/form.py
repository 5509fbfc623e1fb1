"""What is asked of a sweep: a recipe, what varies, how trials are chosen and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.data import called
from core.jobs.jobs import jobs
from core.jobs.kinds import SWEEP
from core.recipes.kinds import searched_of
from core.recipes.recipe import Recipe, load_recipe, recipe_names
from core.settings import Listed, as_text, choices, listed, table, values
from core.sweeps.space import searchable, suggested
from core.sweeps.sweep import NAME, Sweep, problems, sweep_text
from core.tasks.classify.settings import ClassificationRecipe
from pages.shared.fields import Look, field_control
from pages.shared.form import Form
from pages.shared.get_data import fetching
from pages.shared.private import asked_private
from pages.shared.start_button import missing_of, start_button, tell_wrong
from pages.train.address import RECIPE, VIEW, described
from pages.train.address import SWEEP as OPENED
from pages.train.sweep.address import ADDRESS, APART

WHOLE = "All settings of the recipe"
LOOK = Look(titles={"tpe": "TPE", "cma-es": "CMA-ES"})
RANGE, LIST = "range", "values"


def draw_new_sweep() -> None:
    """The form, and the button that starts what it says."""
    start, prefix = ADDRESS.start()
    recipe = start.asked
    _choose_recipe(recipe, prefix)
    refused: list[str] = []
    with st.container(border=True):
        space = _space(start, recipe, prefix, refused)
        asked = _asked(start, recipe, prefix, refused)
        form = Form(recipe, f"{prefix}-recipe", base=recipe)
        recipe = form.draw([], more=WHOLE)
    sweep = replace(start, recipe=table(recipe), space=space, **asked)
    ADDRESS.keep(sweep)
    wrong = [*refused, *form.refused, *problems(sweep, fetched=True)]
    tell_wrong(wrong)
    with st.container(horizontal=True, vertical_alignment="center"):
        start_button("Start the sweep", wrong, [recipe], _begin, sweep)
        if not wrong:
            st.caption(_work(sweep))


def _begin(sweep: Sweep) -> None:
    """Queue the job, behind the data sets that it lacks, and put its name into the address."""
    recipe = sweep.asked
    title = recipe.title or recipe.name
    if isinstance(recipe, ClassificationRecipe):
        title = described(recipe)
    after = fetching(missing_of([recipe]))
    titled, texts = f"Sweep of {title}", {NAME: sweep_text(sweep)}
    job = jobs().start(SWEEP, {}, title=titled, texts=texts, after=after, private=asked_private())
    st.query_params.from_dict({OPENED: job})


def _work(sweep: Sweep) -> str:
    """How much work it is."""
    runs = len(sweep.seeds) * (sweep.folds or 1)
    each = f" of {runs} runs each" if runs > 1 else ""
    return f"{sweep.total:,} trials{each}: {sweep.total * runs:,} trainings."


def _choose_recipe(recipe: Recipe, prefix: str) -> None:
    names, key = recipe_names(), f"{prefix}-of"
    st.selectbox(
        "Recipe",
        names,
        names.index(recipe.name) if recipe.name in names else None,
        format_func=lambda name: load_recipe(name).title or name,
        key=key,
        placeholder="Choose a recipe",
        on_change=lambda: _go_to(st.session_state[key]),
    )
    st.caption(_judged_on(recipe))


def _judged_on(recipe: Recipe) -> str:
    """What a trial is trained and judged on."""
    now = values(recipe)
    names = now.get("data.names") or [now.get("data.name", "")]
    where = " and ".join(called(name) for name in names if name)
    kept = now.get("data.validation")
    aside = f", {kept:,} validation images" if isinstance(kept, int) and kept else ""
    return f"On {where}{aside}. `{recipe.name}`" if where else f"`{recipe.name}`"


def _go_to(name: str | None) -> None:
    """A callback."""
    if name:
        ADDRESS.go_to({VIEW: OPENED, RECIPE: name})


def _space(start: Sweep, recipe: Recipe, prefix: str, refused: list[str]) -> dict[str, Any]:
    known = {one.key: one for one in searchable(recipe)}
    chosen = st.multiselect(
        "Settings to vary",
        list(known),
        [key for key in start.space if key in known],
        format_func=lambda key: f"{known[key].about.title} ({key})",
        key=f"{prefix}-vary",
        placeholder="Choose at least one",
    )
    now, space = values(recipe), {}
    for key in chosen:
        said = start.space.get(key, suggested(known[key], now[key]))
        space[key] = _axis(known[key], said, f"{prefix}-{key}", refused)
    return space


def _axis(one: Listed, said: Any, key: str, refused: list[str]) -> Any:
    """One setting's values, as sweep.yaml says them."""
    if one.about.choices or one.kind.base is bool:
        options: list[Any] = list(choices(one.about)) or [False, True]
        start = [value for value in said if value in options] if isinstance(said, list) else []
        return st.multiselect(one.label, options, start, key=key, format_func=as_text)
    name, kind, first, second, third = st.columns([3, 3, 2, 2, 2], vertical_alignment="bottom")
    name.markdown(one.label)
    usual = RANGE if isinstance(said, dict) else LIST
    how = kind.segmented_control(
        one.label,
        [RANGE, LIST],
        default=usual,
        required=True,
        key=f"{key}-how",
        label_visibility="collapsed",
    )
    if how == LIST:
        numbers = said if isinstance(said, list) else [said["low"], said["high"]]
        text = first.text_input("Values", ", ".join(map(as_text, numbers)), key=f"{key}-values")
        return [_number(each, one, refused) for each in text.split(",") if each.strip()]
    ends = said if isinstance(said, dict) else {"low": min(said), "high": max(said)}
    low, high = (
        _number(place.text_input(label, as_text(ends[end]), key=f"{key}-{end}"), one, refused)
        for place, label, end in ((first, "From", "low"), (second, "To", "high"))
    )
    log = third.toggle("Log scale", bool(ends.get("log")), key=f"{key}-log")
    step = {"step": ends["step"]} if "step" in ends and not log else {}
    return {"low": low, "high": high, **step, **({"log": True} if log else {})}


def _number(text: str, one: Listed, refused: list[str]) -> Any:
    try:
        return one.kind.base(text.strip())
    except ValueError:
        refused.append(f"{one.label}: {text!r} is not {one.kind.words}.")
        return one.default


def _asked(start: Sweep, recipe: Recipe, prefix: str, refused: list[str]) -> dict[str, Any]:
    """The sweep's own settings, as its fields say them."""
    known = {one.key: one for one in listed(Sweep, without=(*APART, "metrics"))}
    judges = list(searched_of(recipe.task))
    rows: Sequence[Sequence[str]] = (
        ("search", "trials", "pruning", "metrics"),
        ("seeds", "folds", "workers", "hours"),
    )
    said: dict[str, Any] = {}
    for row in rows:
        for name, place in zip(row, st.columns(4, vertical_alignment="bottom"), strict=True):
            if name == "metrics":
                said[name] = tuple(
                    place.multiselect(
                        "Judged by",
                        judges,
                        [m for m in start.judged_by if m in judges],
                        format_func=lambda metric: spoken(metric, short=True),
                        key=f"{prefix}-metrics",
                        max_selections=2,
                    )
                )
                continue
            told = field_control(
                place, known[name], getattr(start, name), key=f"{prefix}-{name}", look=LOOK
            )
            said[name] = tuple(told.value) if name == "seeds" else told.value
            refused += filter(None, [told.refused])
    return said


def spoken(metric: str, *, short: bool = False) -> str:
    """A metric in words: k-NN accuracy on validation images; "Validation k-NN accuracy" in short
    (on an axis), with the capital that a heading has.
    """
    split, name = metric.split("/", 1)
    text = name.replace("_over_", " / ").replace("_", " ")
    text = text.replace("knn", "k-NN").replace("roc auc", "ROC AUC")
    return f"{split.capitalize()} {text}" if short else f"{text} on {split} images"
