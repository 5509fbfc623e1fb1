"""Old addresses lead on to where the same is shown now."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.serving.earlier_addresses import EARLIER, routes
from pages.serving.screens import screen_names


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/jobs", "/live"),
        ("/confusion?run=a&cell=1-2", "/evaluation?run=a&cell=1-2"),
        ("/filters?run=a%2Fb&view=moved", "/inside_network?run=a%2Fb&view=moved"),
        ("/what_can_go?run=a", "/inside_network?view=layers&run=a"),
        ("/family", "/faces?view=family"),
        ("/without_labels?data=fruits", "/self_supervision?data=fruits"),
    ],
)
def test_an_old_address_leads_on_with_its_settings(old: str, new: str) -> None:
    client = TestClient(Starlette(routes=routes()), follow_redirects=False)
    answer = client.get(old)
    assert (answer.status_code, answer.headers["location"]) == (307, new)


def test_they_lead_to_pages_that_are_there_and_none_hides_one() -> None:
    assert {name for name, _ in EARLIER.values()} <= set(screen_names())
    assert not set(EARLIER) & set(screen_names())
