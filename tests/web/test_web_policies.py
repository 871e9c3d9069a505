"""The policies side by side: the record of the answer page, from the draws of the pair."""

from __future__ import annotations

import pytest

from tregua.web.schemas import answers


@pytest.fixture(scope="module")
def four(client):
    response = client.post("/api/policies?lang=en", json={"place": "smallland"})
    assert response.status_code == 200, response.text
    return response.json()


def test_the_record_has_its_form_and_begins_with_the_baseline(four):
    page = answers.AnswerPage.model_validate(four)
    assert page.policies[0].baseline and page.kind == "quick"
    assert len(page.policies) > 1


def test_each_policy_has_the_name_by_which_it_is_chosen(client, four):
    place = client.get("/api/places/smallland?lang=en").json()
    names = [one["scenario"] for one in four["policies"]]
    assert len(set(names)) == len(names)
    assert set(names) <= {one["id"] for one in place["policies"]}


def test_a_figure_is_the_same_beside_the_pair(client, four, question):
    pair = client.post("/api/answer?lang=en", json=question).json()["answer"]["policies"]
    of_four = {one["policy"]: one for one in four["policies"]}
    compared = 0
    for one in pair:
        # in the pair the policy is the user's question; side by side it has its name in the library
        name = one["policy"].replace("smallland/my-question", question["policy"])
        if name in of_four:
            compared += 1
            for outcome in ("deaths", "held", "money"):
                assert one["outcomes"][outcome]["text"] == of_four[name]["outcomes"][outcome]["text"]
    assert compared == 2


def test_one_account_alone_has_only_its_draws(client, question):
    whole = client.post("/api/answer", json=question).json()
    alone = client.post("/api/answer", json={**question, "structure": "incapacitation"}).json()
    assert [one["structure"] for one in alone["answer"]["policies"][0]["structures"]] == ["incapacitation"]
    assert 0 < alone["draws"] < whole["draws"]
    deaths = next(one for one in whole["totals"] if one["id"] == "deaths")
    assert len(deaths["by_structure"]) == 4
    assert deaths["error"]["policy-default"] >= 0


def test_mistakes_are_told_in_words(client):
    for body in ({"place": "smallland", "baseline": "smallland/no-such"}, {"place": "smallland", "every": 3}):
        response = client.post("/api/policies", json=body)
        assert response.status_code == 422
        assert answers.Failure.model_validate(response.json()).error.problems
