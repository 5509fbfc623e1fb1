"""Which images, which net or encoder, how long: the ways are then queued as one job."""

from __future__ import annotations

import streamlit as st

from core import data
from core.data.catalogue import is_unlabelled, needs_classes
from core.data.choices import own_choices
from core.data.own import delete_own
from core.jobs.kinds.get_data import is_wanted
from core.jobs.using import job_using
from core.recipes.recipe import PLACE, changed
from core.runs.run import Run
from core.settings import problems_of
from core.studies.study import Study
from core.studies.transfer import four, shipped_ways, through_encoder, usual_net
from core.tasks.classify.settings import ClassificationRecipe
from pages.shared.bring_images import HOW, bring_images, brought
from pages.shared.encoder_picker import says
from pages.shared.errors import explained
from pages.shared.fields import Look
from pages.shared.form import Form, Group
from pages.shared.form_address import FormAddress
from pages.shared.get_data import offer_or_tell
from pages.shared.image_settings import ENCODER, encoder_look
from pages.shared.job_strip import duration
from pages.shared.query_params import from_query, to_query
from pages.shared.start_button import start_button, submit, tell_wrong

OFFERED = ("hymenoptera", "cub200")
OWN = "own"
FOUR = "None: an ImageNet net, four ways"
KEY = "transfer-data"
ASKED = (ENCODER, "net.name", "length.epochs", "seed")
"""Settings that the form asks for; the four have all others of their own."""


def draw_form(study: Study) -> None:
    """The form; its button queues the job of the study's four and shows it."""
    chosen = _data()
    if chosen is None:
        return
    base = changed(ClassificationRecipe(), {"net.name": usual_net(study), "length.epochs": 25.0})
    address = FormAddress(
        "transfer-form",
        lambda query: from_query(query, base),
        lambda recipe: to_query(recipe, base),
        mine=lambda key: key in ASKED,
    )
    start, prefix = address.start()
    frozen = encoder_look(FOUR)
    looks = {"net.name": Look(options=list(study.nets), titles=study.nets), ENCODER: frozen}
    form = Form(start, prefix, base=base, looks=looks, only=ASKED)
    asked = form.draw([Group("", ASKED, columns=2)])
    address.keep(asked)
    found = data.find(chosen)
    sizes = found.sizes() if found else {}
    _tell(sizes, asked, study)
    wrong = [*form.refused, *problems_of(asked, PLACE)]
    if is_unlabelled(chosen):
        wrong.append(needs_classes(chosen, "a classifier"))
    if asked.net.encoder and (fault := says(asked.net.encoder)):
        wrong.append(fault)
    tell_wrong(wrong)
    recipes = [] if wrong else _recipes(study, chosen, asked)
    title = f"Transfer: {data.title(chosen)}"
    label = "Train on the encoder" if asked.net.encoder else "Train the four"
    start_button(label, wrong, recipes, _press, recipes, title)


def _recipes(study: Study, chosen: str, asked: ClassificationRecipe) -> list[ClassificationRecipe]:
    net, epochs = asked.net, asked.length.epochs or 0.0
    if net.encoder:
        return through_encoder(chosen, net.encoder, epochs=epochs, seed=asked.seed)
    return four(study, chosen, net=net.name, epochs=epochs, seed=asked.seed)


def _press(recipes: list[ClassificationRecipe], title: str) -> None:
    st.query_params["race"] = submit(recipes, title=title)


def _data() -> str | None:
    own = own_choices()
    options = [*OFFERED, *own, OWN]
    if (done := brought()) and done.about["made"] in options:
        st.session_state[KEY] = done.about["made"]
        st.session_state["transfer-told"] = done.about["told"]
    chosen = st.selectbox("Images", options, format_func=lambda n: _title(n, own), key=KEY)
    if chosen == OWN:
        _bring()
        return None
    if data.find(chosen) is None and not is_wanted(str(chosen)):
        offer_or_tell(chosen, f"{_title(chosen, own)} is not on this machine.")
        return None
    if chosen in own:
        _offer_to_delete(str(chosen), own[chosen])
    return str(chosen)


def _offer_to_delete(name: str, title: str) -> None:
    with st.popover("Delete these images", icon=":material/delete:"):
        st.markdown(
            f"**{title}** and its upload are removed; a folder on the server and runs trained "
            "on it stay."
        )
        busy = job_using(name)
        if busy:
            st.caption(f"{busy} is still training on them: stop it first, or let it finish.")
        if st.button("Delete", type="primary", key=f"delete-{name}", disabled=bool(busy)):
            with explained():
                delete_own(name)
                st.rerun()


def _title(name: str, own: dict[str, str]) -> str:
    if name == OWN:
        return "Your own images …"
    return own[name] if name in own else data.title(name)


def _bring() -> None:
    st.caption(HOW)
    with explained():
        bring_images("transfer")


def _tell(sizes: dict[str, int], asked: ClassificationRecipe, study: Study) -> None:
    """What will be trained on, and about how long it takes where that was measured before."""
    if kept := st.session_state.pop("transfer-told", None):
        st.success(kept, icon=":material/check:")
    if not sizes:
        return
    text = f"{sizes['train']:,} training and {sizes['test']:,} test images."
    if sizes["test"] < 100:
        text += " With so few test images, only large differences are significant."
    measured = shipped_ways(study).values()
    net = asked.net
    paces = [_pace(run) for run in measured if run.finished().image_net.name == net.name]
    if net.encoder:
        text += " Each is encoded once; the heads then take moments."
    elif len(paces) == len(study.recipes):
        images = sizes["train"] * (asked.length.epochs or 0.0)
        text += (
            " At the shipped runs' pace the frozen net answers after about "
            f"{duration(images * min(paces))}, all four after about "
            f"{duration(images * sum(paces))}."
        )
    st.caption(text)


def _pace(run: Run) -> float:
    """Seconds an image and epoch."""
    card = run.finished()
    return card.seconds / max(1.0, card.data.train * (card.epochs or 1.0))
