"""Every address answers in the form that it tells, in the language that is asked for."""

import json

import pytest

from tregua.places import load_place
from tregua.vocabulary.numbers import NUMBERS
from tregua.web.answer_series import RESTS_ON, catalogue
from tregua.web.language import chosen
from tregua.web.pages.explorer.static_files import Pages
from tregua.web.schemas import answers
from tregua.web.sliders import handles, ids


def told(client, path, form, **how):
    response = client.get(path, **how)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return form.model_validate(response.json())


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/api/places", answers.Places),
        ("/api/places/haiti", answers.Described),
        ("/api/places/el_salvador", answers.Described),
        ("/api/places/smallland", answers.Described),
        ("/api/trust/smallland", answers.Trust),
        ("/api/transfer/el_salvador/haiti", answers.Transfer),
        ("/api/transfer/smallland/smallland", answers.Transfer),
        ("/api/words/ht", answers.Words),
    ],
)
def test_each_answer_has_the_form_that_is_told(client, path, form):
    told(client, path, form)


def test_places_of_the_command_line_come_first(client):
    found = told(client, "/api/places", answers.Places).places
    assert [p.id for p in found] == ["smallland", "el_salvador", "haiti"]
    assert [p.own for p in found] == [True, False, False]


def test_a_place_opens_on_an_answer(client):
    place = told(client, "/api/places/haiti", answers.Described)
    assert place.opening.policy == "haiti/offer-6000"
    response = client.post("/api/answer", json=place.opening.model_dump())
    assert response.status_code == 200
    assert [line["id"] for line in response.json()["lines"]] == ["baseline-default", "policy-default"]


def test_every_assumption_says_what_it_rests_on(client):
    place = told(client, "/api/places/haiti", answers.Described)
    assert len(place.assumptions) == len(set(a.id for a in place.assumptions)) > 60
    for a in place.assumptions:
        assert a.source and a.grade in "ABCD" and a.meaning and a.min < a.max and a.step > 0, a.id
        assert a.min <= a.value <= a.max, a.id
        assert set(a.interval) in ({""}, {"official", "ngo"})
        # the slider reaches the range that holds nine draws in ten
        low = min(band[0] for band in a.interval.values())
        high = max(band[-1] for band in a.interval.values())
        assert a.min <= low and a.max >= high, a.id
    names = {a.id for a in place.assumptions}
    assert {name for names_ in RESTS_ON.values() for name in names_} <= names
    assert {"custody_mortality", "targeting_odds"} <= {a.id for a in place.assumptions if a.turning}


def test_policies_say_themselves_and_what_can_be_moved(client):
    place = told(client, "/api/places/haiti", answers.Described)
    offer = next(p for p in place.policies if p.id == "haiti/offer-6000")
    assert offer.sentences[0].startswith("From 1 June 2024")
    troops = next(c for c in offer.controls if c.id == "mission.troops")
    assert (troops.value, troops.unit) == (4000, "people") and troops.min <= 4000 < troops.max
    assert troops.grade == "D" and troops.source and troops.url.startswith("https://")
    arrests = next(c for c in offer.controls if c.id == "arrests.arrests_per_day")
    assert (arrests.value, arrests.unit) == (1, "times the plan")
    assert [p.kind for p in offer.preconditions] == [
        "resolution", "consent", "funding", "contributor_law", "legal_authority",
    ]  # fmt: skip
    assert offer.odds is not None and 0 < offer.odds.starts < 1
    assert offer.leans.weakest == "D" and "targeting_odds" in offer.leans.on


def test_evidence_tells_who_disagrees(client):
    place = told(client, "/api/places/haiti", answers.Described)
    assert any(row.disagrees for row in place.evidence)
    assert all(row.source and row.published for row in place.evidence)


def test_every_number_of_every_kind_has_a_unit_and_a_name():
    from tregua.scenarios.interventions import KINDS, measure

    numbers = set()
    for kind in KINDS:
        for name, info in measure(kind).model_fields.items():
            text = json.dumps(measure(kind).model_json_schema()["properties"].get(info.alias or name, {}))
            if '"number"' in text or '"integer"' in text:
                numbers.add(name)
    assert numbers - {"shared_by"} == set(NUMBERS)


def test_sliders_reach_their_own_values(client):
    for name in ("haiti", "el_salvador", "smallland"):
        place = told(client, f"/api/places/{name}", answers.Described)
        controls = [control for policy in place.policies for control in policy.controls]
        assert controls, name
        for control in controls:
            assert control.min <= control.value <= control.max and control.step > 0, control


def test_ids_are_those_of_the_handles():
    from tregua.scenarios import load_scenario

    scenario = load_scenario("haiti/as-it-happened", load_place("haiti"))
    assert ids(scenario) == [handle.id for handle in handles(scenario)] != []


def test_handles_of_an_intervention_without_numbers(folder):
    from tregua.scenarios import load_scenario

    assert handles(load_scenario("baseline", load_place(folder))) == []


@pytest.mark.parametrize(
    ("asked", "header", "lang"),
    [
        ("fr", "es", "fr"),
        (None, "es-SV,es;q=0.9,en;q=0.8", "es"),
        (None, "de, ht;q=0.5, en;q=0.4", "ht"),
        (None, "fr-HT", "fr"),
        ("xx", "de", "en"),
        (None, None, "en"),
        (None, "es;q=0, fr;q=0.1", "fr"),
        (None, "\x00,,;;q=9" * 500, "en"),
    ],
)
def test_a_language_is_chosen(asked, header, lang):
    assert chosen(asked, header) == lang


def test_the_page_says_its_language(client):
    assert '<html lang="fr"' in client.get("/?lang=fr").text
    response = client.get("/", headers={"accept-language": "ht"})
    assert '<html lang="ht"' in response.text and response.headers["content-language"] == "ht"
    assert "__" not in response.text.split("tregua-boot")[0]


@pytest.mark.parametrize("lang", ["es", "fr", "ht"])
def test_one_server_speaks_all_languages_and_counts_alike_in_each(client, lang):
    question = {"place": "haiti", "policy": "haiti/offer-6000", "draws": 12, "parts": ["totals", "clock"]}
    ours = client.post("/api/answer", json=question).json()
    theirs = client.post("/api/answer", json=question, headers={"accept-language": lang}).json()
    assert theirs["marked"] != ours["marked"]
    assert theirs["lines"][1]["sentences"][0] != ours["lines"][1]["sentences"][0]
    assert theirs["clock"]["preconditions"][0]["title"] != ours["clock"]["preconditions"][0]["title"]
    for one, other in zip(ours["totals"], theirs["totals"], strict=True):
        assert (one["id"], one["lines"], one["difference"]) == (
            other["id"],
            other["lines"],
            other["difference"],
        )
    places = [client.get(f"/api/places/haiti?lang={each}").json() for each in ("en", lang)]
    assert places[0]["title"] != places[1]["title"]
    assert [a["id"] for a in places[0]["assumptions"]] == [a["id"] for a in places[1]["assumptions"]]
    assert (
        sum(a["meaning"] != b["meaning"] for a, b in zip(*(p["assumptions"] for p in places), strict=True))
        > 60
    )


def test_mistakes_are_told_in_the_language_asked_for(client, question):
    told = [
        client.post(f"/api/answer?lang={lang}", json={**question, "members": "x"}).json()
        for lang in ("en", "fr")
    ]
    assert told[0]["error"]["title"] != told[1]["error"]["title"]
    refused = [
        client.get("/api/places", headers={"host": "x.example", "accept-language": lang})
        for lang in ("en", "es")
    ]
    assert refused[0].json()["error"]["title"] != refused[1].json()["error"]["title"]


def scored(n, beside, nine=0.92, **more):
    coverage = {"50": 0.46, "80": 0.69, "90": nine}
    compared = {"persistence": beside, "drift": "better", "ets": None, "arima": None}
    return {"n": n, "coverage": coverage, "compared": compared, "beside": {}, **more}


def test_scored_forecasts_are_told_where_a_record_ships_and_misses_stand_first(client, monkeypatch):
    from tregua.web.pages.track_record import hindcast

    kept = hindcast.shipped
    dates = {"as_of": "2024-03-10", "until": "2025-12-31", "made": "2026-11-23", "version": "0.1.0"}
    main, other = "binuh_killed/binuh", "displaced/iom"
    series = {main: scored(7, "better"), other: scored(4, "worse", 0.25), "sg_killed/police": scored(0, None)}
    forecast = dict(zip(hindcast.LEVELS, (500, 700, 900, 1300, 1600), strict=True))
    window = {"start": "2024-04-01", "end": "2024-06-30", "observed": 945.0, "remainder": False}
    windows = [
        {**window, "politics": forecast, "supplied": forecast},
        {**window, "remainder": True, "observed": 1700.0, "politics": forecast, "supplied": forecast},
    ]
    record = {"place": "haiti", **dates, "shared": "of its own", "primary": main, "series": series,
              "supplied": {main: scored(7, "better")}, "windows": windows}  # fmt: skip
    records = {"B5": record, "B5 again": record, "B3": {**record, "place": "el_salvador"}}
    monkeypatch.setattr(hindcast, "shipped", lambda name: records if name == hindcast.RECORD else kept(name))
    found = told(client, "/api/trust/haiti", answers.Trust)
    assert found.scored and [each.id for each in found.forecasts] == ["B5"]
    first = found.forecasts[0]
    # a count that was not scored is left out; what went wrong comes first
    assert [(s.series, s.kind) for s in first.scores] == [
        (other, "politics"), (main, "politics"), (main, "supplied"),
    ]  # fmt: skip
    assert [b.verdict for b in first.scores[0].compared] == ["worse", "better"]
    title = first.scores[0].title
    assert "92" in first.sentences[0] and sum(title in each for each in first.sentences) == 2
    assert found.sentences[:3] == first.sentences
    # what came can be asked for its source; what is left of a longer count has none of its own
    seen, rest = first.windows
    assert (seen.inside, rest.inside, rest.id) == (True, False, "")
    assert found.sources[seen.id].source and found.sources[seen.id].published
    monkeypatch.setattr(hindcast, "shipped", lambda name: None if name == hindcast.RECORD else kept(name))
    found = told(client, "/api/trust/haiti", answers.Trust)
    assert not found.scored and found.sentences[0].startswith("No forecast")


def test_every_treated_case_says_where_its_counts_come_from(client):
    found = told(client, "/api/trust/smallland", answers.Trust)
    assert len(found.cases) == 9 and found.tested.version
    for case in found.cases:
        assert case.title and case.source and case.published and case.grade, case.case


def test_what_was_learnt_of_an_assumption_is_told_beside_what_was_held_before(client):
    place = told(client, "/api/places/haiti", answers.Described)
    known = [a for a in place.assumptions if a.learnt]
    assert 20 < len(known) < len(place.assumptions)
    for a in known:
        low, middle, high = next(iter(a.learnt.values()))
        assert a.min <= low < middle < high <= a.max, a.id
    # where the slider starts, the record has led
    one = next(a for a in known if a.id == "replacement_share")
    assert one.value == pytest.approx(one.learnt[""][1], rel=0.01)
    fresh = told(client, "/api/places/smallland", answers.Described)
    assert not any(a.learnt for a in fresh.assumptions)


def test_what_two_places_are_can_be_asked_for_its_source(client):
    found = told(client, "/api/transfer/el_salvador/haiti", answers.Transfer)
    for one in found.conditions:
        if one.id in ("people", "members", "members_rate", "control"):
            for side in ("from", "to"):
                assert one.sources[side].source and one.sources[side].grade in tuple("ABCD"), one.id
    # what is fitted in both places is the same in neither
    fitted = [a for a in found.assumptions if a.from_.learnt and a.to.learnt]
    assert fitted and not any(a.same for a in fitted)


def test_the_first_load_is_small(client):
    """All that is fetched until the page shows its first answer: under 300 kB, compressed."""
    names = [name for name in Pages().files if not name.endswith(".txt")]
    wanted = [("GET", f"/page/{name}", None) for name in names]
    wanted += [("GET", path, None) for path in ("/", "/api/places", "/api/places/haiti")]
    wanted += [("POST", "/api/answer", client.get("/api/places/haiti").json()["opening"])]
    sizes = {}
    for method, path, body in wanted:
        with client.stream(method, path, json=body, headers={"accept-encoding": "gzip"}) as response:
            assert response.status_code == 200
            sizes[path] = sum(len(piece) for piece in response.iter_raw())
    assert sum(sizes.values()) < 300_000, sizes


def test_assets_of_the_page_are_served_and_nothing_else(client):
    pages = Pages()
    for name, (kind, content) in pages.files.items():
        response = client.get(f"/page/{name}")
        assert response.content == content and response.headers["content-type"] == kind
    assert client.get("/page/nothing.js").status_code == 404


def test_the_document_is_made_of_the_files_own_schemas(client):
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    parts = document["components"]["schemas"]
    prior = parts["Prior"]["properties"]
    assert set(prior) == {"fixed", "normal", "lognormal", "logitnormal", "uniform"}
    assert parts["Question"]["required"] == ["place", "policy"]
    paths = {f"{method} {path}" for path, item in document["paths"].items() for method in item}
    assert {
        "post /api/answer", "post /api/jobs", "get /api/jobs/{id}", "delete /api/jobs/{id}",
        "get /api/jobs/{id}/events", "get /api/jobs/{id}/report", "post /api/scenario", "get /api/places",
        "get /api/places/{place}", "get /api/trust/{place}", "get /api/transfer/{a}/{b}",
        "get /api/words/{lang}", "post /api/transfer", "post /api/why", "get /api/outlook/{place}",
        "get /outlook/{place}/feed", "post /api/policies",
    } == paths  # fmt: skip


def test_the_reference_tells_every_address(client):
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in text, path
    for outcome in catalogue():
        assert f"`{outcome['id']}`" in text, outcome["id"]


# -- errors: all at once, in the words of the command line --------------------------------------------------


def problems(response, status=422):
    assert response.status_code == status, response.text
    failure = answers.Failure.model_validate(response.json()).error
    assert failure.status == status
    return {p.where: p for p in failure.problems}


def test_all_mistakes_are_told_at_once(client):
    found = problems(client.post("/api/answer", json={
        "place": "haiti", "policy": "haiti/offr-6000", "baseline": "haiti/no-mision", "seeed": 3,
        "members": "many",
        "assumptions": {"replacement_share": "high"},
    }))  # fmt: skip
    assert {"policy", "baseline", "seeed", "members", "assumptions.replacement_share"} <= set(found)
    assert "haiti/offer-6000" in found["policy"].hint
    assert found["members"].expected == "a whole number"
    assert "'seed'" in found["seeed"].hint


def test_mistakes_of_meaning_are_told_at_once(client):
    found = problems(client.post("/api/answer", json={
        "place": "haiti", "policy": "haiti/offer-6000",
        "controls": {"mission.trops": 1, "mission.police": -5},
        "preconditions": {"resolution": {"odds": 0.5}},
        "assumptions": {"replacment_share": 0.5, "retaliation": 1e9, "targeting_odds": {"uniform": [2, 1]}},
        "members": 100_000,
    }))  # fmt: skip
    assert {
        "controls.mission.trops",
        "assumptions.replacment_share",
        "assumptions.retaliation",
        "members",
    } <= set(found)
    assert "mission.troops" in found["controls.mission.trops"].hint
    assert found["members"].expected == "at most 200 on this server"


def test_two_places_that_make_no_question_are_told(client):
    found = problems(
        client.post("/api/transfer", json={"from": "haiti", "to": "hati", "members": "x", "a": 1})
    )
    assert {"members", "a"} <= set(found)
    found = problems(client.post("/api/transfer", json={"from": "haiti", "to": "hati"}))
    assert "haiti" in found["to"].hint
    assert list(problems(client.post("/api/transfer", json={"from": "haiti", "to": "haiti"}))) == ["to"]
    many = problems(client.post("/api/transfer", json={"from": "haiti", "to": "smallland", "members": 49}))
    assert many["members"].expected.startswith("at most 48")


def test_a_number_that_its_file_would_refuse_is_refused_with_its_place(client, question):
    found = problems(client.post("/api/answer", json={**question, "controls": {"mission.troops": -5}}))
    assert list(found) == ["controls.mission.troops"]
    assert found["controls.mission.troops"].file == "request"


def test_policies_of_other_times_are_not_compared(client, folder):
    found = problems(client.post("/api/answer", json={"place": "smallland", "policy": "haiti/offer-6000"}))
    assert "policy" in found


def test_unknown_things_are_404(client):
    for path in ("/api/places/atlantis", "/api/trust/atlantis", "/api/transfer/haiti/atlantis", "/nowhere",
                 "/api/jobs/aaaaaaaaaaaaaaaaaaaaaa", "/api/jobs/aaaaaaaaaaaaaaaaaaaaaa/report",
                 "/api/jobs/aaaaaaaaaaaaaaaaaaaaaa/events"):  # fmt: skip
        problems(client.get(path), 404)
    problems(client.put("/api/answer", json={}), 405)


def test_what_is_no_json_is_400(client):
    for body in (b"", b"{", b"\xff\xfe", b'{"place": ' + b"[" * 20_000):
        response = client.post("/api/answer", content=body, headers={"content-type": "application/json"})
        assert response.status_code in (400, 422)
        answers.Failure.model_validate(response.json())
