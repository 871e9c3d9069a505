"""What analysts hold: each case of tests/fixtures/cases, and variants of its kind."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tregua.errors import InputError
from tregua.places import check_place, load_place, new_place
from tregua.places.import_table import read_evidence
from tregua.places.importers.recipe import AmbiguousTableError, UnknownTableError
from tregua.places.made_up import level_made_up

CASES = Path(__file__).parents[1] / "fixtures" / "cases"
YEARS = (2019, 2020, 2021, 2022, 2023)


def table(path, rows, header="series,place,start,end,value"):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def whole(imported, series=None):
    name = series or imported.main
    return {(r.start, r.end): r.value for r in imported.rows if r.series == name and r.place == "all"}


def parts(imported, series=None):
    name = series or imported.main
    return {(r.place, r.end.year): r.value for r in imported.rows if r.series == name and r.place != "all"}


def year(y):
    return date(y, 1, 1), date(y, 12, 31)


# Parts and wholes


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("homicides", ("Alta", "Baja", "Costa", "Delta", "Este")),
        ("homicidios", ("Ahuachapán", "La Paz", "La Unión", "San Miguel", "Santa Ana")),
        ("assassinats", ("Artibonite", "Ouest", "Nord", "Sud", "Centre")),
        ("omisid", ("Latibonit", "Lwès", "Nò", "Sid", "Sant")),
        ("fatalities", ("Huehuetenango", "Petén", "Izabal", "Jutiapa", "Zacapa")),
        ("killed", ("North", "South", "East", "West", "Middle")),
    ],
)
@pytest.mark.parametrize("values", [(10, 20, 900, 5, 7), (900, 20, 10, 7, 5), (1, 1, 1, 1, 1)])
def test_departments_without_a_total_are_added_up(tmp_path, word, names, values):
    rows = [f"{word},{n},{y}-01-01,{y}-12-31,{v}" for n, v in zip(names, values, strict=True) for y in YEARS]
    found = read_evidence(table(tmp_path / "t.csv", rows))
    assert whole(found) == {year(y): sum(values) for y in YEARS}
    assert len(parts(found)) == len(names) * len(YEARS)
    assert found.title == ""
    assert any("sum of 5 parts" in note for note in found.notes)


@pytest.mark.parametrize("values", [(900, 20, 10), (100, 100, 100), (10, 20, 900), (33, 30, 3), (60, 30, 30)])
def test_a_name_of_a_country_that_may_be_a_part(tmp_path, values):
    names = ("Guatemala", "Petén", "Izabal")
    rows = [f"homicides,{n},{y},{y},{v}" for n, v in zip(names, values, strict=True) for y in YEARS]
    path = table(tmp_path / "t.csv", rows)
    a, *others = values
    if a < sum(others):  # a part: it is less than the others
        assert set(whole(read_evidence(path)).values()) == {sum(values)}
    elif a == sum(others):  # the whole: it adds up the others
        assert set(whole(read_evidence(path)).values()) == {a}
    else:
        with pytest.raises(AmbiguousTableError, match="--whole"):
            read_evidence(path)
        assert set(whole(read_evidence(path, whole="Guatemala")).values()) == {a}
        assert set(whole(read_evidence(path, whole="none")).values()) == {sum(values)}


def test_the_case_of_departments(tmp_path):
    new_place(tmp_path / "norland", CASES / "departments_no_total" / "counts.csv")
    place = load_place(tmp_path / "norland")
    assert place.title == "Norland" and len(place.territories) == 5
    assert {r.value for r in place.evidence.select(place="all")} == {942}
    assert not level_made_up(place)


def test_two_departments_are_added_up_where_both_report(tmp_path):
    found = read_evidence(CASES / "two_rows_departments" / "counts.csv")
    assert whole(found) == {year(2023): 910}
    rows = [
        "homicides,Alta,2022-01-01,2022-12-31,8",
        "homicides,Alta,2023-01-01,2023-12-31,10",
        "homicides,Costa,2023-01-01,2023-12-31,900",
    ]
    found = read_evidence(table(tmp_path / "t.csv", rows))
    assert whole(found) == {year(2023): 910}
    assert any("no whole for 1 period" in note for note in found.notes)


def test_parts_that_never_report_together_are_refused_with_the_choices(tmp_path):
    rows = ["homicides,Alta,2022-01-01,2022-12-31,8", "homicides,Costa,2023-01-01,2023-12-31,900"]
    with pytest.raises(InputError, match="no period is reported by all: alta, costa") as caught:
        read_evidence(table(tmp_path / "t.csv", rows))
    assert "--missing zero" in str(caught.value)


@pytest.mark.parametrize(
    "word",
    [
        "all",
        "Total",
        "Nacional",
        "Total país",
        "TOTAL PAIS",
        "Ensemble",
        "Nasyonal",
        "national",
        "Total general",
        "Tout peyi a",
        "Ensemble du pays",
    ],
)
def test_a_row_for_the_whole_is_the_whole(tmp_path, word):
    rows = [
        f"homicides,{n},{y}-01-01,{y}-12-31,{v}"
        for n, v in ((word, 942), ("Alta", 42), ("Costa", 900))
        for y in YEARS
    ]
    new_place(tmp_path / "coastland", table(tmp_path / "t.csv", rows))
    place = load_place(tmp_path / "coastland")
    assert place.title == "Coastland"
    assert {r.value for r in place.evidence.select(place="all")} == {942}
    assert set(place.territories) == {"alta", "costa"}


def test_the_case_of_the_national_row(tmp_path):
    new_place(tmp_path / "norland", CASES / "nacional" / "counts.csv")
    place = load_place(tmp_path / "norland")
    assert place.title == "Norland"
    assert [r.value for r in place.evidence.select(place="all")] == [942, 942, 942]


@pytest.mark.parametrize(
    ("part", "sizes"),
    [
        ("Alta", (1000, 5)),
        ("Baja", (600, 600)),
        ("Costa", (950, 0)),
        ("Delta", (5000, 1)),
        ("Este", (950, 950)),
    ],
)
def test_parts_above_their_whole_are_an_error(tmp_path, part, sizes):
    rows = [
        "homicides,Nacional,2023-01-01,2023-12-31,942",
        f"homicides,{part},2023-01-01,2023-12-31,{sizes[0]}",
        f"homicides,Otra,2023-01-01,2023-12-31,{sizes[1]}",
    ]
    with pytest.raises(InputError, match="at most the whole, 942"):
        read_evidence(table(tmp_path / "t.csv", rows))


def test_check_finds_parts_above_their_whole(tmp_path):
    new_place(tmp_path / "p", CASES / "nacional" / "counts.csv")
    file = tmp_path / "p" / "evidence.csv"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line.replace(",900,", ",9000,") for line in lines) + "\n")
    errors = [p for p in check_place(tmp_path / "p") if p.severity == "error"]
    assert any("parts that add up to 9,042" in p.found for p in errors)


# Overlaps


def test_months_and_their_total_use_the_months(tmp_path):
    found = read_evidence(CASES / "monthly_and_total" / "counts.csv")
    assert len(whole(found)) == 48 and all((b - a).days < 31 for a, b in whole(found))
    assert any("finest complete cover" in note for note in found.notes)
    assert len(found.left_out) == 4


@pytest.mark.parametrize(
    "extra",
    [
        "2023-01-01,2023-06-30",
        "2022-07-01,2022-12-31",
        "2019-03-01,2019-03-31",
        "2022-07-01,2023-06-30",
        "2023-10-01,2023-12-31",
    ],
)
def test_a_row_inside_or_across_years_does_not_move_the_level(tmp_path, extra):
    rows = [f"homicides,all,{y}-01-01,{y}-12-31,20000" for y in YEARS]
    plain = read_evidence(table(tmp_path / "a.csv", rows))
    more = read_evidence(table(tmp_path / "b.csv", [*rows, f"homicides,all,{extra},9000"]))
    assert whole(plain) == whole(more)
    assert len(more.left_out) == 1 and any("overlap" in note for note in more.notes)
    for name in "ab":
        new_place(tmp_path / name, tmp_path / f"{name}.csv")
    levels = {load_place(tmp_path / name).parameters["killing_per_member"].prior.numbers for name in "ab"}
    assert len(levels) == 1


def test_the_case_of_the_half_year(tmp_path):
    new_place(tmp_path / "p", CASES / "overlap_level" / "with_half_year.csv")
    new_place(tmp_path / "q", CASES / "overlap_level" / "plain.csv")
    p, q = (load_place(tmp_path / n) for n in "pq")
    assert p.parameters["killing_per_member"].prior == q.parameters["killing_per_member"].prior
    assert not level_made_up(p)


@pytest.mark.parametrize(
    ("steps", "kept"), [("q", 4), ("h", 2), ("m", 12), ("incomplete", 1), ("longest", 1)]
)
def test_the_finest_complete_cover(tmp_path, steps, kept):
    rows = ["homicides,all,2022-01-01,2022-12-31,120"]
    if steps == "q":
        rows += [f"homicides,all,Q{q} 2022,Q{q} 2022,30" for q in range(1, 5)]
    if steps == "h":
        rows += [f"homicides,all,S{s} 2022,S{s} 2022,60" for s in (1, 2)]
    if steps in ("m", "incomplete"):
        rows += [f"homicides,all,2022-{m:02d},2022-{m:02d},10" for m in range(1, 13 if steps == "m" else 12)]
    if steps == "longest":
        rows += ["homicides,all,2022-03-01,2022-05-31,20", "homicides,all,2022-07-01,2022-12-31,60"]
    assert len(whole(read_evidence(table(tmp_path / "t.csv", rows)))) == kept


# Words


@pytest.mark.parametrize(
    "word",
    [
        "homicides",
        "homicidios",
        "Homicidios dolosos",
        "fatalities",
        "killed",
        "asesinatos",
        "muertes violentas",
        "assassinats",
        "tués",
        "meurtres",
        "victims",
        "best",
        "muertes",
        "victimas",
        "VÍCTIMAS MORTALES",
        "omisid",
        "moun mouri",
        "décès",
        "fallecidos",
        "murders",
        "deaths",
        "personas fallecidas",
    ],
)
def test_the_words_for_deaths_set_the_level(tmp_path, word):
    levels = []
    for n in (20, 20_000):
        rows = [f"{word},all,{y}-01-01,{y}-12-31,{n}" for y in YEARS]
        name = f"p{n}"
        new_place(tmp_path / name, table(tmp_path / f"{n}.csv", rows))
        place = load_place(tmp_path / name)
        assert place.series[place.main_series].measures == "deaths"
        assert not level_made_up(place)
        levels.append(place.parameters["killing_per_member"].prior.numbers[0])
    assert levels[1] == pytest.approx(1000 * levels[0], rel=0.01)


@pytest.mark.parametrize("name", ["f20", "f20000", "h20", "h20000"])
def test_the_case_of_the_unknown_word(tmp_path, name):
    new_place(tmp_path / "p", CASES / "unknown_word" / f"{name}.csv")
    level = load_place(tmp_path / "p").parameters["killing_per_member"].prior.numbers[0]
    assert level == pytest.approx(0.8 * int(name[1:]) / 5000, rel=0.01)


@pytest.mark.parametrize("word", ["things", "zorks", "incidentes", "faits", "bagay"])
def test_a_word_that_is_not_known_is_said_first(tmp_path, word):
    rows = [f"{word},all,{y}-01-01,{y}-12-31,20" for y in YEARS]
    found = read_evidence(table(tmp_path / "t.csv", rows))
    assert found.notes[0].startswith("no series counts deaths: the level of killing is made up")
    new_place(tmp_path / "p", found)
    assert level_made_up(load_place(tmp_path / "p"))


@pytest.mark.parametrize(
    "header",
    [
        "casualties",
        "killed and injured",
        "víctimas (muertos y heridos)",
        "morts et blessés",
        "muertos o heridos",
        "bajas",
    ],
)
def test_killed_or_injured_is_asked(tmp_path, header):
    rows = [f"Alta,{y},30" for y in YEARS]
    with pytest.raises(UnknownTableError) as caught:
        read_evidence(table(tmp_path / "t.csv", rows, f"Departamento,Año,{header}"))
    assert '"?"' in caught.value.mapping
    found = read_evidence(tmp_path / "t.csv", counts="killed")
    assert found.main == "killed"


@pytest.mark.parametrize(
    "words",
    [
        ("homicidios", "población", "reclusos", "pandilleros"),
        ("Homicidios", "Población", "Presos", "Mareros"),
        ("assassinats", "population", "détenus", "membres de gangs"),
        ("omisid", "popilasyon", "prizonye", "manm gang"),
        ("HOMICIDIOS", "POBLACION", "PRIVADOS DE LIBERTAD", "PANDILLEROS"),
        ("homicides", "inhabitants", "inmates", "gang members"),
    ],
)
def test_people_prisoners_and_members_are_used(tmp_path, words):
    stock = "all,2023-07-01,2023-07-01"
    rows = [f"{words[0]},all,{y}-01-01,{y}-12-31,400" for y in YEARS]
    rows += [f"{words[1]},{stock},3200000", f"{words[2]},{stock},12000", f"{words[3]},{stock},4000"]
    new_place(tmp_path / "p", table(tmp_path / "t.csv", rows))
    place = load_place(tmp_path / "p")
    measures = {place.series[row.series].measures for row in place.evidence}
    assert {"deaths", "prison_held", "members"} <= measures
    assert "population" in place.series
    assert sum(t.population[-1].value for t in place.territories.values()) == pytest.approx(
        3_200_000, rel=0.001
    )
    assert place.state.prisons.held[-1].value == 12000
    assert sum(g.members[-1].value for g in place.gangs.values()) == 4000
    level = 0.8 * 400 / 4000
    assert place.parameters["killing_per_member"].prior.numbers[0] == pytest.approx(level, rel=0.01)


def test_the_case_of_spanish_words(tmp_path):
    found = read_evidence(CASES / "spanish_words" / "counts.csv")
    assert set(found.series) == {"homicides", "population", "prison_held", "members"}


def test_forces_are_used_and_what_is_left_is_listed(tmp_path):
    from tregua.places.made_up import list_made_up

    rows = [f"homicidios,all,{y},{y},400" for y in YEARS]
    rows += [
        "policías,all,2023,2023,21000",
        "soldados,all,2023,2023,3000",
        "capacidad carcelaria,all,2023,2023,27000",
    ]
    new_place(tmp_path / "p", table(tmp_path / "t.csv", rows))
    place = load_place(tmp_path / "p")
    assert place.state.police[-1].value == 21000
    assert place.state.soldiers[-1].value == 3000
    assert place.state.prisons.places[-1].value == 27000
    made = dict(list_made_up(place))
    assert "police" not in made and "the level of killing" not in made
    assert "census" in made["people by territory"] and "members of gangs" in made


def test_people_in_thousands_are_not_dropped_in_silence(tmp_path):
    from tregua.places.place_template import not_used

    rows = [f"homicidios,all,{y},{y},400" for y in YEARS] + ["población,all,2023,2023,320"]
    (text,) = not_used(read_evidence(table(tmp_path / "t.csv", rows)))
    assert text.startswith("population of 320 is not used")


# Numbers


def test_the_case_of_thousands_with_a_point(tmp_path):
    path = CASES / "thousands_dot" / "counts.csv"
    with pytest.raises(AmbiguousTableError) as caught:
        read_evidence(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.where, problem.found) == (2, "E (value)", "1.400")
    assert "--decimal" in problem.hint
    assert list(whole(read_evidence(path, decimal=",")).values()) == [1400, 1380, 1410, 1455, 1470]
    assert list(whole(read_evidence(path, decimal=".")).values()) == [1.4, 1.38, 1.41, 1.455, 1.47]


@pytest.mark.parametrize(
    ("values", "total", "read"),
    [
        (("1.100", "950", "1.200"), "3.250", [1100, 950, 1200]),
        (("1,100", "950", "1,200"), "3,250", [1100, 950, 1200]),
        (("1.100", "2.5", "1.200"), "4.8", [1.1, 2.5, 1.2]),
        (("12.345", "655", "1.000"), "14.000", [12345, 655, 1000]),
        (("1.100", "9", "1.200"), "2.309", [1100, 9, 1200]),
        (("999.999", "1", "2.000"), "1.002.000", [999999, 1, 2000]),
    ],
)
def test_a_total_row_settles_the_mark(tmp_path, values, total, read):
    rows = [f"homicides;all;{2021 + i};{2021 + i};{v}" for i, v in enumerate(values)] + [f"Total;;;;{total}"]
    path = table(tmp_path / "t.csv", rows, "series;place;start;end;value")
    assert list(whole(read_evidence(path)).values()) == read


def test_that_a_total_row_settled_it_is_said(tmp_path):
    rows = ["homicides;all;2021;2021;1.100", "homicides;all;2022;2022;950", "Total;;;;2.050"]
    found = read_evidence(table(tmp_path / "t.csv", rows, "series;place;start;end;value"))
    assert any("the total rows add up only so" in note for note in found.notes)


@pytest.mark.parametrize(
    "values",
    [("1.100", "1.200"), ("1,100", "2,200"), ("12.345", "11.111"), ("100.000", "7"), ("1.100", "950")],
)
def test_without_a_total_row_it_is_asked(tmp_path, values):
    rows = [f"homicides;all;{2021 + i};{2021 + i};{v}" for i, v in enumerate(values)]
    with pytest.raises(AmbiguousTableError):
        read_evidence(table(tmp_path / "t.csv", rows, "series;place;start;end;value"))


# Encodings, dates, footnotes


@pytest.mark.parametrize("path", sorted((CASES / "encodings").glob("*.csv")), ids=lambda p: p.stem)
def test_the_cases_of_encodings(path):
    found = read_evidence(path)
    wanted = {year(y): v for y, v in zip(YEARS, (400, 380, 410, 455, 470), strict=True)}
    if path.stem == "deccomma":
        wanted = {year(y): v for y, v in zip(YEARS, (400.5, 380.5, 410.5, 455.5, 470.5), strict=True)}
    if path.stem == "dates_serial":
        wanted = {year(2021): 410, year(2022): 455}
    assert whole(found) == wanted
    if path.stem in ("latin1", "semicolon", "tab", "utf16", "sepline"):
        assert {row.source for row in found.rows} == {"Policía"}


def test_the_case_of_the_header():
    assert len(whole(read_evidence(CASES / "header_case" / "counts.csv"))) == 5


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("Enero 2021", "2021-01-01", "2021-01-31"),
        ("ENE-21", "2021-01-01", "2021-01-31"),
        ("janv. 2021", "2021-01-01", "2021-01-31"),
        ("Janvye 2021", "2021-01-01", "2021-01-31"),
        ("2021-01", "2021-01-01", "2021-01-31"),
        ("01/2021", "2021-01-01", "2021-01-31"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("Q2 2021", "2021-04-01", "2021-06-30"),
        ("2do trimestre 2021", "2021-04-01", "2021-06-30"),
        ("S2 2021", "2021-07-01", "2021-12-31"),
        ("enero-marzo 2021", "2021-01-01", "2021-03-31"),
        ("août 2021", "2021-08-01", "2021-08-31"),
    ],
)
def test_periods_as_they_are_written(tmp_path, written, start, end):
    path = table(tmp_path / "t.csv", [f"homicides,all,{written},31"], "serie,lugar,periodo,valor")
    (period,) = whole(read_evidence(path))
    assert period == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "days",
    [
        ("03/04/2024", "05/06/2024"),
        ("01-02-2024", "03-02-2024"),
        ("3/4/24", "5/4/24"),
        ("10.11.2023", "12.11.2023"),
        ("01/12/2023", "02/12/2023"),
    ],
)
def test_dates_that_can_be_read_both_ways_are_asked(tmp_path, days):
    rows = [f"Alta,{day},Homicidio" for day in days]
    path = table(tmp_path / "t.csv", rows, "Departamento,Fecha,Tipo")
    with pytest.raises(AmbiguousTableError) as caught:
        read_evidence(path)
    assert "--dayfirst" in caught.value.problems[0].hint
    first = min(r.start.month for r in read_evidence(path, dayfirst=True).rows)
    second = min(r.start.month for r in read_evidence(path, dayfirst=False).rows)
    assert first != second


@pytest.mark.parametrize("settles", ["13/04/2024", "31/01/2024", "04/13/2024", "12/31/2024", "2024-04-13"])
def test_one_date_settles_the_order(tmp_path, settles):
    rows = [f"Alta,{day},Homicidio" for day in ("03/04/2024", settles)]
    path = table(tmp_path / "t.csv", rows, "Departamento,Fecha,Tipo")
    if settles.startswith("2024"):
        with pytest.raises(AmbiguousTableError):
            read_evidence(path)
        return
    months = {r.start.month for r in read_evidence(path).rows if r.value}
    assert (3 in months) == (int(settles[:2]) <= 12)


@pytest.mark.parametrize("word", ["NA", "n/d", "-", "..", "N/A", "s/d", "sin datos", "nd", "—"])
def test_cells_without_a_figure_are_left_out_and_counted(tmp_path, word):
    rows = ["homicides,all,2021,2021,5", f"homicides,all,2022,2022,{word}"]
    found = read_evidence(table(tmp_path / "t.csv", rows))
    assert list(whole(found).values()) == [5]
    assert found.sources[0].account.left_out[f"no figure there: {word}"][0] == 1


@pytest.mark.parametrize(
    "footer",
    [
        "Total,,,,15",
        "TOTAL,,,,15",
        "Fuente: PNC,,,,",
        "Total general,,,,15",
        "Subtotal,,,,15",
        "* provisional,,,,",
        "Source: police,,,,",
    ],
)
def test_footers_are_no_figures(tmp_path, footer):
    rows = [f"homicides,all,{y},{y},5" for y in (2021, 2022, 2023)]
    found = read_evidence(table(tmp_path / "t.csv", [*rows, footer]))
    assert whole(found) == {year(y): 5 for y in (2021, 2022, 2023)}


# People are not imported

PEOPLE = (
    "Nombre,Apellidos,DUI,Teléfono,Dirección,Fecha de nacimiento,Latitud,Longitud,Fecha del "
    "hecho,Departamento,"
    "Tipo de muerte"
)


def test_what_identifies_people_is_dropped_before_anything_is_stored(tmp_path):
    secret = (
        "Graciela",
        "Zaldívar",
        "01234567-8",
        "7777-8888",
        "Pasaje Jazmín 12",
        "02/03/1990",
        "13.69294",
        "-89.21819",
    )
    rows = [",".join([*secret, f"{day}/04/2024", "Alta", "Homicidio"]) for day in (1, 15, 30)]
    path = table(tmp_path / "victims.csv", rows, PEOPLE)
    found = read_evidence(path)
    assert set(found.sources[0].dropped) == set(PEOPLE.split(",")[:8])
    new_place(tmp_path / "p", path)
    for file in (tmp_path / "p").rglob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert not [word for word in secret if word in text and word != "02/03/1990"], file
    assert "may identify people" in str(found)


@pytest.mark.parametrize(
    "note",
    ["DUI 01234567-8", "tel. +503 7777 8888", "call 7777-8888", "ana@example.org", "at 13.69294, -89.21819"],
)
def test_texts_of_a_tidy_table_that_identify_are_dropped(tmp_path, note):
    rows = [f'homicides,all,2021,2021,5,"{note}"', "homicides,all,2022,2022,5,2019-2023 average"]
    found = read_evidence(table(tmp_path / "t.csv", rows, "series,place,start,end,value,note"))
    assert [row.note for row in found.rows] == ["", "2019-2023 average"]
    assert any("may identify a person" in text for text in found.notes)


def test_columns_of_a_tidy_table_that_identify_are_said(tmp_path):
    rows = ["homicides,all,2021,2021,5,Ana,7777-8888"]
    found = read_evidence(table(tmp_path / "t.csv", rows, "series,place,start,end,value,Nombre,Teléfono"))
    assert found.sources[0].dropped == ("Nombre", "Teléfono")


@pytest.mark.parametrize("header", ["rate", "impactos", "estatura", "score", "monto"])
def test_numbers_of_an_unknown_column_are_asked_not_counted_by_the_row(tmp_path, header):
    rows = [f"Norland,{y},{y - 2000}.5" for y in YEARS]
    with pytest.raises(UnknownTableError) as caught:
        read_evidence(table(tmp_path / "homicides.csv", rows, f"departamento,año,{header}"))
    assert f'"{header}": "?"' in caught.value.mapping


# All mistakes at once


def test_all_mistakes_come_at_once_with_sheet_row_and_column(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Notas"
    sheet = book.create_sheet("Datos")
    for row in (
        ["Departamento", "Fecha", "Homicidios"],
        ["Alta", "2024-01-05", 3],
        ["Alta", "pronto", 4],
        ["Baja", "2024-02-30", "many"],
        ["Baja", "2024-02-20", -1],
    ):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(InputError) as caught:
        read_evidence(tmp_path / "t.xlsx")
    places = [(p.line, p.where, p.found) for p in caught.value.problems]
    assert (3, "Datos!B (Fecha)", "pronto") in places
    assert (4, "Datos!C (Homicidios)", "many") in places
    assert (5, "Datos!C (Homicidios)", "-1") in places


# Real shapes


def test_the_case_of_acled():
    found = read_evidence(CASES / "real_shapes" / "acled" / "acled.csv")
    assert found.title == "Norland"
    assert whole(found) == {
        (date(2024, 1, 1), date(2024, 1, 31)): 6,
        (date(2024, 2, 1), date(2024, 2, 11)): 0,
    }
    assert found.info[found.main].base == "acled"


def test_the_case_of_ucdp():
    found = read_evidence(CASES / "real_shapes" / "ucdp_ged" / "ged.csv")
    assert sum(whole(found).values()) == 10
    row = found.newest("deaths", "alta")
    assert row is not None and row.published == date(2025, 6, 30)


def test_the_case_of_spanish_events():
    found = read_evidence(CASES / "real_shapes" / "spanish_events" / "eventos.csv")
    assert sum(whole(found).values()) == 2 and set(found.subplaces.values()) == {"Alta", "Baja"}


def test_the_case_of_the_wide_table(tmp_path):
    path = CASES / "real_shapes" / "wide" / "wide.csv"
    with pytest.raises(UnknownTableError) as caught:
        read_evidence(path)
    mapping = tmp_path / "wide.map.yaml"
    mapping.write_text(caught.value.mapping.replace('counts: "?"', "counts: homicides"), encoding="utf-8")
    found = read_evidence(path, map=mapping)
    assert whole(found) == {year(y): v for y, v in zip(YEARS, (120, 115, 117, 118, 117), strict=True)}
    assert found.rows == read_evidence(path, counts="homicides").rows


def test_nothing_of_a_table_is_lost_from_the_account(tmp_path):
    new_place(tmp_path / "p", CASES / "real_shapes" / "acled" / "acled.csv")
    with (tmp_path / "p" / "left_out.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["reason"] == "other rows of event_type" and row["value"] == "0"
