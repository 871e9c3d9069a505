"""How the model fared is told from the record of the validation, not from memory."""

from pathlib import Path

from tregua.decisions.trust import FILE, caveats, tested

DOCS = Path(__file__).parents[2] / "docs" / "validation" / "cases.json"


def test_what_ships_is_what_the_validation_found():
    assert FILE.read_text(encoding="utf-8") == DOCS.read_text(encoding="utf-8")


def test_the_sentence_counts_cases_and_horizons():
    found = tested()
    assert 0 <= found.inside <= found.cases <= found.horizons
    assert f"{found.cases} treated cases" in caveats()[1] and f"in {found.inside} of them" in caveats()[
        1
    ].replace("\n", " ")
