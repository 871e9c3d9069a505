"""Published estimates: read, computed by known answers, and compared with a place of known effect."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tregua.cli.app import main
from tregua.errors import InputError
from tregua.places import load_place, new_place
from tregua.validation.claims import compare, due, last_comparison, read_claims, summary, table_rows
from tregua.validation.claims.compare import AGREES, DISAGREES, VERDICTS, verdict
from tregua.validation.claims.estimands import FUNCTIONS, figure
from tregua.validation.claims.plan import plan
from tregua.validation.claims.schema import FILE

ROW = """\
{name}:
  title: A made-up claim
  source: Nobody, 2024
  published: 2024-01-01
  population: a made-up country
  place: mine
  period: [2024-01-01, 2024-12-31]
  unit: ratio
  {said}
  grade: D
  seen: made up
  estimand:
    kind: ratio_of_policies
    scenario: truce
    baseline: baseline
    outcome: {{of: deaths}}
    window: [{a}, {b}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A place of its own, in which a truce is all that happens, and claims about it."""
    mine = tmp_path_factory.mktemp("claims") / "mine"
    new_place(mine)
    run = load_place(mine).run
    a, b = run.start + timedelta(days=200), run.start + timedelta(days=500)
    said = {"right_sign": "sign: fall", "wrong_sign": "sign: rise", "wrong_size": "value: 1.4"}
    rows = [ROW.format(name=name, said=text, a=a, b=b) for name, text in said.items()]
    (mine / FILE).write_text("".join(rows), encoding="utf-8")
    return mine


# -- planted truth


@pytest.fixture(scope="module")
def lines(folder):
    return {line.entry.name: line for line in compare(read_claims(folder), members=6, mean_field=True)}


def test_a_claim_of_the_wrong_sign_is_caught_and_one_of_the_right_sign_agrees(lines):
    assert lines["right_sign"].verdict == AGREES
    assert lines["wrong_sign"].verdict == lines["wrong_size"].verdict == DISAGREES
    assert lines["right_sign"].model.median < 1.0
    assert lines["right_sign"].model.same_sign > 0.5 > lines["wrong_sign"].model.same_sign


def test_misses_come_first(lines):
    order = [VERDICTS.index(line.verdict) for line in lines.values()]
    assert order == sorted(order)
    assert "1 agree, 2 disagree" in summary(list(lines.values()))


def test_the_wrong_sign_is_caught_even_by_a_wide_band(folder):
    entry = next(e for e in read_claims(folder) if e.name == "wrong_size")
    assert verdict(entry, 0.1, 0.9, 5.0) == DISAGREES
    assert verdict(entry, 0.1, 1.1, 5.0) == AGREES


# -- what ships


def test_at_least_thirty_ship_half_of_them_from_el_salvador_and_haiti():
    entries = read_claims()
    home = [e for e in entries if e.claim.place in ("el_salvador", "haiti")]
    assert len(entries) >= 30 and len(home) >= 15
    assert all(e.claim.seen and e.claim.grade for e in entries)
    assert {e.claim.place for e in read_claims("haiti")} == {"haiti"}


def test_every_claim_that_ships_can_be_computed_or_says_why_not():
    entries = read_claims()
    jobs, waiting = plan([e for e in entries if e.claim.estimand is not None], priors=True)
    planned = sum(len(job.entries) for job in jobs) + len(waiting)
    assert planned == sum(e.claim.estimand is not None for e in entries)
    assert all(e.claim.why for e in entries if e.claim.estimand is None)
    assert {e.name for e in waiting} <= {e.name for e in entries if e.claim.testable_when}


def test_who_is_arrested_is_never_pooled_over_readings():
    entries = {e.name: e.claim for e in read_claims("el_salvador")}
    assert entries["innocent_by_lawyers"].readings == ("official", "ngo")
    assert entries["innocent_by_the_government"].readings == ("official",)
    assert entries["prisoners_2024"].readings == ("",)


# -- estimands by known answers


@pytest.fixture
def result():
    """Two policies, two draws, three months of 31, 29 and 31 days."""
    time = np.array(["2024-01-01", "2024-02-01", "2024-03-01"], "datetime64[ns]")
    deaths = np.zeros((2, 2, 3, 1, 2))
    deaths[0, :, :, 0, 0], deaths[0, :, :, 0, 1] = [31, 58, 31], [31, 0, 93]
    deaths[1] = deaths[0] / 2
    dims = ("policy", "draw", "time")
    coords = {
        "scenario": ("policy", ["mine/baseline", "mine/truce"]),
        "time": time,
        "cause": ["gang_on_gang", "custody"],
        "author": ("cause", ["gang", "custody"]),
        "territory": ["a", "b"],
        "population": ("territory", [300_000.0, 100_000.0]),
        "region": ["whole"],
    }
    values = {
        "deaths": ((*dims, "region", "cause"), deaths),
        "held": ((*dims, "stage", "class"), np.full((2, 2, 3, 1, 1), 1000.0)),
        "displaced": ((*dims, "region"), np.tile(np.array([[10.0], [20.0], [40.0]]), (2, 2, 1, 1))),
        "control": ((*dims, "territory"), np.tile([0.8, 0.4], (2, 2, 3, 1))),
    }
    return xr.Dataset(values, coords)


GANG = {"of": "deaths", "where": {"author": ["gang"]}}
ALL, CUSTODY = {"of": "deaths"}, {"of": "deaths", "where": {"cause": ["custody"]}}
JAN, FEB, MAR = (date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 1), date(2024, 2, 29)), None
MAR = (date(2024, 3, 1), date(2024, 3, 31))


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("count", {"outcome": GANG, "window": (JAN[0], FEB[1])}, 89.0),
        ("count", {"outcome": GANG, "window": (date(2024, 2, 1), date(2024, 2, 10))}, 20.0),
        ("count", {"outcome": GANG, "window": FEB, "per": "year", "per_people": 1e5}, 2 * 365.25 / 4),
        ("level", {"outcome": {"of": "displaced"}, "window": (JAN[0], FEB[1])}, (310 + 580) / 60),
        ("level", {"outcome": {"of": "control"}, "window": JAN}, 0.7),
        ("share", {"outcome": CUSTODY, "among": ALL, "window": (JAN[0], MAR[1])}, 124 / 244),
        (
            "hazard",
            {"outcome": CUSTODY, "among": {"of": "held"}, "window": MAR, "per_people": 100},
            3 * 365.25 / 10,
        ),
        ("ratio_of_windows", {"outcome": GANG, "before": JAN, "window": FEB}, 2.0),
        ("change_of_windows", {"outcome": GANG, "before": JAN, "window": FEB, "per": "year"}, 365.25),
        ("ratio_of_policies", {"outcome": GANG, "window": FEB, "scenario": "truce"}, 0.5),
        ("change_of_policies", {"outcome": GANG, "window": FEB, "scenario": "truce"}, -29.0),
    ],
)
def test_each_kind_of_estimand_by_a_known_answer(result, kind, fields, expected):
    form = next(f for f in FUNCTIONS if f.model_fields["kind"].annotation.__args__ == (kind,))
    given = {"kind": kind, "scenario": "baseline"} | fields
    if "baseline" in form.model_fields:
        given["baseline"] = "baseline"
    assert figure(form(**given), result, place=None) == pytest.approx([expected] * 2)


def test_every_kind_has_a_function_and_a_known_answer():
    marks = test_each_kind_of_estimand_by_a_known_answer.pytestmark[0].args[1]
    kinds = {f.model_fields["kind"].annotation.__args__[0] for f in FUNCTIONS}
    assert {mark[0] for mark in marks} == kinds


def test_what_a_series_counts_follows_its_rule_and_its_share(result):
    place = load_place("el_salvador")
    series = place.series["homicides_month_from_2019_07"]
    assert "gang_on_gang" in series.causes and "gang_on_gang" not in series.breaks[0].causes
    form = next(f for f in FUNCTIONS if f.__name__ == "RatioOfPolicies")
    outcome = {"of": "deaths", "counted_by": "homicides_month_from_2019_07"}
    asked = form(kind="ratio_of_policies", scenario="truce", baseline="baseline", outcome=outcome, window=FEB)
    # by the rule in force in 2024 neither cause is counted, so that there is nothing to divide by
    assert not np.isfinite(figure(asked, result, place)).any()


# -- mistakes


def test_all_mistakes_of_a_file_at_once_each_with_its_line(folder, tmp_path):
    text = (folder / FILE).read_text(encoding="utf-8")
    text = text.replace("sign: fall", "sign: fal", 1).replace("grade: D", "grade: Z", 1)
    (tmp_path / "mine").mkdir()
    for file in folder.rglob("*"):
        if file.is_file():
            target = tmp_path / "mine" / file.relative_to(folder)
            target.parent.mkdir(exist_ok=True, parents=True)
            target.write_bytes(file.read_bytes())
    (tmp_path / "mine" / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_claims(tmp_path / "mine")
    assert [(p.line, p.where) for p in caught.value.problems] == [
        (9, "right_sign.sign"),
        (10, "right_sign.grade"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("outcome: {of: deaths}", "outcome: {of: deaht}", 16, "did you mean 'deaths'?"),
        ("outcome: {of: deaths}", "outcome: {of: deaths, where: {author: [ganng]}}", 16, "'gang'"),
        ("outcome: {of: deaths}", "outcome: {of: deaths, where: {stage: [lawful]}}", 16, "region, cause"),
        ("kind: ratio_of_policies", "kind: ratio_of_policy", 13, "ratio_of_policies"),
        ("scenario: truce", "scenario: truse", 14, "did you mean 'truce'?"),
        ("window: [", "window: [1999-01-01, ", 17, ""),
        ("sign: fall", "value: 2\n  sign: fall", 10, "a value or a sign, not both"),
        ("  estimand:", "  mechanism: none\n  estimand:", None, "an estimand, or a mechanism"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder, old, new, line, said):
    whole = (folder / FILE).read_text(encoding="utf-8")
    first = whole.partition("wrong_sign:")[0]
    try:
        (folder / FILE).write_text(first.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError) as caught:
            plan(read_claims(folder))
    finally:
        (folder / FILE).write_text(whole, encoding="utf-8")
    assert said in str(caught.value)
    assert line is None or line in [p.line for p in caught.value.problems]


def test_a_window_outside_the_run_is_named(folder):
    entry = read_claims(folder)[0]
    outside = entry.claim.estimand.model_copy(update={"window": (date(1999, 1, 1), date(1999, 12, 31))})
    strange = replace(entry, claim=entry.claim.model_copy(update={"estimand": outside}))
    with pytest.raises(InputError, match="days inside the run of mine/baseline"):
        plan([strange])


def test_claims_that_use_other_days_of_knowledge_are_run_apart(folder):
    one, two, _three = read_claims(folder)
    day = load_place(folder).run.as_of - timedelta(days=1)
    earlier = one.claim.estimand.model_copy(update={"as_of": day})
    jobs, _waiting = plan([replace(one, claim=one.claim.model_copy(update={"estimand": earlier})), two])
    assert [job.as_of for job in jobs] == [day, None]


# -- what waits


def test_a_claim_that_waits_is_tested_when_its_evidence_is_there():
    place = load_place("haiti")
    entry = next(e for e in read_claims("haiti") if e.name == "killed_2026_q3")
    earlier = {"series": "binuh_killed", "date": date(2025, 9, 30)}
    waits = entry.claim.testable_when.model_copy(update=earlier)
    window = (date(2025, 7, 1), date(2025, 9, 30))
    estimand = entry.claim.estimand.model_copy(update={"window": window})
    arrived = replace(
        entry, claim=entry.claim.model_copy(update={"testable_when": waits, "estimand": estimand})
    )
    (ready,) = due(place, [arrived])
    assert ready.claim.value == 1247.0
    later = waits.model_copy(update={"date": date(2199, 1, 1)})
    never = replace(arrived, claim=arrived.claim.model_copy(update={"testable_when": later}))
    assert due(place, [never]) == []
    _jobs, waiting = plan([never], priors=True)
    assert waiting == [never]


# -- the command, the table


def test_the_command_prints_json_and_misses_first(folder, capsys):
    assert main(["claims", str(folder), "--members", "6", "--mean-field", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [line["verdict"] for line in said["claims"]] == ["disagrees", "disagrees", "agrees"]
    first = said["claims"][0]
    assert {"value", "low", "high", "level", "bound", "sign", "unit"} == set(first["claimed"])
    assert first["model"]["low"] <= first["model"]["median"] <= first["model"]["high"]
    rows = table_rows(record=said)
    assert [row.verdict for row in rows] == ["disagrees", "disagrees", "agrees"]
    assert rows[-1].claimed == "a fall" and table_rows("haiti", said) == []


def test_the_command_prints_a_table(folder, capsys):
    assert main(["claims", str(folder), "--members", "6", "--mean-field"]) == 0
    out = capsys.readouterr().out
    assert "A made-up claim" in out and "3 comparisons: 1 agree, 2 disagree" in out


def test_an_unknown_place_is_bad_input(capsys):
    assert main(["claims", "hiati"]) == 2
    assert "did you mean 'haiti'?" in capsys.readouterr().err


def test_the_last_comparison_is_of_the_claims_that_ship():
    last = last_comparison()
    if last is None:
        assert table_rows() == []
    else:
        assert {line["name"] for line in last["claims"]} <= {e.name for e in read_claims()}
