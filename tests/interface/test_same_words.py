"""What the command line says of a mistake, Python says too: found, expected, hint and how many."""

from __future__ import annotations

import pytest

import tregua
from tregua.cli.app import main
from tregua.places.place_template import new_place

HEADS = ("found:", "expected:", "hint:")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places") / "smallland"
    new_place(folder)
    return str(folder)


def said(text: str) -> list[str]:
    """Return what is said of each mistake, without where."""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line.startswith(HEADS) or line.endswith((" problem", " problems"))]


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (["run", "baselin", "--place", "HERE"], lambda h: tregua.run("baselin", h)),
        (
            ["compare", "HERE", "baseline", "--as-of", "1999-01-01"],
            lambda h: tregua.compare(h, "baseline", as_of="1999-01-01"),
        ),
        (["compare", "HERE", "baselin", "truces"], lambda h: tregua.compare(h, ["baselin", "truces"])),
        (
            ["transfer", "HERE", "HERE", "--from-policy", "baselin"],
            lambda h: tregua.transfer(h, h, origin_policy="baselin"),
        ),
        (
            ["discover", "HERE", "baselin", "--goal", "deths <= 1"],
            lambda h: tregua.discover(h, "baselin", goals="deths <= 1"),
        ),
        (
            ["sensitivity", "HERE", "baselin", "--outcome", "death"],
            lambda h: tregua.sensitivity(h, "baselin", outcomes="death"),
        ),
        (
            ["tradeoffs", "HERE", "baselin", "--goal", "deths <= 1"],
            lambda h: tregua.tradeoffs(h, "baselin", goals="deths <= 1"),
        ),
        (["calibrate", "hayti"], lambda h: tregua.calibrate("hayti")),
        (
            ["hindcast", "haiti", "--as-of", "2024-05-01", "--until", "2024-03-01"],
            lambda h: tregua.hindcast("haiti", "2024-05-01", "2024-03-01"),
        ),
        (
            ["outlook", "HERE", "--as-of", "2031-01-01", "--today", "2026-12-01"],
            lambda h: tregua.outlook(h, as_of="2031-01-01", today="2026-12-01"),
        ),
        (
            ["outlook", "HERE", "--as-of", "2020-01-01", "--today", "2026-12-01"],
            lambda h: tregua.outlook(h, as_of="2020-01-01", today="2026-12-01"),
        ),
        (["import", "none.csv"], lambda h: tregua.read_evidence("none.csv")),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_python_says_what_the_command_says(here, words, call, capsys):
    assert main([word.replace("HERE", here) for word in words]) == 2
    wanted = said(capsys.readouterr().err)
    with pytest.raises(tregua.InputError) as error:
        call(here)
    assert said(str(error.value)) == wanted != []
    assert "command line" not in str(error.value) and "\n--" not in str(error.value)
