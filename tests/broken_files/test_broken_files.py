"""One mistake a file: each is laid over the sound place, and must be told with its line and apt words.

A file in ``gangs/`` replaces ``gangs.yaml`` of the place in ``sound/``, and so on. To add a case, copy the
sound file, make the mistake, and write its line and the words of the message below.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tregua.errors import InputError
from tregua.places import check_place, load_place

HERE = Path(__file__).parent

# file: line, path inside the file, and words that must stand in what was found, expected or hinted
CASES: dict[str, tuple[int | None, str, tuple[str, ...]]] = {
    "evidence/day_first.csv": (4, "end", ("31/12/2023", "write the year first: 2023-MM-DD")),
    "evidence/ends_before_it_starts.csv": (
        4,
        "end",
        ("2023-01-01", "a day on or after start (2023-12-31)"),
    ),
    "evidence/header_only.csv": (None, "", ("no rows", "at least one row of evidence")),
    "evidence/high_below_value.csv": (3, "high", ("96", "at least the value (97)")),
    "evidence/missing_column.csv": (1, "end", ("no column 'end'", "the column 'end'")),
    "evidence/negative.csv": (4, "value", ("-104", "a number that is not negative")),
    "evidence/no_header.csv": (1, "", ("homicides,all,2021-01-01,2021-", "a header:")),
    "evidence/no_value.csv": (4, "value", ("nothing", "a number")),
    "evidence/not_finite.csv": (4, "value", ("inf", "a finite number")),
    "evidence/number_in_words.csv": (4, "value", ("many", "a number")),
    "evidence/number_with_comma.csv": (4, "value", ("1,104", "write 1104, without thousands separators")),
    "evidence/only_commas.csv": (None, "", ("only empty cells", "a header and rows")),
    "evidence/published_in_words.csv": (
        7,
        "published",
        ("last autumn", "the date of first publication, as"),
    ),
    "evidence/quote_never_closed.csv": (
        3,
        "",
        ("unexpected end of data", "a quotation mark opened on line 3 is never closed"),
    ),
    "evidence/ragged_row.csv": (3, "", ("16 cells", "put a text that contains a comma between quotes")),
    "evidence/semicolons.csv": (
        1,
        "",
        ("series;place;start;end;value;l", "save the table with commas between the cells"),
    ),
    "evidence/spreadsheet.csv": (1, "", ("binary data", "is this the right file?")),
    "evidence/twice.csv": (
        7,
        "homicides",
        ("this series, place and period a second time", "it stands on line 4 already; keep the"),
    ),
    "evidence/unknown_column.csv": (1, "notes", ("the column 'notes'", "did you mean 'note'?")),
    "evidence/unknown_confidence.csv": (2, "confidence", ("hihg", "did you mean 'high'?")),
    "evidence/unknown_place.csv": (5, "place", ("coats", "did you mean 'coast'?")),
    "evidence/unknown_series.csv": (6, "series", ("heald", "did you mean 'held'?")),
    "evidence/web_address_that_runs.csv": (
        2,
        "url",
        ("javascript:alert(1)", "a web address beginning with http:// or"),
    ),
    "evidence/windows_1252.csv": (
        6,
        "",
        ("a byte that is not UTF-8 (0xe8)", "save the file again as UTF-8 (it is perhaps"),
    ),
    "evidence/wrong_unit.csv": (
        6,
        "unit",
        ("percent of capacity", "figures of another kind belong to a series"),
    ),
    "evidence/year_only.csv": (4, "start", ("2023", "write the day in full")),
    "gangs/alias.yaml": (9, "gangs.hill_boys.members", ("*dockers", "aliases are not accepted")),
    "gangs/more_members_than_people.yaml": (
        9,
        "gangs.hill_boys.members[0]",
        ("1500000", "fewer members than inhabitants (220000)"),
    ),
    "gangs/no_presence.yaml": (
        7,
        "gangs.hill_boys",
        ("no key 'presence'", "share of its members in each territory,"),
    ),
    "gangs/presence_adds_up_to_less.yaml": (
        5,
        "gangs.dockers.presence",
        ("a sum of 0.8", "shares of its members that add up to 1"),
    ),
    "gangs/presence_in_percent.yaml": (
        5,
        "gangs.dockers.presence.harbour",
        ("70", "a share, not a percentage: 0.7"),
    ),
    "gangs/rivalry_alone.yaml": (
        12,
        "relations[0].between",
        ("[dockers]", "'all', or a list of two or more gangs"),
    ),
    "gangs/section_misspelt.yaml": (11, "relation", ("the key 'relation'", "did you mean 'relations'?")),
    "gangs/unclosed_bracket.yaml": (
        6,
        "",
        ("while parsing a flow mapping d", "what is opened on line 5 is perhaps never closed"),
    ),
    "gangs/unknown_gang.yaml": (12, "relations[0].between[0]", ("docker", "did you mean 'dockers'?")),
    "gangs/unknown_grade.yaml": (9, "gangs.hill_boys.members.grade", ("good", "one of A, B, C, D")),
    "gangs/unknown_territory.yaml": (
        10,
        "gangs.hill_boys.presence.hill",
        ("hill", "did you mean 'hills'?"),
    ),
    "history/a_mapping.yaml": (1, "", ("a mapping with truce", "a list")),
    "history/kind_misspelt.yaml": (3, "[2].kind", ("coalitoin", "did you mean 'coalition'?")),
    "history/month_only.yaml": (1, "[0].date", ("2020-02", "write the day in full")),
    "history/spree_without_deaths.yaml": (
        2,
        "[1]",
        ("no key 'deaths'", "the key 'deaths' in an event of kind"),
    ),
    "history/unknown_kind.yaml": (1, "[0].kind", ("truce", "one of pact, breakdown, coalition,")),
    "history/until_before_date.yaml": (
        1,
        "[0].until",
        ("2019-01-01", "until on or after date (2020-02-01)"),
    ),
    "parameters/median_out_of_range.yaml": (
        1,
        "minors_share.prior.logitnormal[0]",
        ("25", "a median between 0 and 1"),
    ),
    "parameters/no_spread.yaml": (
        4,
        "targeting_odds.readings.official.prior.lognormal[1]",
        ("0", "write fixed for no spread"),
    ),
    "parameters/one_reading.yaml": (
        3,
        "targeting_odds.readings",
        ("a mapping with official", "both readings, official and ngo"),
    ),
    "parameters/two_priors.yaml": (
        1,
        "minors_share.prior",
        ("a mapping with logitnormal, fixed", "exactly one of fixed, normal,"),
    ),
    "place/a_list.yaml": (1, "", ("a list of 2 items", "a mapping (key: value)")),
    "place/binary.yaml": (3, "", ("binary data", "is this the right file?")),
    "place/colon_in_text.yaml": (
        4,
        "",
        ("mapping values are not allowed", "put a text that contains ': ' between"),
    ),
    "place/date_that_does_not_exist.yaml": (
        8,
        "run.as_of",
        ("2024-02-30", "a date that exists, as YYYY-MM-DD"),
    ),
    "place/day_first.yaml": (8, "run.as_of", ("10/03/2024", "write the year first: 2024-MM-DD")),
    "place/empty.yaml": (None, "", ("an empty file", "some content")),
    "place/end_before_start.yaml": (8, "run.end", ("2023-04-01", "end after start (2024-04-01)")),
    "place/latin_1.yaml": (
        2,
        "",
        ("a byte that is not UTF-8 (0xed)", "save the file again as UTF-8 (it is perhaps"),
    ),
    "place/missing_main_series.yaml": (1, "", ("no key 'main_series'", "the key 'main_series'")),
    "place/name_with_capitals.yaml": (
        1,
        "name",
        ("Bay Side", "perhaps bay_side; titles may be written freely"),
    ),
    "place/name_with_path.yaml": (
        1,
        "name",
        ("../bayside", "perhaps bayside; titles may be written freely"),
    ),
    "place/number_as_title.yaml": (2, "title", ("1804", "put a number or a date that is a text")),
    "place/only_comments.yaml": (None, "", ("an empty file", "some content")),
    "place/python_tag.yaml": (
        2,
        "title",
        ("the tag tag:yaml.org,2002:pyth", "a plain value without a tag"),
    ),
    "place/region_called_all.yaml": (7, "regions.all", ("all", "'all' is the whole place")),
    "place/scenario_outside.yaml": (
        9,
        "scenarios[0]",
        ("../../etc/passwd", "the name of a scenario, such as"),
    ),
    "place/start_in_mid_month.yaml": (8, "run.start", ("2024-04-15", "write 2024-04-01")),
    "place/tab_indented.yaml": (
        8,
        "",
        ("while scanning for the next to", "indent with spaces, not with tabs"),
    ),
    "place/two_documents.yaml": (11, "", ("a second document ('---')", "one document in a file")),
    "place/unknown_key.yaml": (10, "curency", ("the key 'curency'", "did you mean 'currency'?")),
    "place/unknown_main_series.yaml": (5, "main_series", ("homicide", "did you mean 'homicides'?")),
    "place/utf_16.yaml": (1, "", ("text in UTF-16", "save the file again as UTF-8")),
    "series/causes_without_deaths.yaml": (
        14,
        "held.causes",
        ("[custody]", "causes only where the series measures"),
    ),
    "series/no_base.yaml": (15, "approval", ("no key 'base'", "the key 'base'")),
    "series/unknown_cause.yaml": (
        6,
        "homicides.causes[2]",
        ("gang_on_police", "did you mean 'gang_on_civilian'?"),
    ),
    "series/unknown_measure.yaml": (13, "held.measures", ("prisoners_held", "did you mean 'prison_held'?")),
    "series/unknown_region.yaml": (14, "held.region", ("cost", "did you mean 'coast'?")),
    "state/half_a_soldier.yaml": (4, "mission[0].troops", ("20.5", "a whole number")),
    "state/negative_officers.yaml": (1, "police.value", ("-700", "a number of people between 0 and")),
    "state/share_above_one.yaml": (
        8,
        "prisons.pretrial_share.value",
        ("1.6", "a share, not a percentage: 0.016"),
    ),
    "state/unknown_key_in_prisons.yaml": (7, "prisons.helds", ("the key 'helds'", "did you mean 'held'?")),
    "territories/absurd_population.yaml": (
        13,
        "old_town.population.value",
        ("60000000000", "a number of people between 0 and"),
    ),
    "territories/control_in_percent.yaml": (
        16,
        "old_town.control.value",
        ("30", "a share, not a percentage: 0.3"),
    ),
    "territories/control_with_percent_sign.yaml": (
        16,
        "old_town.control.value",
        ("30%", "write a share between 0 and 1, without the"),
    ),
    "territories/deep_nesting.yaml": (1, "harbour[0][0]", ("very deep nesting", "at most 30 levels")),
    "territories/duplicate_key.yaml": (
        9,
        "harbour.violence",
        ("the key 'violence' a second time", "it stands on line 8 already"),
    ),
    "territories/duplicate_territory.yaml": (
        10,
        "harbour",
        ("the key 'harbour' a second time", "it stands on line 1 already"),
    ),
    "territories/high_below_value.yaml": (
        7,
        "harbour.control.high",
        ("0.5", "high at least the value (0.6)"),
    ),
    "territories/infinite.yaml": (17, "old_town.violence", (".inf", "a finite number")),
    "territories/latitude_and_longitude_exchanged.yaml": (
        14,
        "old_town.centroid",
        ("[-161.52, 12.15]", "are latitude and longitude exchanged?"),
    ),
    "territories/low_above_value.yaml": (7, "harbour.control.low", ("0.7", "low at most the value (0.6)")),
    "territories/negative_people.yaml": (
        13,
        "old_town.population.value",
        ("-60000", "a number of people between 0 and"),
    ),
    "territories/neighbours_one_sided.yaml": (
        24,
        "hills.neighbours[0]",
        ("'harbour', which does not name 'hills'", "add hills to the neighbours of harbour"),
    ),
    "territories/not_a_number.yaml": (17, "old_town.violence", (".nan", "a finite number")),
    "territories/one_coordinate.yaml": (
        14,
        "old_town.centroid",
        ("[12.15]", "[latitude, longitude] in degrees"),
    ),
    "territories/own_neighbour.yaml": (6, "harbour.neighbours[2]", ("harbour", "another territory")),
    "territories/police_add_up_to_more.yaml": (
        1,
        "",
        ("a sum of 1.2", "shares of the police that add up to 1"),
    ),
    "territories/police_in_some_only.yaml": (
        10,
        "old_town",
        ("no key 'police'", "0 where no police are stationed"),
    ),
    "territories/population_with_unit.yaml": (
        13,
        "old_town.population",
        ("60000 people", "write the number alone (60000); the unit is fixed"),
    ),
    "territories/same_centroid.yaml": (
        14,
        "old_town.centroid",
        ("[12.1, -61.5]", "is it the same territory under two names?"),
    ),
    "territories/thousands_separator.yaml": (
        13,
        "old_town.population.value",
        ("60,000", "write 60000, without thousands separators"),
    ),
    "territories/true_as_number.yaml": (17, "old_town.violence", ("true", "a number")),
    "territories/two_figures_of_one_date.yaml": (
        4,
        "harbour.population[1].date",
        ("2022-01-01", "figure 1 has the same"),
    ),
    "territories/unknown_key.yaml": (
        13,
        "old_town.populaton",
        ("the key 'populaton'", "did you mean 'population'?"),
    ),
    "territories/unknown_neighbour.yaml": (
        6,
        "harbour.neighbours[0]",
        ("oldtown", "did you mean 'old_town'?"),
    ),
    "territories/unknown_region.yaml": (21, "hills.region", ("in_land", "did you mean 'inland'?")),
    "territories/web_address_that_runs.yaml": (
        4,
        "harbour.population[0].url",
        ("javascript:alert(1)", "a web address beginning with http:// or"),
    ),
    "territories/yaml_bomb.yaml": (2, "b[0]", ("*a", "aliases are not accepted")),
}

# Files in which no territory of the sound place is left, so that other files name what is not there.
NO_TERRITORY_LEFT = {"territories/yaml_bomb.yaml"}


def test_every_file_is_a_case_and_every_case_a_file() -> None:
    files = {
        p.relative_to(HERE).as_posix()
        for p in HERE.glob("*/*.*")
        if p.parent.name not in ("sound", "__pycache__")
    }
    assert files == set(CASES)
    assert len(files) >= 35


def test_the_sound_place_is_sound() -> None:
    assert [p for p in check_place(HERE / "sound") if p.severity == "error"] == []
    assert load_place(HERE / "sound").name == "bayside"


@pytest.mark.parametrize("case", CASES)
def test_mistake_is_told(case: str, tmp_path: Path) -> None:
    line, where, words = CASES[case]
    source = HERE / case
    folder = tmp_path / "place"
    shutil.copytree(HERE / "sound", folder)
    name = source.parent.name + source.suffix
    shutil.copyfile(source, folder / name)

    with pytest.raises(InputError) as caught:
        load_place(folder)

    told = [
        p for p in caught.value.problems if p.file.endswith(f"/{name}") and (p.line, p.where) == (line, where)
    ]
    assert told, str(caught.value)
    text = " ".join(f"{p.found} {p.expected} {p.hint}" for p in told)
    for word in words:
        assert word in text
    # One mistake is one message: what follows from it is not told again, and no other file is blamed.
    if case not in NO_TERRITORY_LEFT:
        assert all(p.file.endswith(f"/{name}") for p in caught.value.problems), str(caught.value)
    assert str(caught.value).count("Traceback") == 0


def test_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    shutil.copytree(HERE / "sound", folder)
    chosen = [
        "place/unknown_main_series.yaml", "territories/negative_people.yaml",
        "gangs/presence_adds_up_to_less.yaml", "state/half_a_soldier.yaml",
        "history/unknown_kind.yaml", "parameters/no_spread.yaml",
        "series/unknown_cause.yaml", "evidence/negative.csv",
    ]  # fmt: skip
    for case in chosen:
        source = HERE / case
        shutil.copyfile(source, folder / (source.parent.name + source.suffix))
    with pytest.raises(InputError) as caught:
        load_place(folder)
    assert {Path(p.file).name for p in caught.value.problems} == {
        Path(case).parent.name + Path(case).suffix for case in chosen
    }
