"""The paper: its table is that of the hindcasts that ship, and its references are those of the sources."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "paper"
pytestmark = pytest.mark.skipif(not PAPER.is_dir(), reason="without the paper")


@pytest.fixture(scope="module")
def figures():
    spec = importlib.util.spec_from_file_location("figures", PAPER / "figures.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_table_is_that_of_the_hindcasts_that_ship(figures):
    text = (PAPER / "paper.md").read_text(encoding="utf-8")
    assert figures.with_table(text) == text, "run: python paper/figures.py --table"
    assert len(figures.rows()) >= 6 and "| worse |" in text  # the failures are in it


def test_every_reference_is_cited_and_has_a_doi_that_the_sources_name():
    bib = (PAPER / "paper.bib").read_text(encoding="utf-8")
    keys, dois = re.findall(r"^@\w+\{(\w+),", bib, re.M), re.findall(r"doi = \{([^}]+)\}", bib)
    text = (PAPER / "paper.md").read_text(encoding="utf-8")
    assert len(keys) == len(dois) and set(re.findall(r"@([a-z]+[0-9]{4})", text)) == set(keys)
    pages = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.yaml"), *(ROOT / "docs").rglob("*.md")]
    sources = "".join(p.read_text(encoding="utf-8") for p in pages if "_build" not in p.parts)
    assert [doi for doi in dois if doi not in sources] == []


def test_it_has_the_form_of_the_journal_and_its_length():
    text = (PAPER / "paper.md").read_text(encoding="utf-8")
    for heading in ("# Summary", "# Statement of need", "# References"):
        assert f"\n{heading}\n" in text
    body = text.split("---\n", 2)[2]
    assert (
        500 < len(re.sub(r"\|[^\n]*", "", body).split()) < 1300
    )  # the journal asks for less than about a thousand
    for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text):
        assert (PAPER / name).is_file()
