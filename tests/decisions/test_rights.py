"""The rights ledger: known answers, both readings, and why more die in custody."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.decisions.test_shapley import toy
from tregua import run
from tregua.cli.app import main
from tregua.decisions import ledger
from tregua.decisions.rights_ledger import reported, rise
from tregua.errors import InputError
from tregua.places import load_place
from tregua.report.sections.rights_ledger import section
from tregua.results.npz import save
from tregua.scenarios import load_scenario


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = toy(tmp_path_factory.mktemp("places") / "here")
    place = load_place(folder)
    lines = [load_scenario(name, place) for name in ("baseline", "crackdown")]
    return run(lines, place, members=6, seed=2)


def test_people_past_the_limit_are_those_who_could_be(result) -> None:
    late = result["overdue"].sum(["time", "age"]).values
    suspects = result["arrests"].sel({"class": ["member", "associate"]}).sum(["time", "class", "age"]).values
    held = result["held"].isel(time=0).sel({"class": ["member", "associate"]}).sum(["stage", "class"]).values
    assert (late > 0).all()
    assert (late <= suspects + held).all()  # nobody passes the limit twice


def test_the_rise_of_deaths_is_shared_out_whole() -> None:
    rng = np.random.default_rng(4)
    sides = [{k: rng.uniform(1, 9, 5) for k in ("deaths", "crowding", "people", "years")} for _ in range(2)]
    parts = rise(*sides)
    np.testing.assert_allclose(sum(parts.values()), sides[1]["deaths"] - sides[0]["deaths"])


def test_a_cause_that_moves_alone_has_the_whole_rise() -> None:
    before = {"deaths": np.array([10.0]), "crowding": np.array([0.0]), "people": np.array([100.0]),
              "years": np.array([200.0])}  # fmt: skip
    longer = rise(before, {**before, "deaths": np.array([20.0]), "years": np.array([400.0])})
    assert longer["time"] == pytest.approx([10.0]) and longer["numbers"] == pytest.approx([0.0])
    more = {**before, "deaths": np.array([20.0]), "people": np.array([200.0]), "years": np.array([400.0])}
    assert rise(before, more)["numbers"] == pytest.approx([10.0])
    crowded = rise(before, {**before, "deaths": np.array([13.0]), "crowding": np.array([3.0])})
    assert crowded["crowding"] == pytest.approx([3.0]) and crowded["other"] == pytest.approx([0.0])


def test_both_readings_stand_side_by_side(result) -> None:
    found = ledger(result)
    first, second = found.accounts
    assert first.baseline and not first.rise and set(second.rise) == {"official", "ngo"}
    lines = {each.key: each for each in second.entries}
    assert set(lines["wrongful_years"].figures) == {"official", "ngo"}
    assert lines["arbitrary_people"].more["ngo"].median > 0
    assert lines["wrongly_arrested_minors"].figures["ngo"].median > 0
    wrong = result["arrests"].isel(policy=1).sel({"class": "uninvolved"}).sum(["time", "age"])
    ngo = wrong.values[result["reading"].values == "ngo"]
    assert lines["wrongly_arrested"].figures["ngo"].median == pytest.approx(np.median(ngo))


def test_an_older_result_lacks_lines_and_nothing_else(result) -> None:
    old = ledger(result.drop_vars("overdue"))
    assert "arbitrary_people" not in {e.key for e in old.accounts[1].entries}
    assert "arbitrary_years" in {e.key for e in old.accounts[1].entries}
    with pytest.raises(InputError):
        ledger(result, baseline="none-such")


def test_what_each_has_published_is_told_as_known_on_the_day(result) -> None:
    place = load_place("el_salvador")
    told = {r.quantity: r for r in reported(place, result.assign_attrs(as_of="2026-02-28"))}
    deaths = told["Deaths in custody under the state of exception"]
    assert deaths.official["value"] == 142 and deaths.ngo["value"] == 487
    assert reported(place, result.assign_attrs(as_of="2022-01-01")) == []


def test_the_command_tells_it(result, tmp_path, capsys) -> None:
    file = tmp_path / "result.npz"
    save(result, file)
    assert main(["ledger", str(file), "--json", "--out", str(tmp_path / "told")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["policies"][1]["entries"]["judgement_days"]["figures"]["official"]["median"] > 0
    assert (tmp_path / "told" / "ledger.json").exists()
    assert main(["ledger", str(file)]) == 0
    assert "by crowding" in capsys.readouterr().out
    assert main(["ledger", str(file), "--baseline", "none-such"]) == 2


def test_the_page_says_of_each_number_what_it_is(result) -> None:
    page = section(result, load_place("el_salvador"))
    held, custody, why, *_rest = page["tables"]
    assert len(held["rows"]) == 4  # two policies under two readings
    cells = [c for t in (held, custody, why) for row in t["rows"] for c in row[1:] if not isinstance(c, str)]
    assert cells and all(c["what"] and c["unit"] and c["range"] for c in cells)
    assert any("Official reading" in c["what"] for c in cells) and any("NGO" in c["what"] for c in cells)
