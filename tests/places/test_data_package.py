"""The evidence of each place that ships is a sound data package, made from the register of series."""

import csv
import json
import re
from datetime import date

import pytest

from tregua.places import list_places, load_place
from tregua.places.data_package import PACKAGE, write_data_package

NAME = re.compile(r"[a-z0-9._-]+\Z")


def table(place):
    with (place.folder / "evidence.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", list_places())
def test_the_package_is_that_of_the_register(name):
    place = load_place(name)
    text = (place.folder / PACKAGE).read_text(encoding="utf-8")
    assert text == write_data_package(place, tuple(table(place)[0])), "run scripts/datapackages"


def fits(field, cell):
    """Return whether a cell fits its field by the rules of Table Schema."""
    limits = field.get("constraints", {})
    if cell == "":
        return not limits.get("required")
    if field["type"] == "date":
        date.fromisoformat(cell)
    if field["type"] == "number" and not float(cell) >= limits.get("minimum", float("-inf")):
        return False
    if field["type"] == "boolean" and cell not in field["trueValues"] + field["falseValues"]:
        return False
    if field.get("format") == "uri" and not re.match(r"https?://\S+\Z", cell):
        return False
    if "pattern" in limits and not re.match(limits["pattern"], cell):
        return False
    return cell in limits.get("enum", [cell])


@pytest.mark.parametrize("name", list_places())
def test_the_package_is_sound_and_every_row_fits_its_schema(name):
    place = load_place(name)
    package = json.loads((place.folder / PACKAGE).read_text(encoding="utf-8"))
    assert NAME.match(package["name"]) and package["licenses"][0]["name"]
    evidence, register = package["resources"]
    assert [r["name"] for r in package["resources"]] == ["evidence", "series"]
    fields = evidence["schema"]["fields"]
    header, *rows = table(place)
    assert header == [field["name"] for field in fields]
    wrong = [
        (n, field["name"], cell)
        for n, row in enumerate(rows, 2)
        for field, cell in zip(fields, row, strict=True)
        if not fits(field, cell)
    ]
    assert wrong == []
    keys = [tuple(row[header.index(key)] for key in evidence["schema"]["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)
    names = {row["name"] for row in register["data"]}
    assert {row[header.index("series")] for row in rows} <= names == set(place.series)
    columns = [field["name"] for field in register["schema"]["fields"]]
    assert all(list(row) == columns for row in register["data"])
