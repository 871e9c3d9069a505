"""The quick answer has the engine's own numbers, told apart by belief."""

import gzip
import json
from typing import get_args

import numpy as np
import pytest

import tregua
from tregua.assumptions.sampling import BLOCK
from tregua.assumptions.units import SHORTEST
from tregua.errors import InputError
from tregua.places.aggregate_to_regions import at_reported_level
from tregua.report.summary import values_of
from tregua.scenarios import load_scenario
from tregua.vocabulary.quantiles import SHOWN_BANDS as BANDS
from tregua.web.answer import Answerer
from tregua.web.answer_series import TOTALS, catalogue, quantiles, rounded
from tregua.web.build_scenario import asked
from tregua.web.catalogue import place as describe_place
from tregua.web.limits import Limits
from tregua.web.place_store import Library
from tregua.web.request import OutcomeId, Question
from tregua.web.schemas import answers
from tregua.web.single_flight_cache import Kept

HAITI = {"place": "haiti", "policy": "haiti/offer-6000"}


@pytest.fixture(scope="module")
def library():
    return Library()


@pytest.fixture(scope="module")
def answerer():
    return Answerer(Limits())


@pytest.fixture(scope="module")
def ask(library, answerer):
    def ask(**question):
        found = answerer.answer(asked(Question(**{**HAITI, **question}), library, "en"))
        answers.Answer.model_validate(found)
        return found

    return ask


def close(a, b, rel=5e-5):
    """Compare up to the digits that are sent: five of totals and means, four of bands, three of maps."""
    assert np.asarray(a, float) == pytest.approx(np.asarray(b, float), rel=rel, abs=1e-9)


def test_an_answer_has_the_numbers_of_a_run(ask):
    found = ask(draws=16)
    place = at_reported_level(tregua.load_place("haiti"))
    scenarios = [load_scenario(name, place) for name in ("haiti/no-mission", "haiti/offer-6000")]
    ds = tregua.run(scenarios, place, members=16, mean_field=True, dt="week", branches=("operates",))
    assert (found["kind"], found["marked"]) == ("quick", "expected value, quick")
    for k, line in enumerate(("baseline-default", "policy-default")):
        one = ds.isel(policy=k)
        deaths = one["deaths"].astype("float64").sum(["region", "cause"]).transpose("draw", "time").values
        close(found["bands"]["deaths"][line], np.quantile(deaths, BANDS, axis=0), 5e-4)
        months = ds["time"].values.astype("datetime64[M]")
        assert found["months"] == [str(m) for m in months]
        ngo = ds["reading"].values.astype(str) == "ngo"
        held = one["arbitrary_days"].astype("float64").sum("age").transpose("draw", "time").values[ngo]
        days = (
            (months + np.timedelta64(1, "M")).astype("datetime64[D]") - months.astype("datetime64[D]")
        ).astype(float)
        close(
            found["bands"]["arbitrary_ngo"][line],
            np.quantile(held / days, BANDS, axis=0),
            5e-4,
        )
        gang = one["deaths"].isel(cause=(ds["author"] == "gang").values).astype("float64")
        close(found["authors"][line]["gang"], gang.sum(["region", "cause"]).mean("draw").values)
        control = np.median(one["control"].transpose("draw", "time", "territory").values, axis=0)
        close(found["map"]["layers"]["control"][line][1], control[3], 5e-3)
    # totals are the report's own measures
    values = values_of(ds)
    reading = ds["reading"].values.astype(str)
    told = {(t["id"], t["reading"]): t for t in found["totals"]}
    assert {key for key, _r in told} == set(TOTALS)
    for (key, r), total in told.items():
        if key == "kidnappings":
            continue
        keep = reading == r if r else np.ones(16, bool)
        own = [np.quantile(values[key][k, keep], (0.1, 0.25, 0.5, 0.75, 0.9)) for k in (0, 1)]
        close(total["lines"]["baseline-default"], own[0])
        close(total["lines"]["policy-default"], own[1])
        gap = values[key][1, keep] - values[key][0, keep]
        # a difference of two rounded-away numbers may itself be noise of the last bit
        assert total["difference"]["default"] == pytest.approx(
            list(np.quantile(gap, (0.1, 0.25, 0.5, 0.75, 0.9))), rel=5e-5, abs=1e-6 * (1 + abs(own[0][2]))
        )


def test_rights_stand_beside_security(ask):
    found = ask(draws=12, dragging=True)
    assert {t["side"] for t in found["totals"]} >= {"violence", "rights", "consent", "money"}
    assert {"deaths", "custody", "arbitrary_official", "arbitrary_ngo", "support_host"} <= set(found["bands"])
    assert "map" not in found and "clock" not in found  # parts that no slider needs


def test_only_the_bands_and_totals_asked_for_are_sent_and_they_are_those_of_the_whole(ask):
    moved = {"controls": {"mission.troops": 3000.0}, "assumptions": {"replacement_share": 0.5}}
    whole = ask(draws=12, dragging=True, **moved)
    few = ask(draws=12, dragging=True, bands=["arbitrary_ngo", "deaths"], totals=["arbitrary_years"], **moved)
    assert few["bands"] == {key: whole["bands"][key] for key in ("deaths", "arbitrary_ngo")}
    assert few["totals"] == [each for each in whole["totals"] if each["id"] == "arbitrary_years"]
    assert [each["reading"] for each in few["totals"]] == ["official", "ngo"]
    none = ask(draws=12, dragging=True, bands=[], totals=[], **moved)
    assert none["bands"] == {} and none["totals"] == []
    assert set(get_args(OutcomeId)) == {each["id"] for each in catalogue()} == set(whole["bands"])


def test_an_answer_while_dragging_has_12_kb_at_most(ask):
    found = ask(
        dragging=True,
        parts=["bands", "totals", "clock"],
        bands=["deaths", "arbitrary_official", "arbitrary_ngo"],
        totals=["deaths", "arbitrary_years", "support_host", "cost"],
        controls={"mission.troops": 3000.0},
        assumptions={"replacement_share": 0.5},
    )
    assert len(found["lines"]) == 4 and len(found["bands"]["deaths"]["policy-yours"]) == len(BANDS)
    assert found["clock"]["odds"]["starts"] > 0
    assert not found["clock"]["preconditions"] and not found["clock"]["planned"]  # they do not move
    sent = gzip.compress(json.dumps(found, separators=(",", ":")).encode(), 3)
    assert len(sent) < 12 * 1024


def test_beliefs_make_four_lines_and_leave_the_default_as_it_was(ask):
    plain = ask(draws=12)
    found = ask(draws=12, assumptions={"replacement_share": 0.95})
    assert [line["id"] for line in found["lines"]] == [
        "baseline-default", "policy-default", "baseline-yours", "policy-yours",
    ]  # fmt: skip
    for line in ("baseline-default", "policy-default"):
        assert found["bands"]["deaths"][line] == plain["bands"]["deaths"][line]
    assert found["bands"]["deaths"]["policy-yours"] != found["bands"]["deaths"]["policy-default"]
    assert set(found["totals"][0]["difference"]) == {"default", "yours"}


def test_the_band_moves_with_the_slider(ask):
    less, more = (ask(draws=12, controls={"mission.troops": n}) for n in (500, 8000))
    there = [a["bands"]["mission_strength"]["policy-default"][2][24] for a in (less, more)]
    assert there == pytest.approx([2500, 10_000], rel=0.02)
    assert less["bands"]["deaths"]["policy-default"] != more["bands"]["deaths"]["policy-default"]
    assert less["bands"]["deaths"]["baseline-default"] == more["bands"]["deaths"]["baseline-default"]
    assert "500 personnel" not in less["lines"][0]["sentences"][0]
    assert "2,500 personnel" in less["lines"][1]["sentences"][0]  # with the 2,000 police


def test_steps_in_time_move_together(library):
    q = asked(Question(**HAITI, controls={"arrests.arrests_per_day": 0.5}), library, "en")
    assert [step.value for step in q.policy.interventions["arrests"].arrests_per_day] == [35, 15, 7.5]


def test_preconditions_move_the_clock_and_no_blend_is_made(ask):
    before = ask(draws=12)
    found = ask(
        draws=12, preconditions={"resolution": {"odds": 1.0, "date": "2024-05-01"}, "funding": {"odds": 1.0}}
    )
    assert found["clock"]["odds"]["starts"] > 2 * before["clock"]["odds"]["starts"]
    moved = {p["kind"]: p for p in found["clock"]["preconditions"]}
    assert moved["resolution"]["changed"] and moved["resolution"]["date"] == "2024-05-01"
    assert moved["resolution"]["arrival_per_year"] is None and not moved["consent"]["changed"]
    never = ask(draws=12, preconditions={"resolution": {"odds": 0.0}})
    assert never["clock"]["odds"]["starts"] == 0
    # the lines say what happens if it operates, whatever its odds
    assert never["bands"]["deaths"] == before["bands"]["deaths"]


def test_the_branches_are_told_apart(ask):
    operates, collapses = ask(draws=12), ask(draws=12, branch="collapses")
    assert operates["bands"]["deaths"] != collapses["bands"]["deaths"]
    assert collapses["lines"][1]["label"].endswith("if it collapses half way")


def test_the_baseline_by_itself_is_one_line(ask):
    found = ask(policy="haiti/no-mission", draws=12)
    assert [line["id"] for line in found["lines"]] == ["baseline-default"]
    assert found["totals"][0]["difference"] == {}


def test_an_answer_says_the_question_that_asks_for_it_again(ask):
    given = {
        "controls": {"mission.troops": 3000.0},
        "preconditions": {"resolution": {"odds": 0.25, "date": None}},
        "assumptions": {"replacement_share": 0.5, "retaliation": {"lognormal": [0.2, 0.3]}},
        "seed": 7,
    }
    told = ask(draws=12, **given)["question"]
    again = ask(draws=12, **told)
    assert again["question"] == told
    assert again["totals"] == ask(draws=12, **given)["totals"]


def test_beliefs_are_those_of_the_file(library, tmp_path):
    from tregua.assumptions import load_parameters

    q = asked(Question(**HAITI, assumptions={"replacement_share": 0.4, "growth": {"normal": [0.01, 0.02]}}),
              library, "en")  # fmt: skip
    path = tmp_path / "own.yaml"
    path.write_text(q.files()[1]["text"], encoding="utf-8")
    own = load_parameters(q.shelf.place, path, q.as_of)
    given = q.parameters()
    assert {p.name: p.priors for p in own} == {p.name: p.priors for p in given}
    assert [p.name for p in given if p.set_by == "user"] == ["replacement_share", "growth"]


def test_beliefs_outside_the_evidence_are_stamped(ask):
    assert ask(draws=12, assumptions={"custody_mortality": 0.0})["stamps"] != []
    assert ask(draws=12, assumptions={"replacement_share": 0.5})["stamps"] == []


def test_policies_of_another_knowledge_are_compared_by_the_later(library):
    haiti = library.shelf("haiti", "en")
    later = [n for n, s in haiti.policies.items()
             if s.as_of != haiti.policies[haiti.baseline].as_of and haiti.comparable(n)]  # fmt: skip
    assert later, "a library scenario with later knowledge"
    q = asked(Question(place="haiti", policy=later[0]), library, "en")
    assert q.as_of == haiti.policies[later[0]].as_of == q.policy.as_of
    assert f"--as-of {q.as_of}" in q.commands()["compare"]


def test_draws_are_whole_blocks_and_fewer_where_a_place_is_large(library, answerer):
    for place, policy in (("haiti", "haiti/offer-6000"), ("el_salvador", "el_salvador/lifted-2027")):
        counts = []
        for dragging in (False, True):
            counts.append(
                answerer.draws(asked(Question(place=place, policy=policy, dragging=dragging), library, "en"))
            )
        assert all(n % BLOCK == 0 and n >= 2 * BLOCK for n in counts) and counts[1] <= counts[0]
    assert answerer.draws(asked(Question(**HAITI, draws=400), library, "en")) == 400


def test_a_crowd_gets_fewer_draws_and_the_answer_says_so(library, answerer):
    still, moving = (asked(Question(**HAITI, dragging=d), library, "en") for d in (False, True))
    assert [answerer.draws(moving, busy) for busy in (1, 4, 8, 20)] == [72, 32, 16, 16]
    assert [answerer.draws(still, busy) for busy in (1, 4, 8, 20)] == [200, 96, 48, 16]
    believing = asked(Question(**HAITI, dragging=True, assumptions={"replacement_share": 0.5}), library, "en")
    assert [answerer.draws(believing, busy) for busy in (1, 4, 8, 20)] == [32, 32, 16, 16]
    assert answerer.answer(moving, 20)["draws"] == 16


@pytest.mark.parametrize("draws", [1, 2, 6, 12, 71, 198])
def test_quantiles_are_those_of_numpy_to_the_last_bit(draws):
    values = np.random.default_rng(draws).lognormal(sigma=3, size=(50, draws))
    values[0, 0], values[1, -1], values[2] = np.nan, np.inf, 0.0
    with np.errstate(invalid="ignore"):
        assert np.array_equal(quantiles(values), np.quantile(values, BANDS, axis=1).T, equal_nan=True)


def test_rounding_keeps_five_digits_and_knows_no_infinity():
    values = np.array([0.1, 123456.0, -0.00012345678, 0.0, np.nan, np.inf, 1e15 / 3])
    assert rounded(values) == [0.1, 123460.0, -0.00012346, 0.0, None, None, 333330000000000.0]


def test_what_is_kept_is_bounded_and_made_once():
    kept = Kept(2)
    made = []
    for key in (1, 2, 1, 3, 2):
        kept.get(key, lambda key=key: made.append(key) or key)
    assert made == [1, 2, 3, 2] and len(kept) == 2
    with pytest.raises(ZeroDivisionError):
        kept.get(9, lambda: 1 / 0)
    assert kept.get(9, lambda: "again") == "again"


def test_beliefs_that_travel_together_have_the_numbers_they_have_alone(library):
    asks = {"assumptions": {"replacement_share": 0.3}, "controls": {"mission.troops": 1000.0}, "draws": 12}
    question = asked(Question(**HAITI, **asks), library, "en")
    both = Answerer(Limits()).answer(question)
    one = Answerer(Limits())
    one.answer(
        asked(Question(**HAITI, draws=12, controls=asks["controls"]), library, "en")
    )  # the default first
    alone = one.answer(question)
    for part in ("bands", "authors", "totals", "map"):
        assert both[part] == alone[part]


@pytest.mark.parametrize("policy", ["haiti/offer-6000", "haiti/as-it-happened"])  # known by two days
def test_no_slider_of_a_time_reaches_nothing_and_both_ends_are_answered(library, answerer, policy):
    sliders = {each["id"]: each for each in describe_place(library.shelf("haiti", "en"))["assumptions"]}
    times = [each for each in sliders.values() if each["unit"] in SHORTEST]
    assert len(times) > 8 and all(each["min"] >= SHORTEST[each["unit"]] for each in times)
    moved = [
        (name, sliders[name][end]) for name in ("growth", "killing_per_member") for end in ("min", "max")
    ]
    moved += [(each["id"], each["min"]) for each in times]
    for name, value in moved:
        question = Question(place="haiti", policy=policy, assumptions={name: value}, draws=12)
        assert answerer.answer(asked(question, library, "en"))["draws"] == 16
    with pytest.raises(InputError):
        asked(Question(place="haiti", policy=policy, assumptions={"replacement_delay": 0.0}), library, "en")


def test_both_ends_of_every_number_of_a_policy_may_be_asked(library):
    tried = {}
    for place in library.names:
        for policy in describe_place(library.shelf(place, "en"))["policies"]:
            name = policy["id"]
            for control in policy["controls"]:
                for value in (control["min"], control["max"]):
                    moved = {control["id"]: value}
                    found = asked(
                        Question(place=place, policy=name, baseline=name, controls=moved), library, "en"
                    )
                    assert found.question.controls == moved
                    tried[place] = tried.get(place, 0) + 1
    assert set(tried) == set(library.names) and min(tried.values()) >= 2


@pytest.mark.parametrize("counts", [(16, 24), (24, 16), (16, 24, 32)])
def test_draws_have_the_numbers_they_have_alone_whichever_were_asked_for_before(library, counts):
    believing = {**HAITI, "assumptions": {"replacement_share": 0.3}}
    one, same = Answerer(Limits()), ("bands", "authors", "totals", "map")
    for draws in counts:
        question = asked(Question(**believing, draws=draws), library, "en")
        found = one.answer(question)
    alone = Answerer(Limits()).answer(question)
    assert found["draws"] == counts[-1] and all(found[part] == alone[part] for part in same)
