"""What drives outcomes in a toy place whose answer is known."""

import json

import pytest

from tests.decisions.toy import toy_place
from tests.interface.printing import fits_a_screen
from tregua.cli.app import main
from tregua.decisions.sensitivity_analysis.sensitivity import sensitivity
from tregua.errors import InputError

pytest.importorskip("scipy")


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr("tregua.decisions.sensitivity_analysis.sensitivity.POOL", 24)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return toy_place(tmp_path_factory.mktemp("sobol"))


def test_what_prisons_cost_goes_with_how_long_consent_lasts(place):
    found = sensitivity(place, "prisons", outcomes=["prison_cost"], rows=32, knowing=False, workers=1)
    fits_a_screen(found)
    driver = found.drivers[0]
    index = dict(zip(driver.indices.names, driver.indices.total, strict=True))
    assert index["consent"] > 0.8
    assert all(index[name] < 0.1 for name in ("force", "firepower", "replacement", "funding"))
    assert driver.swings[0].name == "consent" and driver.swings[0].high > driver.swings[0].low
    # security or money alone are not told: rights were added
    assert {"deaths_custody", "arbitrary_years"} < {d.outcome for d in found.drivers}
    by_reading = next(d for d in found.drivers if d.outcome == "arbitrary_years").by_reading
    assert set(by_reading) == {"official", "ngo"}


def test_what_is_wrong_is_told_at_once(place):
    with pytest.raises(InputError) as told:
        sensitivity(place, "nobody", outcomes=["death"], value="luck", rows=3)
    text = str(told.value)
    assert all(word in text for word in ("nobody", "death", "luck", "power of two"))


def test_the_command_tells_numbers_and_the_value_of_knowing(place, capsys, tmp_path):
    arguments = ["sensitivity", str(place.folder), "prisons", "--rows", "2", "--outcome", "cost", "--json"]
    assert main([*arguments, "--goal", "prison_cost >= 1e7", "--out", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["value_of_knowing"]["goal"] == "goals"
    assert (tmp_path / "sensitivity.svg").is_file() and "cost" in told["outcomes"]


def test_swings_never_mix_the_readings(place):
    found = sensitivity(place, "mission", outcomes=["deaths"], rows=16, knowing=False, workers=1)
    by = {d.outcome: d for d in found.drivers}
    assert {s.reading for s in by["arbitrary_years"].swings} == {"official", "ngo"}
    assert "reading" not in {s.name for s in by["arbitrary_years"].swings}
    targeting = next(s for s in by["deaths"].swings if s.name == "targeting")
    assert targeting.at_low == "lowest fifth under each reading"
    medians = [median for _reading, median, _swings in by["arbitrary_years"].apart()]
    assert medians == [by["arbitrary_years"].by_reading[r][0] for r in ("official", "ngo")]
    assert found.reach()["most"] >= found.reach()["middle"] > 0
