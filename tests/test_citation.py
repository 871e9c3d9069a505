"""The reference: a valid CITATION.cff, the same in the package, and what `tregua cite` prints of it."""

import re
from pathlib import Path

import pytest
import yaml

import tregua
from tregua.citation import bibtex, citation

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "CITATION.cff"
# What version 1.2.0 of the Citation File Format requires, and what else it allows at the top.
REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = REQUIRED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "type", "url", "version",
}  # fmt: skip


@pytest.fixture(scope="module")
def entries():
    return yaml.safe_load(SOURCE.read_text(encoding="utf-8"))


def test_the_file_is_valid(entries):
    assert set(entries) >= REQUIRED
    assert set(entries) <= ALLOWED
    assert entries["cff-version"] == "1.2.0"
    assert entries["type"] == "software"
    assert all(isinstance(entries[key], str) for key in ("message", "title", "version", "license"))
    assert entries["authors"] == [{"name": "The Tregua developers"}]
    assert len(entries["keywords"]) == len(set(entries["keywords"])) > 0
    assert re.fullmatch(r"10\.\d{4,}/\S+", entries.get("doi", "10.0000/none"))


def test_version_licence_and_keywords_are_those_of_the_package(entries):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert entries["version"] == tregua.__version__
    assert entries["license"] == project["license"]
    assert entries["keywords"] == project["keywords"]
    assert [a["name"] for a in entries["authors"]] == [a["name"] for a in project["authors"]]


def test_what_the_package_reads_is_the_file_at_the_root(entries):
    assert citation() == entries
    inside = Path(tregua.__file__).parent / "CITATION.cff"
    if "site-packages" in inside.parts:  # a wheel
        assert inside.read_bytes() == SOURCE.read_bytes()
    else:  # the sources hold it once
        assert not inside.exists()


def test_bibtex_of_what_ships(entries):
    entry = bibtex(entries)
    assert entry.startswith("@software{tregua,\n  title ")
    assert "  author  = {{The Tregua developers}},\n" in entry
    assert f"  version = {{{tregua.__version__}}},\n" in entry
    assert entry.endswith("  license = {Apache-2.0}\n}")
    assert "doi" not in entry or "doi" in entries


def test_bibtex_with_people_a_year_and_a_doi(entries):
    entry = bibtex(
        {
            **entries,
            "authors": [{"family-names": "Doe", "given-names": "Jane"}, {"name": "A and B"}],
            "date-released": yaml.safe_load("2027-01-02"),
            "doi": "10.1234/x",
        }
    )
    assert "author  = {Doe, Jane and {A and B}}" in entry
    assert "year    = {2027}" in entry
    assert "doi     = {10.1234/x}" in entry
