"""The outlook: its contract, its marks, its scoreboard, how it moved, and its feed."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.interface.printing import fits_a_screen
from tregua.cli.app import main
from tregua.forecasting import mechanism_ratio, outlook_summary
from tregua.forecasting.count_history import History
from tregua.forecasting.level_prior import learnt_prior
from tregua.forecasting.outcome_tests import FAILED, HELD, NEVER, rolling_test
from tregua.forecasting.outcomes import by_author, figures, series_of, stock_draws
from tregua.forecasting.outlook import months_from, outlook_forecast
from tregua.forecasting.outlook_feed import ATOM, feed
from tregua.forecasting.outlook_memory import moved, recall, remember
from tregua.forecasting.outlook_schema import OutlookRecord, outlook_schema
from tregua.forecasting.outlook_summary import summary
from tregua.forecasting.register import register
from tregua.forecasting.rolling_origins import next_quarter
from tregua.forecasting.watch_dates import watch_dates
from tregua.places import load_place

ROOT = Path(__file__).parents[2]
TODAY = "2026-12-01"
DAY = date(2026, 12, 1)
ONE = timedelta(days=1)
ALONE = ["--today", TODAY, "--level-only"]


@pytest.fixture(scope="module")
def haiti():
    return load_place("haiti")


@pytest.fixture(scope="module")
def made(haiti, tmp_path_factory):
    return summary(haiti, DAY, DAY, tmp_path_factory.mktemp("none"))


def test_python_has_the_outlook_of_the_command(haiti, made, tmp_path):
    import tregua

    found = tregua.outlook(haiti, as_of=DAY, today="2026-12-01", level_only=True, outlooks=tmp_path)
    assert found.record() == made.record()
    lines = fits_a_screen(found)
    assert sum("2027" in line for line in lines) >= 3
    table = found.table()
    assert {"month", "outcome", "q05", "q50", "q95", "mark"} <= set(table.columns)
    assert len(table) == 12 * len(found.outcomes)
    with pytest.raises(tregua.InputError, match="a day up to today"):
        tregua.outlook(haiti, as_of="2027-01-01", today=DAY, level_only=True)


def quarters(first, count):
    out = []
    for _ in range(count):
        out.append((first, next_quarter(first) - ONE))
        first = next_quarter(first)
    return tuple(out)


def with_row(place, series, start, end, value, published):
    newest = max(
        (r for r in place.evidence if r.series == series and r.place == "all"), key=lambda r: r.start
    )
    row = replace(newest, start=start, end=end, value=value, published=published, floor=False)
    return replace(place, evidence=replace(place.evidence, rows=(*place.evidence.rows, row)))


def test_json_has_exactly_the_keys_of_the_contract(tmp_path, capsys):
    words = ["outlook", "haiti", *ALONE, "--json", "--outlooks", str(tmp_path), "--keep", str(tmp_path)]
    assert main(words) == 0
    record = json.loads(capsys.readouterr().out)
    assert list(record) == ["place", "as_of", "record_until", "months", "scoreboard"]
    assert (record["place"], record["as_of"], record["record_until"]) == ("haiti", TODAY, "2026-06-30")
    assert all(
        list(m) == ["month", "outcome", "q05", "q25", "q50", "q75", "q95", "mark"] for m in record["months"]
    )
    for outcome in ("killed", "killed_by_gang", "killed_by_state", "kidnapped", "displaced", "held"):
        own = [m for m in record["months"] if m["outcome"] == outcome]
        assert [m["month"] for m in own] == [f"{a:%Y-%m}" for a, _b in months_from(DAY)]
        assert all(0 <= m["q05"] <= m["q25"] <= m["q50"] <= m["q75"] <= m["q95"] for m in own)
        assert len({m["mark"] for m in own}) == 1
    assert record["scoreboard"] == []
    OutlookRecord.model_validate_json(json.dumps(record))
    with pytest.raises(ValueError, match="more"):
        OutlookRecord.model_validate(record | {"more": 1})


def test_the_published_schema_is_that_of_the_contract(capsys):
    file = ROOT / "docs" / "reference" / "outlook.schema.json"
    assert json.loads(file.read_text(encoding="utf-8")) == outlook_schema()
    assert main(["schema", "outlook"]) == 0
    assert json.loads(capsys.readouterr().out) == outlook_schema()
    assert outlook_schema()["additionalProperties"] is False


def test_a_registered_outlook_stands_on_the_scoreboard_and_a_miss_is_named(haiti, tmp_path, capsys):
    register(haiti, date(2025, 1, 10), tmp_path, DAY)
    words = ["outlook", "haiti", *ALONE, "--outlooks", str(tmp_path), "--keep", str(tmp_path / "k")]
    assert main([*words, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    OutlookRecord.model_validate_json(json.dumps(record))
    assert [x["status"] for x in record["scoreboard"]] == ["scored"] * 4
    # a count far outside: the miss is named before anything else
    far = with_row(haiti, "binuh_killed", date(2026, 7, 1), date(2026, 9, 30), 9000.0, date(2026, 11, 1))
    register(haiti, date(2026, 7, 2), tmp_path, date(2026, 7, 2))
    found = summary(far, DAY, DAY, tmp_path)
    misses = outlook_summary.registered_misses(found.scoreboard)
    assert [m.target.start for m in misses] == [date(2026, 7, 1)]
    assert found.scoreboard[0] is misses[0]


def test_the_page_names_record_marks_politics_and_dates(tmp_path, capsys):
    assert main(["outlook", "haiti", *ALONE, "--outlooks", str(tmp_path), "--keep", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.index("Earlier outlooks") < said.index("Where things stand") < said.index("By quarter")
    assert "reaches 2026-06-30, 154 days before today" in said
    assert "the mandate ends: The Council extends the Gang Suppression Force" in said
    assert "never tested" in said
    assert "tested and failed" in said
    assert "came 945" in said  # the one miss of the level in Haiti


def test_a_record_older_than_a_year_is_warned_of_first(tmp_path, capsys):
    words = ["outlook", "haiti", "--level-only", "--outlooks", str(tmp_path), "--keep", str(tmp_path)]
    assert main([*words, "--today", "2027-07-02", "--as-of", TODAY]) == 0
    assert capsys.readouterr().out.startswith("Warning: the record ends on 2026-06-30")
    assert main([*words, "--today", "2027-07-02", "--as-of", TODAY, "--json"]) == 0
    captured = capsys.readouterr()
    assert "Warning: the record ends" in captured.err
    json.loads(captured.out)
    assert main([*words, "--today", "2027-06-30", "--as-of", TODAY]) == 0
    assert "Warning" not in capsys.readouterr().out


def test_a_day_ahead_and_a_day_without_any_count_end_with_status_2(tmp_path, capsys):
    words = ["outlook", "haiti", *ALONE, "--outlooks", str(tmp_path), "--keep", str(tmp_path)]
    assert main([*words, "--as-of", "2027-01-01"]) == 2
    assert "up to today" in capsys.readouterr().err
    assert main([*words, "--as-of", "2010-01-01"]) == 2
    assert "binuh_killed" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["outlook", "register"])
def test_without_posterior_and_without_learn_the_command_to_install_is_said(
    command, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(mechanism_ratio, "posterior_of", lambda place, day: None)
    monkeypatch.setattr(mechanism_ratio, "can_fit", lambda: False)
    words = {"outlook": ["--keep", str(tmp_path)], "register": ["--out", str(tmp_path)]}[command]
    assert main([command, "haiti", "--today", TODAY, *words]) == 2
    assert "pip install 'tregua[learn]'" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_today_enters_no_draw(haiti, tmp_path):
    one = summary(haiti, DAY, DAY, tmp_path)
    other = summary(haiti, DAY, date(2027, 3, 1), tmp_path)
    assert one.record()["months"] == other.record()["months"]


def test_authors_share_the_killed(made):
    months = {o.name: o.draws for o in made.outcomes}
    parts = sum(months[n] for n in months if n.startswith("killed_by_"))
    total = months["killed"]
    assert (parts <= total + 3).all()
    assert np.median(parts / np.maximum(total, 1)) > 0.9


def test_no_author_is_forecast_where_none_is_recorded():
    place = load_place("el_salvador")
    found = outlook_forecast(place, DAY)
    assert by_author(place, found.history, found.draws, found.months, learnt_prior("SLV"), 1) == []


def test_a_series_is_the_one_that_reaches_furthest(haiti):
    assert series_of(haiti, "kidnappings", DAY) == "binuh_kidnapped"
    assert series_of(haiti, "displaced", DAY) == "displaced"
    assert series_of(haiti, "escapes", date(2010, 1, 1)) is None
    before = figures(haiti, "displaced", date(2025, 1, 1))
    assert before is not None
    assert before.windows[-1][1] < date(2025, 1, 1)


def test_a_stock_walks_from_its_last_figure():
    history = History(((date(2025, 1, 1),) * 2, (date(2025, 7, 1),) * 2), np.array([1000.0, 1000.0]))
    draws = stock_draws(history, [date(2025, 8, 1), date(2026, 8, 1)], 4000, 1)
    assert np.median(draws[0]) == pytest.approx(1000, rel=0.03)
    assert np.log1p(draws[1]).std() > 2 * np.log1p(draws[0]).std()


def test_a_mark_is_earned_on_the_record():
    windows = quarters(date(2015, 1, 1), 36)
    prior = learnt_prior()

    def mark(counts):
        final = History(windows, np.asarray(counts, float))

        def known(day):
            n = sum(b < day for _a, b in windows)
            return History(windows[:n], final.counts[:n]) if n else None

        return rolling_test(known, final, "flow", prior)

    rng = np.random.default_rng(1)
    calm = mark(rng.poisson(500, 36))
    assert calm.mark == HELD
    assert calm.scored > 100
    wild = mark(np.where(np.arange(36) % 9 == 8, 20_000, 100))
    assert wild.mark == FAILED
    assert len(wild.misses) == wild.scored - wild.inside > 0
    few = History(windows[:6], np.full(6, 100.0))
    assert rolling_test(lambda day: few, few, "flow", prior).mark == NEVER


def test_the_outlook_says_which_row_moved_it(haiti, tmp_path):
    then = summary(haiti, DAY, DAY, tmp_path)
    remember(tmp_path, then)
    before = recall(tmp_path, haiti)
    assert before is not None
    assert before.as_of == DAY
    assert moved(before, then) == ["the outlook has not moved since 2026-12-01"]
    more = with_row(haiti, "binuh_killed", date(2026, 7, 1), date(2026, 9, 30), 2500.0, date(2027, 1, 5))
    now = summary(more, date(2027, 1, 10), date(2027, 1, 10), tmp_path)
    said = "\n".join(moved(before, now))
    assert "killed from 2027-01-01 to 2027-03-31" in said
    assert (
        "new row: binuh_killed, 2026-07-01 to 2026-09-30, 2,500; it moves the level's months ahead by +"
        in said
    )
    (tmp_path / next(tmp_path.glob("haiti-*.json")).name).write_text("{", encoding="utf-8")
    assert recall(tmp_path, haiti) is None


def test_places_of_one_name_are_remembered_apart(haiti, tmp_path, made):
    remember(tmp_path, made, "one")
    assert recall(tmp_path, haiti, "other") is None


def test_the_feed_is_atom_with_an_entry_for_each_quarter_registered(haiti, tmp_path, capsys):
    register(haiti, date(2025, 1, 10), tmp_path, DAY)
    file = tmp_path / "haiti.atom"
    words = ["outlook", "haiti", *ALONE, "--outlooks", str(tmp_path), "--keep", str(tmp_path / "k")]
    assert main([*words, "--feed", str(file)]) == 0
    root = ElementTree.fromstring(file.read_bytes())
    assert root.tag == f"{{{ATOM}}}feed"
    for tag in ("id", "title", "updated"):
        assert root.find(f"{{{ATOM}}}{tag}").text
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 5
    names = [e.find(f"{{{ATOM}}}id").text for e in entries]
    assert len(set(names)) == 5
    assert feed(summary(haiti, DAY, DAY, tmp_path)) == file.read_bytes()


def test_dates_to_watch_are_those_known_on_the_day(haiti):
    def kinds(day):
        return {(w.kind, w.day) for w in watch_dates(haiti, day)}

    assert ("mandate", date(2027, 3, 31)) in kinds(DAY)
    assert ("election", date(2026, 12, 13)) in kinds(DAY)
    assert ("mandate", date(2027, 3, 31)) not in kinds(date(2026, 9, 1))
    gone = [w for w in watch_dates(load_place("el_salvador"), DAY) if w.kind == "declaration"]
    assert [(w.day, w.passed) for w in gone] == [(date(2026, 8, 28), True)]


def test_a_claim_that_the_record_can_answer_is_tested_with_the_outlook(monkeypatch):
    from dataclasses import replace

    from tregua.cli.outlook import claims_due
    from tregua.validation import claims

    place = load_place("haiti")
    assert claims_due(place) == []  # the count of the third quarter of 2026 is not out
    (waiting,) = [e for e in claims.read_claims() if e.name == "killed_2026_q3"]
    answered = replace(waiting, claim=waiting.claim.model_copy(update={"value": 1e6}))
    monkeypatch.setattr(claims, "due", lambda place: [answered])
    seen = []

    def compare(entries, mean_field):
        seen.extend(entries)
        return [claims.Line(entries[0], "", "disagrees")]

    monkeypatch.setattr(claims, "compare", compare)
    (said,) = claims_due(place)
    assert seen == [answered] and said == "Haiti: killed in the third quarter of 2026: disagrees"
