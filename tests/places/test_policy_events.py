"""Rows that say what was done become declarations, force, arrests and holding, or are asked for."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.cli.app import main
from tregua.errors import InputError
from tregua.inference.forcing import course, onset_of_sweeps
from tregua.places import load_place, new_place
from tregua.places.import_table import read_evidence
from tregua.places.importers.policy_events import kind_of
from tregua.places.importers.recipe import ImportOptions
from tregua.places.policy_record import OpenEventsError, read_history

HEAD = "series,place,start,end,value,low,high,unit,source,url,published,confidence,note"


def counts(word="homicides", place="Norland"):
    rows = [
        f"{word},{place},{y}-{m:02d}-01,{y}-{m:02d}-28,{40 + m},,,people,Police,,{y}-{m:02d}-28,high,"
        for y in range(2018, 2024) for m in range(1, 13)
    ]  # fmt: skip
    return [*rows, f"population,{place},2020-07-01,2020-07-01,3000000,,,people,Census,,2020-12-31,high,"]


def event(day, note, until="", series="policy_event", place="Norland", unit="event"):
    published = until or day
    return f'{series},{place},{day},{until or day},1,,,{unit},Gazette,,{published},high,"{note}"'


def write(path, rows, head=HEAD):
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def made(tmp_path, rows, head=HEAD, **options):
    table = write(tmp_path / "t.csv", rows, head)
    imported = new_place(tmp_path / "norland", table, ImportOptions(**options))
    return load_place(tmp_path / "norland"), imported


def walked(place, start=date(2018, 1, 1), end=date(2023, 12, 1), as_of=date(2024, 6, 1)):
    path = course(place, start, end, as_of)
    return SimpleNamespace(path=path, at=lambda day: max(i for i, c in enumerate(path.cuts[:-1]) if c <= day))


# Kinds by the words of four languages


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("declaration", ["State of emergency in three parishes", "Régimen de excepción decretado",
                         "L'état d'urgence est déclaré", "Gouvènman an deklare eta dijans",
                         "Internal armed conflict declared", "Plan Mano Dura launched",
                         "first Zone of Special Operations", "Se decreta estado de sitio"]),
        ("renewal", ["State of exception renewed for 30 days", "Prórroga del régimen de excepción",
                     "Prolongation de l'état d'urgence", "Eta dijans la pwolonje",
                     "state of emergency extended"]),
        ("end", ["states of emergency lapse", "Se levanta el estado de excepción", "Fin de l'état d'urgence",
                 "state of exception expired", "The curfew is lifted"]),
        ("operation", ["large joint operation in Hill", "Gran operativo en Cerro", "Rafle dans la Plaine",
                       "Gwo operasyon nan Mòn", "first large raid on Hill"]),
        ("deployment", ["Government deploys 5,000 soldiers", "Despliegue de 3000 soldados en las calles",
                        "Déploiement de 500 soldats", "Gouvènman an voye 200 solda",
                        "the army patrols the streets"]),
        ("mission", ["UN mission takes over", "Llega la misión multinacional", "Arrivée de la mission",
                     "Misyon entènasyonal la rive", "MINUSTAH in place"]),
        ("pact", ["truce between the gangs begins", "Tregua entre pandillas", "Trêve entre les gangs",
                  "Trèv ant gang yo", "ceasefire of two gangs"]),
        ("breakdown", ["the truce ends", "Se rompe la tregua", "Rupture de la trêve", "truce collapses",
                       "government ends truce facilitation"]),
        ("prison", ["new prison opened with 4,000 places", "Se inaugura una cárcel", "Une prison est ouverte",
                    "mega-prison built for 40000 inmates", "cárcel construida para 2000 reclusos"]),
        ("court_ruling", ["Constitutional court voids the states of emergency",
                          "La Sala anuló el régimen de excepción por inconstitucional",
                          "La cour annule l'état d'urgence", "Supreme court: curfew unconstitutional",
                          "emergency struck down by the court"]),
        ("law", ["Anti-gang act in force", "Ley antimaras aprobada", "Loi anti-gang adoptée",
                 "Lwa kont gang vote", "Decree on arms"]),
        ("other", ["homicides begin to climb again", "los homicidios aumentan", "les meurtres baissent",
                   "murders fell by half", "government announces adjustment of the plan"]),
        ("", ["a meeting", "Reunión", "une annonce", "yon reyinyon", "something was done"]),
    ],
)  # fmt: skip
def test_the_words_say_what_was_done(kind, texts):
    assert {text: kind_of(text) for text in texts} == dict.fromkeys(texts, kind)


# End to end: a table, a place, the path that drives the model


def test_a_declaration_with_arrests_and_holding_drives_the_model(tmp_path):
    rows = [
        *counts(),
        event("2021-03-01", "State of exception; constitutional rights are suspended", "2021-09-30"),
        event("2021-10-01", "State of exception renewed", "2022-06-30"),
        "detentions_cumulative,Norland,2021-03-01,2021-08-31,1840,,,people,Police,,2021-09-15,high,",
        "detentions_cumulative,Norland,2021-03-01,2022-02-28,3000,,,people,Police,,2022-03-15,high,",
        "prison_held,Norland,2020-12-31,2020-12-31,9000,,,people,Prisons,,2021-01-31,high,",
        "prison_held,Norland,2022-12-31,2022-12-31,12000,,,people,Prisons,,2023-01-31,high,",
        "prison_places,Norland,2020-12-31,2020-12-31,8000,,,people,Prisons,,2021-01-31,high,",
        event("2022-01-01", "new prison opened with 4,000 places"),
        event("2021-03-01", "Government deploys 5,000 soldiers", "2022-06-30"),
    ]
    place, imported = made(tmp_path, rows)
    assert [e.kind for e in place.history] == ["declaration", "other", "renewal", "other"]
    w = walked(place)
    before, during, after = (w.at(day) for day in (date(2021, 2, 1), date(2021, 6, 1), date(2023, 1, 1)))
    assert w.path.declared[before] == 0 and w.path.declared[during] == 1
    assert (w.path.suspended[before], w.path.suspended[during], w.path.suspended[after]) == (0, 1, 0)
    assert onset_of_sweeps(place, date(2024, 6, 1)) == date(2021, 3, 1)
    assert w.path.sweep[before] == 0 and w.path.sweep[during] == pytest.approx(1840 / 183, rel=0.02)
    assert w.path.soldiers[before] == 0 and w.path.soldiers[during] == 5000 and w.path.soldiers[after] == 0
    assert w.path.places[before] == 8000 and w.path.places[after] == 12000
    assert [f.value for f in place.state.prisons.held] == [9000, 12000]
    assert "events go into history.yaml: declaration 1, other 2, renewal 1" in imported.notes
    # what was not public on a day is not known on it
    early = course(place, date(2018, 1, 1), date(2021, 12, 1), date(2021, 2, 1))
    assert not early.declared.any() and not early.sweep.any() and not early.soldiers.any()


def test_an_operation_whose_arrests_are_counted_from_its_day_is_a_sweep(tmp_path):
    rows = [
        *counts(),
        event("2021-12-21", "large joint operation in the hills", "2021-12-22"),
        "detentions_cumulative,Norland,2021-12-21,2022-02-28,210,,,people,UN,,2022-03-15,high,",
    ]
    place, _imported = made(tmp_path, rows)
    (operation,) = place.history
    assert (operation.kind, operation.means, operation.until) == ("operation", "sweep", date(2021, 12, 22))
    w = walked(place)
    assert w.path.sweep[w.at(date(2022, 1, 15))] == pytest.approx(210 / 69, rel=0.02)


def test_arrests_by_month_after_a_declaration_are_added_up(tmp_path):
    months = [f"{y}-{m:02d}" for y, m in [(2022, m) for m in range(4, 13)]]
    arrests = [f"arrests,Norland,{m}-01,{m}-28,300,,,people,Police,,{m}-28,high," for m in months]
    rows = [*counts(), event("2022-03-27", "Régimen de excepción: se suspenden garantías"), *arrests]
    place, imported = made(tmp_path, rows)
    assert place.history[0].suspends == 1.0
    w = walked(place)
    assert w.path.sweep[w.at(date(2022, 8, 1))] == pytest.approx(10, rel=0.05)
    assert "arrests_in_sweeps" in place.series and place.series["arrests_in_sweeps"].use == "context"
    assert sum(r.value for r in imported.rows if r.series == "arrests") == 2700  # the count itself stays


def test_arrests_of_events_that_last_set_a_pace_and_short_ones_do_not(tmp_path):
    long = event("2021-01-01", "State of emergency, suspends 0.5; 730 people detained", "2021-12-31")
    place, _imported = made(tmp_path, [*counts(), long])
    w = walked(place)
    assert w.path.suspended[w.at(date(2021, 6, 1))] == 0.5
    assert w.path.sweep[w.at(date(2021, 6, 1))] == pytest.approx(2.0, rel=0.02)
    assert w.path.sweep[w.at(date(2023, 6, 1))] == pytest.approx(0.0, abs=0.05)
    (tmp_path / "b").mkdir()
    short = event("2021-01-01", "Operation in the hills, 38 arrested, 4 suspects killed", "2021-01-04")
    place, imported = made(tmp_path / "b", [*counts(), short])
    assert (place.history[0].arrests, place.history[0].killed) == (38, 4)
    assert not walked(place).path.sweep.any()
    assert any("last no month" in note for note in imported.notes)


def test_a_mission_takes_its_strength_from_the_rows(tmp_path):
    rows = [
        *counts(),
        event("2020-06-01", "UN mission takes over with 900 troops"),
        "mission_police,Norland,2021-06-01,2021-06-01,250,,,police,UN,,2021-06-30,high,",
        "mission_troops,Norland,2021-06-01,2021-06-01,1200,,,troops,UN,,2021-06-30,high,",
    ]
    place, imported = made(tmp_path, rows)
    assert [(m.troops, m.police, m.date) for m in place.state.mission] == [(1200, 250, date(2021, 6, 1))]
    assert any("900" in note and "nothing uses" in note for note in imported.notes)
    (tmp_path / "b").mkdir()
    place, _imported = made(tmp_path / "b", rows[:-2])
    assert [(m.troops, m.date) for m in place.state.mission] == [(900, date(2020, 6, 1))]
    path = walked(place).path
    assert path.troops[0] == 0 and path.troops[-1] == 900


def test_a_declaration_that_lapses_and_returns(tmp_path):
    rows = [
        *counts(),
        event("2021-01-18", "State of emergency, suspends 0.5"),
        event("2021-07-31", "states of emergency lapse (no majority)"),
        event("2022-04-30", "State of emergency, suspends 0.5"),
    ]
    w = walked(made(tmp_path, rows)[0])
    shares = [w.path.suspended[w.at(d)] for d in (date(2021, 3, 1), date(2021, 10, 1), date(2022, 6, 1))]
    assert shares == [0.5, 0.0, 0.5] and w.path.declared[-1] == 2


def test_a_declaration_holds_where_its_row_or_its_words_say(tmp_path):
    parts = [
        f"homicides,{name},{y}-01-01,{y}-12-31,{n},,,people,Police,,{y + 1}-01-31,high,"
        for name, n in (("Norland", 300), ("St James parish", 100), ("Hanover parish", 200))
        for y in range(2018, 2024)
    ]  # fmt: skip
    rows = [
        *parts,
        event("2021-01-18", "state of emergency in St James, suspends 0.5", "2021-06-30"),
        event("2022-01-18", "state of emergency, suspends 0.5", "2022-06-30", place="Hanover parish"),
        event("2023-01-18", "state of emergency, suspends 0.5", "2023-06-30"),
    ]
    place, _imported = made(tmp_path, rows, whole="Norland")
    named = [e.territories for e in place.history]
    assert named == [("st_james_parish",), ("hanover_parish",), ("all",)]
    w = walked(place)
    half = [w.path.suspended[w.at(date(y, 3, 1))] for y in (2021, 2022, 2023)]
    assert half == pytest.approx([0.25, 0.25, 0.5], rel=0.05)


# What rows do not say is asked


def test_what_is_not_said_is_refused_with_the_options_all_rows_at_once(tmp_path):
    rows = [*counts(), event("2021-01-18", "a meeting"), event("2022-01-18", "state of emergency")]
    table = write(tmp_path / "t.csv", rows)
    with pytest.raises(OpenEventsError) as caught:
        read_evidence(table)
    assert [(p.line, p.found) for p in caught.value.problems] == [
        (75, "a meeting"),
        (76, "state of emergency"),
    ]
    assert "--events" in str(caught.value) and "--suspends 0.5" in str(caught.value)
    with pytest.raises(OpenEventsError) as caught:
        read_evidence(write(tmp_path / "u.csv", [*counts(), rows[-1]]))
    assert caught.value.option == "suspends"
    read = read_evidence(table, events="as-read")
    assert [e["kind"] for e in read.policy.history] == ["other", "declaration"]
    assert "suspends" not in read.policy.history[1]
    read = read_evidence(write(tmp_path / "u.csv", [*counts(), rows[-1]]), suspends=0.5)
    assert read.policy.history[0]["suspends"] == 0.5


@pytest.mark.parametrize(
    ("text", "share"),
    [("no right is suspended", None), ("suspends 0.3", 0.3), ("50 % of due process", 0.5),
     ("se suspenden las garantías constitucionales", 1.0), ("detention without charge for 15 days", 1.0),
     ("les droits sont suspendus", 1.0), ("sin suspensión de derechos", None), ("suspends: 1", 1.0)],
)  # fmt: skip
def test_the_share_suspended_by_the_words(tmp_path, text, share):
    rows = [*counts(), event("2022-01-18", f"State of emergency; {text}")]
    (entry,) = read_evidence(write(tmp_path / "t.csv", rows)).policy.history
    assert entry.get("suspends") == share


def test_a_list_of_events_settles_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [*counts(), event("2021-01-18", "a meeting"), event("2022-01-18", "state of emergency")]
    table = write(tmp_path / "t.csv", rows)
    assert main(["import", str(table), "--into", "norland"]) == 2
    assert "t.csv.events.yaml" in capsys.readouterr().err and not (tmp_path / "norland").exists()
    text = (tmp_path / "t.csv.events.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputError):
        read_history(tmp_path / "t.csv.events.yaml")  # question marks are mistakes
    filled = text.replace('kind: "?"', 'kind: "law"').replace('"kind": "?"', '"kind": "law"')
    filled = filled.replace('"suspends": "?"', '"suspends": 0.7')
    (tmp_path / "mine.yaml").write_text(filled, encoding="utf-8")
    assert main(["import", str(table), "--into", "norland", "--events", "mine.yaml"]) == 0
    history = load_place(tmp_path / "norland").history
    assert [(e.kind, e.suspends) for e in history] == [("law", None), ("declaration", 0.7)]


def test_columns_say_more_than_the_note(tmp_path):
    head = HEAD + ",kind,suspends,arrests,territories,until"
    rows = [row + ",,,,," for row in counts()]
    rows += [
        event("2021-03-01", "Law 12") + ",declaration,0.4,500,all,2021-12-31",
        event("2022-03-01", "In the hills") + ",operation,,60,,2022-03-02",
    ]
    place, _imported = made(tmp_path, rows, head)
    first, second = place.history
    assert (first.kind, first.suspends, first.until) == ("declaration", 0.4, date(2021, 12, 31))
    assert (second.kind, second.arrests) == ("operation", 60)
    assert walked(place).path.sweep.max() == pytest.approx(500 / 305, rel=0.05)


def test_mistakes_in_the_columns_come_at_once(tmp_path):
    head = HEAD + ",kind,suspends,arrests,means"
    rows = [row + ",,,," for row in counts()]
    rows += [event("2021-03-01", "Law 12") + ",declarashun,7,many,",
             event("2022-03-01", "Law 13") + ",operation,,,hammer"]  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_evidence(write(tmp_path / "t.csv", rows, head))
    assert [(p.line, p.found) for p in caught.value.problems] == [
        (75, "many"), (75, "7"), (75, "declarashun"), (76, "hammer")
    ]  # fmt: skip
    assert all("(" in p.where for p in caught.value.problems)


def test_arrests_that_drive_nothing_are_said(tmp_path):
    cumulative = "detentions_cumulative,Norland,2021-03-01,2021-08-31,1840,,,people,P,,2021-09-15,high,"
    found = read_evidence(write(tmp_path / "a.csv", [*counts(), cumulative]))
    assert any("ordinary policing" in note for note in found.notes)
    flows = [
        f"arrests,Norland,{y}-01-01,{y}-12-31,500,,,people,P,,{y + 1}-01-31,high," for y in range(2018, 2023)
    ]
    emergency = event("2021-03-01", "State of emergency, suspends 1")
    found = read_evidence(write(tmp_path / "b.csv", [*counts(), *flows, emergency]))
    assert any("before the first declaration too" in note for note in found.notes)
    unsure = cumulative.replace("high", "low")
    found = read_evidence(write(tmp_path / "c.csv", [*counts(), unsure, emergency]))
    assert any("low confidence" in note for note in found.notes)


def test_totals_that_follow_each_other_are_added_up(tmp_path):
    rows = [
        *counts(),
        event("2021-03-01", "State of emergency, suspends 1"),
        "detentions_cumulative,Norland,2021-03-01,2021-08-31,1840,,,people,P,,2021-09-15,high,",
        "detentions_cumulative,Norland,2021-08-31,2022-02-28,900,,,people,P,,2022-03-15,high,",
    ]
    w = walked(made(tmp_path, rows)[0])
    assert w.path.sweep[w.at(date(2021, 12, 1))] == pytest.approx(900 / 181, rel=0.03)


def test_rows_without_columns_of_their_own_in_spanish(tmp_path):
    head = "Serie,Lugar,Inicio,Fin,Valor,Unidad,Fuente,Nota"
    rows = [f"homicidios,Nacional,{y}-01-01,{y}-12-31,500,personas,PNC," for y in range(2018, 2024)]
    rows += ["evento político,Nacional,2022-03-27,2022-09-30,1,evento,Diario Oficial,"
             '"Régimen de excepción, se suspenden derechos; 9000 capturas"']  # fmt: skip
    place, _imported = made(tmp_path, rows, head)
    (entry,) = place.history
    assert (entry.kind, entry.suspends, entry.until) == ("declaration", 1.0, date(2022, 9, 30))
    assert walked(place).path.sweep.max() == pytest.approx(9000 / 187, rel=0.05)


def test_a_place_that_is_there_takes_new_events(tmp_path, capsys):
    first = [*counts(), event("2021-03-01", "State of emergency, suspends 0.5", "2021-06-30")]
    table = write(tmp_path / "t.csv", first)
    assert main(["import", str(table), "--into", str(tmp_path / "norland")]) == 0
    table = write(tmp_path / "t.csv", [*first, event("2022-03-01", "Operation in the hills, 40 arrested")])
    capsys.readouterr()
    assert main(["import", str(table), "--into", str(tmp_path / "norland"), "--update"]) == 0
    assert "1 events are new in history.yaml" in capsys.readouterr().out
    kinds = [e.kind for e in load_place(tmp_path / "norland").history]
    assert kinds == ["declaration", "operation"]


def test_nobody_is_named_and_every_row_is_accounted_for(tmp_path):
    rows = [*counts(), event("2021-03-01", "Operation in the hills, call 7777-1234 for details")]
    found = read_evidence(write(tmp_path / "t.csv", rows), events="as-read")
    account = found.sources[0].account
    assert account.found == account.used and account.found[0] == 74
    assert "7777" not in str(found.policy.history)


def test_a_place_without_events_has_none(tmp_path):
    place, imported = made(tmp_path, counts())
    assert imported.policy.history == [] and [e.kind for e in place.history] == ["other"]
    assert not np.any(walked(place).path.declared)
