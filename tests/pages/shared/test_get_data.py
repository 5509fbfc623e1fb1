"""A command that fetches data is for a terminal: on a page a click stands in its place."""

import pytest
import streamlit as st

from core.data.catalogue import entry, how_to_get
from core.errors import DataMissing
from pages.shared import errors
from pages.shared.errors import explained
from pages.shared.get_data import without_command


@pytest.mark.parametrize("name", ["mnist", "cifar100"])
def test_a_sentence_loses_its_command_and_names_the_data_set(name):
    text = f"{name} is not on this machine. {how_to_get(entry(name))} Or upload a picture."
    said, wanted = without_command(text)
    assert "python -m core" in text
    assert "python -m core" not in said
    assert said.startswith(f"{name} is not on this machine.")
    assert said.endswith("Or upload a picture.")
    assert wanted == name


def test_other_sentences_stay_as_they_are():
    assert without_command("Two  spaces, no command.") == ("Two  spaces, no command.", None)


def test_an_error_leads_to_the_page_data(monkeypatch):
    said, links = [], []
    monkeypatch.setattr(st, "error", lambda text, **_: said.append(text))
    monkeypatch.setattr(errors, "page_link", lambda name, label: links.append((name, label)))
    with explained():
        raise DataMissing(f"mnist is not on this machine. {how_to_get(entry('mnist'))}")
    with explained():
        raise DataMissing("The images are gone.")
    assert "python -m core" not in " ".join(said)
    assert said[1] == "The images are gone."
    assert links == [("data", "Get MNIST on the page Data")]
