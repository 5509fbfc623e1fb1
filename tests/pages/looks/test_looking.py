"""The look itself: on a page with known faults it finds each, and on a sound one none."""

from __future__ import annotations

import pytest

from tests.pages.looks.looking import axe_faults, layout_faults

SOUND = """<html lang=en><title>t</title><main style="width: 600px">
<p style="width: 300px">A paragraph of several words that takes two or three lines, as it may.</p>
<p style="width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis"
   title="A long name of a run">A long name of a run</p>
<div style="height: 40px; overflow: auto" tabindex=0><p>First</p><p>Second</p><p>Third</p></div>
<p>After it</p>
<svg width=200 height=40 role=img aria-label=chart><text x=0 y=20>ten</text>
<text x=60 y=20>twenty</text></svg>
</main>"""
BROKEN = {
    "squeezed": '<div style="width: 12px; overflow-wrap: anywhere">accuracy</div>',
    "clipped": '<div style="width: 60px; overflow: clip; white-space: nowrap">Explore all</div>',
    "overlapping": '<p style="margin: 0">Trouser</p><p style="margin-top: -12px">Dress</p>',
    "sideways": '<div style="width: 3000px; height: 20px"></div>',
}


@pytest.mark.browser
def test_a_sound_page_has_no_fault(page):
    page.set_content(SOUND)
    assert layout_faults(page) == []
    assert axe_faults(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("kind", BROKEN)
def test_each_fault_is_found(page, kind):
    page.set_content(SOUND.replace("</main>", f"{BROKEN[kind]}</main>"))
    assert {one.split(":")[0] for one in layout_faults(page)} == {kind}


@pytest.mark.browser
def test_a_fault_within_a_component_and_colliding_numbers_of_a_chart_are_found(page):
    page.set_content(SOUND.replace("twenty</text>", "twenty</text><text x=4 y=22>eleven</text>"))
    assert [one.split(" (")[0] for one in layout_faults(page)] == ["overlapping: ten / eleven"]
    page.set_content(SOUND)
    page.evaluate(
        """(broken) => {
          const host = document.querySelector("main").appendChild(document.createElement("div"));
          host.attachShadow({ mode: "open" }).innerHTML = broken;
        }""",
        BROKEN["squeezed"],
    )
    assert [one.split(":")[0] for one in layout_faults(page)] == ["squeezed"]


@pytest.mark.browser
def test_axe_finds_what_is_too_faint_and_what_has_no_name(page):
    faint = '<p style="color: #999">faint</p><button></button>'
    page.set_content(SOUND.replace("</main>", f"{faint}</main>"))
    assert {one.split(":")[0] for one in axe_faults(page)} == {"color-contrast", "button-name"}
    assert {one.split(":")[0] for one in axe_faults(page, rules=["color-contrast"])} == {
        "color-contrast"
    }
