"""Five hundred mutated inputs by a fixed seed; `make fuzz` tries twenty thousand."""

from __future__ import annotations

from tests.hostile.fuzz import run, table

CASES, SEED = 500, 12


def test_no_mutated_input_is_lost(sound) -> None:
    found = run(CASES, SEED, sound)
    assert sum(kind.tried for kind in found.values()) == CASES
    assert not {name: kind.lost for name, kind in found.items() if kind.lost}, table(found)
    # a fuzz whose every case is refused, or none, tries nothing
    assert all(0 < kind.tried - kind.read_well for kind in found.values()), table(found)
    assert sum(kind.read_well for kind in found.values()) > CASES // 20, table(found)
