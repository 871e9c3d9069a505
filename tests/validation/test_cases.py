"""Treated cases: folders alone, counts added and subtracted, forecasts held against what came."""

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.cli.app import main
from tregua.errors import InputError
from tregua.places import new_place
from tregua.validation.natural_experiment import Observed, list_cases, load_case, rate
from tregua.validation.natural_experiment_forecasts import (
    Line,
    a_day,
    compare,
    kept,
    predict_with,
    told_with,
    verdict,
    verdicts,
)

CASE = """\
title: A made-up case
began: 2022-01-01
treated: truce
series: homicides
before: [2021-01-01, 2021-12-31]
after:
  12: [2022-01-01, 2022-12-31]
  24: [2023-01-01, 2023-12-31]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case made of the files of a new place and one file more."""
    new_place(tmp_path / "mine")
    (tmp_path / "mine" / "case.yaml").write_text(CASE, encoding="utf-8")
    place = tmp_path / "mine" / "place.yaml"
    text = place.read_text(encoding="utf-8").splitlines()
    text = [
        "run: {start: 2021-01-01, end: 2024-01-01, as_of: 2025-01-01}" if line.startswith("run:") else line
        for line in text
    ]
    place.write_text("\n".join(text), encoding="utf-8")
    truce = tmp_path / "mine" / "scenarios" / "truce.yaml"
    lines = truce.read_text(encoding="utf-8").splitlines()
    lines = ["    from: 2022-01-01" if line.strip().startswith("from:") else line for line in lines]
    truce.write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "mine"


def test_a_case_is_a_folder_and_runs_without_code(folder, capsys):
    assert main(["cases", str(folder), "--members", "6"]) == 0
    out = capsys.readouterr().out
    assert "A made-up case" in out and "tested on 1 cases" in out


def test_the_observed_ratio_is_read_from_the_evidence(folder):
    first, second = load_case(folder).observed
    assert first.log_ratio == pytest.approx(np.log(640 / 585))
    assert second.log_ratio == pytest.approx(np.log(655 / 585))
    assert first.sd > np.sqrt(1 / 640 + 1 / 585)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("series: homicides", "series: homicide", "homicide"),
        ("2023-12-31", "2023-11-30", "no count from 2023-01-01 to 2023-11-30"),
        ("began", "begun", "begun"),
    ],
)
def test_mistakes_in_a_case_are_told(folder, old, new, found):
    path = folder / "case.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=found):
        load_case(folder)


def test_a_folder_without_a_case_is_told(tmp_path, capsys):
    assert main(["cases", str(tmp_path)]) == 2
    assert "case.yaml" in capsys.readouterr().err


def test_counts_of_a_year_to_date_are_subtracted():
    place = load_case("st_james_2018").place
    # 29 by 21 April, 12 by 10 February
    assert rate(place, "murders", (date(2018, 2, 11), date(2018, 4, 21))) == (17.0, 2)
    assert rate(place, "murders", (date(2018, 1, 1), date(2018, 12, 31))) == (103.0, 1)
    assert rate(place, "murders", (date(2018, 2, 11), date(2018, 3, 1))) is None
    rates = load_case("el_salvador_2003").place
    assert rate(rates, "homicide_rate_unodc", (date(2004, 1, 1), date(2005, 12, 31)))[0] == pytest.approx(
        (64.9 * 366 + 64.64 * 365) / 731
    )


def test_the_shipped_cases_have_the_signs_on_record():
    signs = {name: [o.sign for o in load_case(name).observed] for name in list_cases()}
    assert signs == {
        "el_salvador_2003": [1, 1],
        "el_salvador_2012": [-1, -1, -1],
        "haiti_2006": [0],
        "st_james_2018": [-1, -1, -1],
    }


def test_a_forecast_is_held_against_what_came():
    case = load_case("st_james_2018")
    seen = {o.months: o.log_ratio for o in case.observed}
    right = compare([case], lambda c: {m: np.full(500, v) for m, v in seen.items()})
    assert all(line.inside and line.right_sign for line in right)
    assert verdict(right) == "tested on 1 cases, 1 inside the 80 % band (3 of 3 horizons; sign right in 3)"
    wrong = compare([case], lambda c: {m: np.full(500, 2.0) for m in seen})
    assert not any(line.inside or line.right_sign for line in wrong)
    mixed = verdict([*right, Line("other", "", Observed(12, 0.0, 0.1, 1, 1), 1.0, 2.0, 3.0)])
    assert mixed.startswith("tested on 2 cases, 1 inside")


def test_cases_in_the_fitted_record_are_counted_apart():
    found = [load_case(name) for name in list_cases()]
    assert [c.name for c in found if c.file.fitted_in] == ["el_salvador_2003", "el_salvador_2012"]
    lines = compare(found, lambda c: {o.months: np.full(500, o.log_ratio) for o in c.observed})
    joint = SimpleNamespace(place="el_salvador", as_of=date(2024, 3, 10))
    both = verdicts(lines, joint)  # type: ignore[arg-type]
    assert both[0].startswith("tested on 4 cases, 4 inside") and "tested on 2 cases, 2 inside" in both[1]
    assert len(verdicts(lines, None)) == 1
    assert "el_salvador as of 2024-03-10" in told_with(joint)  # type: ignore[arg-type]
    joint.place = "haiti"
    assert len(verdicts(lines, joint)) == 1  # type: ignore[arg-type]


def test_what_ships_says_how_many_cases_were_hit_and_with_what():
    told = kept()
    assert {line["case"] for line in told["cases"]} == set(list_cases())
    inside = sum(all(x["inside"] for x in told["cases"] if x["case"] == n) for n in list_cases())
    assert told["verdict"].startswith(f"tested on {len(list_cases())} cases, {inside} inside")
    assert "posterior of el_salvador" in told["parameters"]


def test_parameters_come_from_the_posterior_unless_priors_are_asked_for(folder, capsys):
    assert main(["cases", str(folder), "--members", "6", "--json"]) == 0
    one = json.loads(capsys.readouterr().out)
    assert main(["cases", str(folder), "--members", "6", "--json", "--priors"]) == 0
    two = json.loads(capsys.readouterr().out)
    assert "posterior of el_salvador" in one["parameters"] and two["parameters"] == "priors"
    assert one["cases"][0]["median"] != two["cases"][0]["median"]


def test_a_forecast_by_the_engine_has_every_horizon():
    case = load_case("el_salvador_2012")
    samples = predict_with(members=6)(case)
    assert set(samples) == {3, 12, 24}
    assert all(x.shape == (6,) and np.isfinite(x).all() for x in samples.values())


def test_months_count_by_the_days_that_fall_in():
    import xarray as xr

    time = np.array(["2020-01-01", "2020-02-01", "2020-03-01"], "datetime64[ns]")
    result = xr.Dataset(coords={"time": time})
    deaths = np.array([[31.0, 58.0, 31.0]])
    assert a_day(deaths, result, (date(2020, 1, 1), date(2020, 1, 31)))[0] == 1.0
    assert a_day(deaths, result, (date(2020, 1, 31), date(2020, 2, 1)))[0] == 1.5
