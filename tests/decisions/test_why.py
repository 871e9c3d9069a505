"""Why: parts add up to the effect, each is found where it alone acts, and switches do what they say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.decisions.test_shapley import toy
from tregua import run
from tregua.assumptions import load_parameters
from tregua.cli.app import main
from tregua.decisions.outcomes import arrays_of, chosen
from tregua.decisions.reasons.mechanisms import ALL, MECHANISMS, switched_off
from tregua.decisions.reasons.why import HEADLINE, why
from tregua.errors import InputError
from tregua.places import list_places, load_place
from tregua.report.sections.registry import sections
from tregua.report.sections.why import picture, section, sentences
from tregua.scenarios import load_scenario, scenarios_of
from tregua.scenarios.interventions import KINDS, measure
from tregua.scenarios.parts import FIELDS, PARTS, between, differing, parts_of, restricted
from tregua.simulation.policy_arrays import layers
from tregua.web.schemas.reasons import WhyTold

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "why.schema.json"
WHOLE = """
title: A crackdown with all that belongs to it
sentence: Force, arrests, holding and prisons.
interventions:
  arrests:
    kind: state_of_exception
    arrests_per_day: 10
    when_full: crowd
  force:
    kind: domestic_forces
    police: 500
    usd_per_person_year: 10_000
  prisons:
    kind: prison_building
    places: 5000
    over_days: 100
    usd_per_year: 1_000_000
"""
WORD = """
title: A word alone
sentence: An emergency is declared, and prisons are built for nobody.
interventions:
  word: {kind: state_of_exception, due_process_suspended: 0}
  prisons: {kind: prison_building, places: 5000, over_days: 100}
"""
FORCE = """
title: Force alone
sentence: Police are added.
interventions:
  force: {kind: domestic_forces, police: 500}
"""
NOTHING = """
title: The same as before
sentence: Nothing is added.
"""
# a place in which words alone move anything: what members expect at a declaration, and how killing answers
OFF = ("deterrence_on_recruitment", "deterrence_on_minors", "deterrence_on_background", "presence_on_killing",
       "provocation", "retaliation", "prison_recruitment", "rule_response", "hide_rate")  # fmt: skip
PLANTED = "\n".join(
    [
        *(f"{name}: {{prior: {{fixed: 0}}, source: planted, grade: D}}" for name in OFF),
        "deterrence_on_killing: {prior: {fixed: 2}, source: planted, grade: D}",
        "announced_risk: {prior: {fixed: 2}, source: planted, grade: D}",
        "announcement_sign: {prior: {fixed: 1}, source: planted, grade: D}",
        "announcement_time: {prior: {fixed: 300}, source: planted, grade: D}",
        "",
    ]
)
FEW = {"draws": 16, "seed": 3, "workers": 1}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = toy(tmp_path_factory.mktemp("why") / "here")
    for name, text in {"whole": WHOLE, "word": WORD, "force": FORCE, "nothing": NOTHING}.items():
        (folder / "scenarios" / f"{name}.yaml").write_text(text)
    return load_place(folder)


@pytest.fixture(scope="module")
def found(place):
    return why("whole", "baseline", place=place, **FEW)


def test_every_kind_of_intervention_says_its_parts() -> None:
    assert set(FIELDS) <= set(KINDS)
    for kind in set(KINDS) - set(FIELDS):  # no kind of Tregua's own is left without a part
        assert measure(kind).part in set(PARTS) - {"other"}, kind
    for kind, fields in FIELDS.items():
        if isinstance(fields, str):
            assert fields in PARTS
            continue
        for part, values in fields.items():
            assert part in PARTS
            assert set(values) <= set(measure(kind).model_fields), kind


@pytest.mark.parametrize("name", list_places())
def test_all_parts_give_the_scenario_and_none_gives_the_baseline(name) -> None:
    place = load_place(name)
    loaded = [load_scenario(each, place) for each in scenarios_of(place)]
    base = load_scenario(place.scenarios[0], place)
    for each in loaded:
        if (each.start, each.end) != (base.start, base.end):
            continue
        parts = differing(each, base)
        for chosen_parts, same in ((set(parts), each), (set(), base)):
            own = between(each, base, chosen_parts).plan()
            for month, theirs in zip(own, same.plan(), strict=True):
                for mine, wanted in zip(layers(month), layers(theirs), strict=True):
                    np.testing.assert_array_equal(mine, wanted, err_msg=f"{each.name} {month.start}")


def test_a_part_is_what_is_left_when_the_others_are_not_done(place) -> None:
    arrests = load_scenario("whole", place).interventions["arrests"]
    assert parts_of(arrests) == ("announcement", "arrests", "held_unordered")
    swept = restricted(arrests, {"arrests"})
    assert (swept.kind, swept.arrests_per_day) == ("sweeps", 10)
    assert (swept.due_process_suspended, swept.refused, swept.when_full) == (0, 0, "release")
    declared = restricted(arrests, {"announcement"})
    assert (declared.kind, declared.asks) == ("state_of_exception", False)
    assert restricted(arrests, {"prisons"}) is None


def test_parts_add_up_to_the_effect_that_a_run_gives(place, found) -> None:
    assert set(found.parts) == {"announcement", "force", "arrests", "held_unordered", "prisons"}
    lines = [load_scenario(name, place) for name in ("baseline", "whole")]
    ds = run(lines, place, members=16, seed=3, dt="week", mean_field=True)
    for one in found.effects:
        total = sum(step.mean for step in one.parts)
        assert total == pytest.approx(one.total.mean, abs=1e-6 * max(abs(one.total.mean), 1e-6))
        of = [one.outcome.of(arrays_of(ds, k, one.outcome.needs)) for k in (1, 0)]
        inside = (ds["reading"].values == one.reading) if one.reading else slice(None)
        assert one.total.mean == pytest.approx((of[0] - of[1])[inside].mean(), rel=1e-9, abs=1e-12)


def test_outcomes_that_depend_on_the_reading_are_never_pooled(found) -> None:
    for key in HEADLINE:
        readings = [one.reading for one in found.effects if one.outcome.key == key]
        assert readings == (["official", "ngo"] if chosen([key])[0].by_reading else [""])


def test_structures_and_readings_average_to_the_whole(found) -> None:
    one = found.effects[0]
    for groups in (one.by_structure, one.by_reading):
        means = np.mean([[step.mean for step in steps] for steps in groups.values()], axis=0)
        np.testing.assert_allclose(means, [s.mean for s in (one.total, *one.parts)], rtol=1e-9, atol=1e-9)


def test_the_word_is_found_where_it_alone_acts(tmp_path) -> None:
    folder = toy(tmp_path / "planted")
    with (folder / "parameters.yaml").open("a") as file:
        file.write(PLANTED)
    (folder / "scenarios" / "word.yaml").write_text(WORD)
    found = why("word", "baseline", place=load_place(folder), outcomes=["deaths_gang"], **FEW)
    (one,) = found.effects
    parts = {step.name: step.mean for step in one.parts}
    lost = {step.name: step.mean for step in one.mechanisms}
    assert one.total.mean < -0.5
    assert parts["announcement"] == pytest.approx(one.total.mean, rel=0.02)
    for name in ("deterrence_of_killing", "announced_risk", ALL):
        assert lost[name] == pytest.approx(one.total.mean, rel=0.05), name
    others = set(lost) - {"deterrence_of_killing", "announced_risk", ALL, "replacement", "self_defence"}
    for name in others:
        assert abs(lost[name]) < 0.1 * abs(one.total.mean), name
    # nobody is deterred in one causal structure, so that it has no effect there
    undeterred = {step.name: step.mean for step in one.by_structure["incapacitation"]}
    assert undeterred["announcement"] == pytest.approx(0.0, abs=1e-6)


def test_a_switch_sets_its_parameters_and_no_others() -> None:
    names = set(load_parameters().names) | {"deterring", "dosing", "hiding_on"}
    values = np.ones(3, [(name, float) for name in sorted(names)])
    for each in MECHANISMS:
        assert set(each.neutral) <= names
        changed = switched_off(values, [each.name])
        assert {n for n in names if (changed[n] != 1).any()} == set(each.neutral)


def test_one_part_alone_says_so(place) -> None:
    found = why("force", "baseline", place=place, outcomes=["deaths"], **FEW)
    assert found.parts == ("force",)
    assert found.effects[0].parts[0].mean == found.effects[0].total.mean
    assert any("one part alone, force" in line for line in sentences(found))


def test_a_scenario_that_does_nothing_has_nothing_to_share(place) -> None:
    found = why("nothing", "baseline", place=place, outcomes=["deaths"], **FEW)
    assert found.parts == () and found.effects[0].total.mean == 0.0
    assert any("nothing to share" in line for line in sentences(found))


def test_the_baseline_may_do_something_of_its_own(place) -> None:
    found = why("force", "word", place=place, outcomes=["deaths"], **FEW)
    assert found.parts == ("announcement", "force", "prisons")
    one = found.effects[0]
    assert sum(s.mean for s in one.parts) == pytest.approx(one.total.mean, abs=1e-6 * abs(one.total.mean))


def test_more_workers_change_nothing(place, found) -> None:
    again = why("whole", "baseline", place=place, **FEW | {"workers": 3})
    assert json.dumps(again.record()) == json.dumps(found.record())


def test_all_mistakes_are_named_at_once(place) -> None:
    with pytest.raises(InputError) as caught:
        why("whloe", "baseline", place=place, outcomes=["detahs"], draws=4, branch="works")
    assert len(caught.value.problems) == 4


def test_the_command_prints_what_its_schema_says(place, capsys, tmp_path) -> None:
    words = ["why", "whole", "--place", str(place.folder), "--baseline", "baseline", "--outcome", "deaths"]
    assert main([*words, "--draws", "8", "--json", "--out", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    WhyTold.model_validate(told)
    (one,) = told["outcomes"]
    assert {key: told[key] for key in ("outcome", "parts", "total")} == {
        key: one[key] for key in ("outcome", "parts", "total")
    }  # of the first outcome asked for
    assert set(one["parts"][0]) == {"part", "mean", "low", "high"}
    assert {"outcome", "parts", "total"} <= set(one)
    assert sum(part["mean"] for part in one["parts"]) == pytest.approx(one["total"], rel=1e-6)
    assert (tmp_path / "deaths.svg").read_text().startswith("<svg")


def test_the_schema_of_the_reference_is_that_of_the_code() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == WhyTold.model_json_schema()


def test_the_page_has_a_waterfall_with_a_range_for_each_part(found) -> None:
    page = section(found)
    assert len(page["pictures"]) == 5  # deaths, in custody, held by each reading, cost
    drawn = picture(found.effects[0], found)
    assert drawn.count('stroke="#a8437f"') == len(found.parts)
    for part in found.parts:
        assert len(page["tables"][0]["head"]) == 3 + len(found.parts), part


def test_the_report_has_the_page_when_it_is_asked_for(place) -> None:
    lines = [load_scenario(name, place) for name in ("baseline", "whole")]
    ds = run(lines, place, members=8, seed=3, dt="week", mean_field=True)
    (page,) = [each for each in sections(ds, place, ["why"]) if each["id"] == "why"]
    assert len(page["pictures"]) == 5
    assert page["command"].startswith("tregua why ") and "--baseline" in page["command"]
    assert all("id" in each and each["id"] != "why" for each in sections(ds, place))
