"""How the model fared is told from the record of the validation, not from memory."""

from pathlib import Path

from tregua.decisions import trust

DOCS = Path(__file__).parents[2] / "docs" / "validation" / "cases.json"


def test_what_ships_is_what_the_validation_found():
    assert trust.FILE.read_text(encoding="utf-8") == DOCS.read_text(encoding="utf-8")


def test_the_sentence_counts_cases_and_horizons():
    found = trust.tested()
    assert 0 <= found.inside <= found.cases <= found.horizons
    said = trust.caveats()[1]
    assert f"{found.cases} treated cases" in said and f"in {found.inside} of them" in said
