"""The outlook in the explorer: one click from the answer, as a page, as JSON and as a feed."""

import re
from xml.etree import ElementTree

import pytest

from tregua.forecasting.outlook_feed import ATOM
from tregua.forecasting.outlook_schema import OutlookRecord
from tregua.web.pages.outlook import page as outlook


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """The level alone: what a posterior adds is tested where it is computed."""
    monkeypatch.setattr("tregua.forecasting.mechanism_ratio.weighed", lambda place, day: None)


def test_the_page_links_to_the_outlook_of_every_place(client):
    page = client.get("/").text
    assert re.findall(r'href="(outlook/\w+)"', page) == [
        "outlook/smallland", "outlook/el_salvador", "outlook/haiti",
    ]  # fmt: skip
    assert "__OUTLOOKS__" not in page


def test_a_page_has_its_feed_and_its_record(client):
    response = client.get("/outlook/haiti", headers={"accept-language": "en"})
    assert response.status_code == 200
    assert "The record of binuh_killed" in response.text or "the record of binuh_killed" in response.text
    assert "<script" not in response.text
    assert 'href="haiti/feed"' in response.text
    feed = client.get("/outlook/haiti/feed")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert ElementTree.fromstring(feed.content).tag == f"{{{ATOM}}}feed"
    record = OutlookRecord.model_validate(client.get("/api/outlook/haiti").json())
    assert record.place == "haiti"
    assert len([m for m in record.months if m.outcome == "killed"]) == 12


def test_a_place_that_is_not_there(client):
    for path in ("/outlook/nowhere", "/outlook/nowhere/feed", "/api/outlook/nowhere"):
        assert client.get(path).status_code == 404


def test_names_are_escaped():
    assert "<b>" not in outlook.link([("a", "<b>")])
