"""How the model fared is told from the record of the validation, not from memory."""

import json

from tregua.decisions import caveats


def test_the_sentence_counts_cases_and_times_of_the_record():
    lines = json.loads(caveats.FILE.read_text(encoding="utf-8"))["cases"]
    names = {line["case"] for line in lines}
    inside = sum(all(line["inside"] for line in lines if line["case"] == name) for name in names)
    found, said = caveats.tested(), caveats.caveats()[1]
    assert (found.cases, found.inside, found.horizons) == (len(names), inside, len(lines))
    assert f"{len(names)} treated cases" in said and f"band in {inside} of them" in said


def test_cases_of_a_fitted_record_are_told_apart():
    some = caveats.Tested(4, 2, 2, 2, 9, 5, 7, "")
    assert "2 lie outside every fit, and it got 2" in some.sentence()
    assert "outside every fit" in caveats.Tested(4, 2, 4, 2, 9, 5, 6, "").sentence()
