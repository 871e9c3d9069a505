"""Evidence written in the shape of each source is read back equal."""

import calendar
import csv
from datetime import date

import pytest

from tregua.cli.app import main
from tregua.errors import InputError
from tregua.places import load_place, new_place
from tregua.places.export_evidence import SHAPES, export_evidence
from tregua.places.import_table import read_evidence

PARTS = {"Alta": 5, "Baja": 11, "Costa Rosa": 2}


def a_place(tmp_path, grain):
    rows = []
    for name, n in PARTS.items():
        for y in range(2020, 2024):
            if grain == "month":
                for m in range(1, 13):
                    last = calendar.monthrange(y, m)[1]
                    rows.append(f"homicides,{name},{y}-{m:02d}-01,{y}-{m:02d}-{last},{n * m + y % 10}")
            else:
                rows.append(f"homicides,{name},{y}-01-01,{y}-12-31,{n * 40 + y % 10}")
            rows.append(f"displaced,{name},{y}-06-30,{y}-06-30,{n * 1000 + y}")
            rows.append(f"population,{name},{y}-07-01,{y}-07-01,{n * 100_000 + 777 * y}")
    table = tmp_path / "norland.csv"
    table.write_text("\n".join(["series,place,start,end,value", *rows]) + "\n", encoding="utf-8")
    new_place(tmp_path / "norland", table)
    return load_place(tmp_path / "norland")


def write(table, path):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    return path


def figures(rows, titles):
    names = {name: title.casefold().replace("_", " ") for name, title in titles.items()}
    return {(names.get(r.place, r.place), r.start, r.end): r.value for r in rows}


@pytest.mark.parametrize(
    ("shape", "grain"),
    [("acled", "month"), ("acled-monthly", "month"), ("ged", "month"), ("hapi", "month"), ("police", "month"),
     ("police", "year"), ("unodc", "year"), ("worldbank", "year"), ("owid", "year"), ("dtm", "year"),
     ("tidy", "month")],
)  # fmt: skip
def test_what_is_written_in_a_shape_is_read_back_equal(tmp_path, shape, grain):
    place = a_place(tmp_path, grain)
    path = write(export_evidence(place, shape), tmp_path / f"{shape}.csv")
    found = read_evidence(path, missing="unknown" if shape == "dtm" else "")
    name = "idps" if shape == "dtm" else "homicides" if shape in ("tidy", "worldbank", "owid") else found.main
    ours = {n: t.title for n, t in place.territories.items()}
    series = "displaced" if shape == "dtm" else "homicides"
    expected = figures([r for r in place.evidence.rows if r.series == series], ours)
    if shape in ("unodc", "worldbank", "owid"):  # these know countries only
        expected = {key: value for key, value in expected.items() if key[0] == "all"}
    assert figures([r for r in found.rows if r.series == name], found.subplaces) == expected
    assert found.sources[0].account.found[0] > 0


def test_every_shape_is_tried():
    marks = test_what_is_written_in_a_shape_is_read_back_equal.pytestmark
    assert {shape for shape, _grain in marks[0].args[1]} == set(SHAPES)


def test_what_a_shape_cannot_hold_is_refused(tmp_path):
    place = a_place(tmp_path, "year")
    with pytest.raises(InputError, match="counts of whole months"):
        export_evidence(place, "acled")
    with pytest.raises(InputError, match="acled"):
        export_evidence(place, "acledd")


def test_the_command_writes_it(tmp_path, capsys):
    a_place(tmp_path, "month")
    out = tmp_path / "acled.csv"
    assert main(["evidence", str(tmp_path / "norland"), "--as", "acled", "--to", str(out)]) == 0
    assert read_evidence(out).main == "acled_fatalities"
    capsys.readouterr()
    assert main(["evidence", str(tmp_path / "norland"), "--as", "police"]) == 0
    assert capsys.readouterr().out.startswith("Place,Year,Month,Homicides")
    assert date(2020, 1, 31) in {r.end for r in read_evidence(out).rows}
