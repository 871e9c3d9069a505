"""Outlooks are registered once, in the forms of the field, with digests that no clock enters."""

import csv
import json
import subprocess
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tregua.cli.app import main
from tregua.errors import InputError
from tregua.forecasting import register as registers
from tregua.forecasting.count_history import History
from tregua.forecasting.hub_export import LONGEST_ID, tasks, write_hub
from tregua.forecasting.outlook import months_from, outlook_code_hash, outlook_forecast
from tregua.forecasting.register import digests, kind_of
from tregua.forecasting.registration import (
    HUB_COLUMNS,
    QUANTILE_LEVELS,
    VIEWS_COLUMNS,
    Registration,
    month_id,
    read_registration,
    read_samples,
)
from tregua.forecasting.scoreboard import lines, misses_first, published_count
from tregua.forecasting.scoring import crps
from tregua.places import load_place

ROOT = Path(__file__).parents[2]
TODAY, EARLIER = "2026-12-01", "2025-01-10"


@pytest.fixture(scope="module")
def haiti():
    return load_place("haiti")


@pytest.fixture(scope="module")
def outlook(haiti):
    return outlook_forecast(haiti, date(2025, 1, 10))


@pytest.fixture(scope="module")
def outlooks(tmp_path_factory, haiti):
    """Two registered days of Haiti, one of them a hindcast, and one day of El Salvador."""
    folder = tmp_path_factory.mktemp("outlooks")
    today = date.fromisoformat(TODAY)
    for place, day in ((haiti, TODAY), (haiti, EARLIER), (load_place("el_salvador"), TODAY)):
        registers.register(place, date.fromisoformat(day), folder, today)
    return folder


def rows(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_three_files_once_and_a_second_time_status_2(tmp_path, capsys):
    words = ["register", "haiti", "--out", str(tmp_path), "--today", TODAY, "--level-only"]
    assert main(words) == 0
    assert f"{TODAY}.views.csv" in capsys.readouterr().out
    home = tmp_path / "haiti"
    before = {f.name: f.read_bytes() for f in home.iterdir()}
    assert set(before) == {f"{TODAY}.csv", f"{TODAY}.views.csv", f"{TODAY}.json"}
    assert main(words) == 2
    told = capsys.readouterr().err
    assert all(name in told for name in before)
    assert {f.name: f.read_bytes() for f in home.iterdir()} == before


def test_one_file_in_the_way_keeps_all_from_being_written(tmp_path, haiti):
    (tmp_path / "haiti").mkdir()
    (tmp_path / "haiti" / f"{TODAY}.views.csv").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="never rewritten"):
        registers.register(haiti, date(2026, 12, 1), tmp_path, date(2026, 12, 1))
    assert len(list((tmp_path / "haiti").iterdir())) == 1


def test_a_day_ahead_is_refused(tmp_path, capsys):
    words = ["register", "haiti", "--out", str(tmp_path), "--today", TODAY, "--as-of", "2027-01-01"]
    assert main(words) == 2
    assert "up to today" in capsys.readouterr().err


def test_nothing_known_is_told_with_status_2(tmp_path, capsys):
    words = ["register", "haiti", "--out", str(tmp_path), "--today", TODAY, "--as-of", "2010-01-01"]
    assert main(words) == 2
    assert "binuh_killed" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_hub_file_has_quantiles_and_samples_of_four_quarters(outlooks):
    found = rows(outlooks / "haiti" / f"{TODAY}.csv")
    assert tuple(found[0]) == HUB_COLUMNS
    assert {r["location"] for r in found} == {"HTI"}
    assert {r["origin_date"] for r in found} == {TODAY}
    ends = [(r["horizon"], r["target_end_date"]) for r in found]
    assert list(dict.fromkeys(ends)) == [
        ("0", "2026-12-31"), ("1", "2027-03-31"), ("2", "2027-06-30"), ("3", "2027-09-30"),
    ]  # fmt: skip
    for horizon in "0123":
        own = [r for r in found if r["horizon"] == horizon]
        quantiles = [
            (float(r["output_type_id"]), float(r["value"])) for r in own if r["output_type"] == "quantile"
        ]
        assert tuple(level for level, _value in quantiles) == QUANTILE_LEVELS
        assert all(a[1] <= b[1] for a, b in pairwise(quantiles))
        samples = [int(r["value"]) for r in own if r["output_type"] == "sample"]
        assert len(samples) == 1000
        assert min(samples) >= 0
        assert np.quantile(samples, 0.5) == pytest.approx(dict(quantiles)[0.5], abs=0.01)


def test_views_has_months_whose_draws_add_up_to_the_quarters(outlooks):
    found = rows(outlooks / "haiti" / f"{TODAY}.views.csv")
    assert tuple(found[0]) == VIEWS_COLUMNS
    assert {r["country_id"] for r in found} == {"24"}
    months = sorted({int(r["month_id"]) for r in found})
    assert months == list(range(month_id(date(2026, 10, 1)), month_id(date(2027, 9, 1)) + 1))
    assert month_id(date(1980, 1, 1)) == 1
    first = np.zeros(1000)
    for r in found:
        if int(r["month_id"]) < months[3]:
            first[int(r["draw"])] += int(r["outcome"])
    np.testing.assert_array_equal(first, read_samples(outlooks / "haiti" / f"{TODAY}.csv")[0])


def test_a_country_without_a_number_has_no_views_file(outlook):
    made, files = registers.contents(replace(outlook, iso3=None), date(2026, 12, 1))
    assert set(files) == {f"{EARLIER}.csv", f"{EARLIER}.json"}
    assert made.location == "haiti"


def test_quarters_are_marked_as_they_stood(outlooks):
    kinds = [t.kind for t in read_registration(outlooks / "haiti" / f"{TODAY}.json").targets]
    assert kinds == ["begun", "ahead", "ahead", "ahead"]
    kinds = [t.kind for t in read_registration(outlooks / "haiti" / f"{EARLIER}.json").targets]
    assert kinds == ["hindcast"] * 4
    quarter = (date(2027, 1, 1), date(2027, 3, 31))
    assert kind_of(quarter, date(2026, 12, 1), date(2027, 1, 1)) == "begun"
    assert kind_of(quarter, date(2026, 12, 1), date(2027, 4, 1)) == "hindcast"
    assert kind_of(quarter, date(2026, 12, 1), date(2026, 12, 31)) == "ahead"


def test_digests_are_of_inputs_code_and_draws_and_of_no_clock(outlook, monkeypatch):
    one, files = registers.contents(outlook, date(2026, 12, 1))
    other, again = registers.contents(outlook, date(2026, 12, 24))
    assert one.registered != other.registered
    assert one.digests == other.digests
    assert files[f"{EARLIER}.csv"] == again[f"{EARLIER}.csv"]
    moved = outlook.draws.copy()
    moved[0, 0] += 1
    assert digests(replace(outlook, draws=moved)).draws != one.digests.draws
    assert digests(replace(outlook, place_hash="other")).inputs != one.digests.inputs
    assert digests(replace(outlook, base="other")).inputs != one.digests.inputs
    monkeypatch.setattr(registers, "outlook_code_hash", lambda: "other")
    assert digests(outlook).all != one.digests.all
    assert len(outlook_code_hash()) == 64


def test_the_same_day_has_the_same_draws(haiti, outlook):
    again = outlook_forecast(haiti, date(2025, 1, 10))
    np.testing.assert_array_equal(again.draws, outlook.draws)
    assert set(again.baselines) == {"persistence", "drift", "smoothing"}
    assert set(again.left_out) == {"ets", "arima"}
    # what was published later is not known
    assert again.record_until == date(2024, 9, 30)


def test_months_already_counted_are_not_forecast(haiti):
    found = outlook_forecast(haiti, date(2025, 2, 10))
    assert found.record_until == date(2024, 12, 31)
    counted = outlook_forecast(replace_newest(haiti), date(2025, 2, 10))
    # January is known to the day: no draw of it differs, and later months start behind it
    assert np.ptp(counted.draws[0]) == 0
    assert counted.draws[0, 0] == counted.counted[0] == 500
    assert np.ptp(counted.draws[1]) > 0


def replace_newest(place):
    """Return Haiti with a count of January 2025 known ten days later."""
    newest = max((r for r in place.evidence if r.series == place.main_series), key=lambda r: r.start)
    january = replace(
        newest,
        start=date(2025, 1, 1),
        end=date(2025, 1, 31),
        value=500.0,
        published=date(2025, 2, 9),
        place="all",
    )
    evidence = replace(place.evidence, rows=(*place.evidence.rows, january))
    return replace(place, evidence=evidence)


def test_what_is_registered_reads_back_and_a_changed_file_is_refused(outlooks, tmp_path):
    for name in (f"{TODAY}.csv", f"{TODAY}.views.csv", f"{TODAY}.json"):
        (tmp_path / name).write_bytes((outlooks / "haiti" / name).read_bytes())
    made = read_registration(tmp_path / f"{TODAY}.json")
    assert made.model == "level"
    assert made.base == "binuh"
    assert Registration.model_validate_json(made.model_dump_json()) == made
    file = tmp_path / f"{TODAY}.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("HTI", "HTX", 1), encoding="utf-8")
    (tmp_path / f"{TODAY}.views.csv").unlink()
    with pytest.raises(InputError) as refused:
        read_registration(tmp_path / f"{TODAY}.json")
    assert len(refused.value.problems) == 2


def test_a_file_of_another_form_is_refused_with_every_mistake(outlooks, tmp_path):
    record = json.loads((outlooks / "haiti" / f"{TODAY}.json").read_text(encoding="utf-8"))
    record |= {"history": 0, "colour": "red"}
    record["targets"][0]["kind"] = "later"
    file = tmp_path / "x.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_registration(file)
    assert {p.where for p in refused.value.problems} == {"history", "colour", "targets.0.kind"}


def test_scores_are_those_of_the_registered_draws(outlooks, haiti):
    file = outlooks / "haiti" / f"{EARLIER}.json"
    found = lines([file], {"haiti": haiti}.get, date(2026, 12, 1))
    assert [x.status for x in found] == ["scored"] * 4
    assert [x.observed for x in found] == [1617, 1520, 1247, 1523]
    draws = read_samples(file.with_suffix(".csv"))
    made = read_registration(file)
    for k, line in enumerate(found):
        own = crps(draws[k][None], [line.observed])[0]
        theirs = crps(np.array(made.baselines["smoothing"][k])[None], [line.observed])[0]
        assert line.crps == pytest.approx(own)
        assert line.skill["smoothing"] == pytest.approx(1 - own / theirs)
        assert line.skill["arima"] is None


def test_what_is_not_published_is_open_and_then_withheld(outlooks, haiti):
    file = outlooks / "haiti" / f"{EARLIER}.json"

    def status(place, day):
        return [x.status for x in lines([file], {"haiti": place}.get, date.fromisoformat(day))]

    assert status(haiti, "2025-02-10") == ["open"] * 4
    spring = date(2025, 5, 15)
    rest = tuple(r for r in haiti.evidence.rows if not r.start <= spring <= r.end)
    gap = replace(haiti, evidence=replace(haiti.evidence, rows=rest))
    assert status(gap, TODAY) == ["scored", "withheld", "scored", "scored"]
    silent = replace(haiti.evidence, rows=tuple(r for r in haiti.evidence.rows if r.start < date(2025, 1, 1)))
    assert status(replace(haiti, evidence=silent), "2026-05-01") == ["withheld", "open", "open", "open"]
    assert status(None, TODAY) == ["no record"] * 4


def test_another_base_never_answers(outlooks, haiti):
    file = outlooks / "haiti" / f"{EARLIER}.json"
    series = dict(haiti.series)
    series[haiti.main_series] = series[haiti.main_series].model_copy(update={"base": "police"})
    found = lines([file], {"haiti": replace(haiti, series=series)}.get, date(2026, 12, 1))
    assert {x.status for x in found} == {"no record"}


def test_a_quarter_is_counted_where_windows_tile_it():
    def month(k, length=1):
        return (months_from(date(2025, 1, 1))[k][0], months_from(date(2025, 1, 1))[k + length - 1][1])

    history = History((month(0), month(1), month(2), month(3, 6)), np.array([5.0, 6.0, 7.0, 50.0]))
    assert published_count(history, month(0, 3)) == 18
    assert published_count(history, month(3, 3)) is None


def test_misses_stand_first(outlooks, haiti):
    file = outlooks / "haiti" / f"{EARLIER}.json"
    found = lines([file], {"haiti": haiti}.get, date(2026, 12, 1))
    missed = [*found[:3], replace(found[3], inside={"50": False, "80": False, "90": False})]
    assert misses_first(missed)[0] is missed[3]


def test_the_command_lists_all_and_says_when_nothing_is_counted(outlooks, tmp_path, capsys, monkeypatch):
    assert main(["score", "--outlooks", str(outlooks), "--today", TODAY]) == 0
    told = capsys.readouterr().out
    assert "not counted yet" in told
    assert "Hindcasts, registered when their quarter was over: 4 of 4 lie inside." in told
    only = tmp_path / "only" / "el_salvador"
    only.mkdir(parents=True)
    for file in (outlooks / "el_salvador").iterdir():
        (only / file.name).write_bytes(file.read_bytes())
    assert main(["score", "--outlooks", str(tmp_path / "only"), "--today", TODAY]) == 0
    assert "Nothing is counted yet" in capsys.readouterr().out
    assert main(["score", "--outlooks", str(tmp_path / "only"), "--today", TODAY, "--json"]) == 0
    assert {x["status"] for x in json.loads(capsys.readouterr().out)["outlooks"]} == {"open"}
    monkeypatch.chdir(tmp_path)
    assert main(["score"]) == 0
    assert "No outlook is registered" in capsys.readouterr().out
    assert main(["score", "--outlooks", "nowhere"]) == 2


def test_a_changed_file_ends_the_command_with_status_2(outlooks, tmp_path, capsys):
    home = tmp_path / "haiti"
    home.mkdir()
    for file in (outlooks / "haiti").glob(f"{TODAY}.*"):
        (home / file.name).write_bytes(file.read_bytes())
    with (home / f"{TODAY}.csv").open("a", encoding="utf-8") as file:
        file.write("x\n")
    assert main(["score", "--outlooks", str(tmp_path), "--today", TODAY]) == 2
    assert "never edited" in capsys.readouterr().err


def test_the_hub_loads_with_the_types_that_it_declares(outlooks, tmp_path):
    import pyarrow.parquet
    from hubdata import connect_hub

    files = sorted(outlooks.glob("*/*.json"))
    write_hub(files, tmp_path)
    table = connect_hub(tmp_path).to_table()
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    assert types == {
        "origin_date": "date32[day]", "target": "string", "horizon": "int32", "location": "string",
        "target_end_date": "date32[day]", "output_type": "string", "output_type_id": "double",
        "value": "double", "model_id": "string",
    }  # fmt: skip
    assert all(table[name].null_count == 0 for name in table.column_names)
    models = set(table["model_id"].to_pylist())
    assert models == {f"tregua-{n}" for n in ("level", "persistence", "drift", "smoothing", "ets", "arima")}
    found = table.to_pandas()
    own = found[(found.model_id == "tregua-level") & (found.location == "HTI")]
    own = own[(own.origin_date == date(2025, 1, 10)) & (own.output_type == "sample")]
    expected = read_samples(outlooks / "haiti" / f"{EARLIER}.csv")
    np.testing.assert_array_equal(own.value.to_numpy().reshape(expected.shape), expected)
    views = pyarrow.parquet.read_table(tmp_path / "views" / f"haiti_{TODAY}.parquet")
    assert views.column_names == list(VIEWS_COLUMNS)
    config = tasks([read_registration(f) for f in files])
    group = config["rounds"][0]["model_tasks"]
    assert len(group) == 2
    assert all(len(g["target_metadata"][0]["target_id"]) <= LONGEST_ID for g in group)


def rewritten(repository):
    """Return the registered files that any commit, or the working tree, changed, renamed or deleted."""
    where = ["--", "outlooks/*/*"]
    log = ["log", "-m", "--diff-filter=MDRT", "--format=", "--name-only", *where]
    now = ["diff", "HEAD", "--diff-filter=MDRT", "--name-only", *where]
    found = [
        subprocess.run(
            ["git", "-C", str(repository), *words], capture_output=True, text=True, check=True
        ).stdout
        for words in (log, now)
    ]
    return sorted({line for text in found for line in text.splitlines() if line})


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no history here")
def test_no_registered_file_was_ever_rewritten():
    assert rewritten(ROOT) == []


def test_a_rewritten_file_is_seen_in_the_history(tmp_path):
    def git(*words):
        who = ["-c", "user.name=x", "-c", "user.email=x@x.invalid", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    file = tmp_path / "outlooks" / "haiti" / "2026-12-01.csv"
    file.parent.mkdir(parents=True)
    git("init", "-q")
    file.write_text("1\n", encoding="utf-8")
    (tmp_path / "outlooks" / "README.md").write_text("a\n", encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "one")
    (tmp_path / "outlooks" / "README.md").write_text("b\n", encoding="utf-8")
    git("commit", "-qam", "two")
    assert rewritten(tmp_path) == []
    file.write_text("2\n", encoding="utf-8")
    assert rewritten(tmp_path) == ["outlooks/haiti/2026-12-01.csv"]
    git("commit", "-qam", "three")
    file.write_text("1\n", encoding="utf-8")
    git("commit", "-qam", "four")
    assert rewritten(tmp_path) == ["outlooks/haiti/2026-12-01.csv"]
