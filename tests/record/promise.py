"""What moved since version 0.1, entry by entry as `surface.json` names them: ``section: entry``.

See docs/reference/compatibility.md. An old name works for one minor version and prints a
line with the new one; what is retired is refused, with what to write instead. Nothing else may go.
"""

from __future__ import annotations

# Old entry: new entry of the same section. The old one must still work, and name the new one.
RENAMED: dict[str, str] = {}

# The corrected model has no regime that works by being declared, no gain in force from one (e_r), and earned
# deterrence in place of a threat that is built and remembered.
RETIRED: frozenset[str] = frozenset(
    {
        "yaml: scenario.interventions.*{state_of_exception}.regime",
        "python: run(**options)",  # each option is a keyword of its own, which editors complete
        "parameters: regime_force",
        "parameters: memory_on_recruitment",
        "parameters: memory_time",
        "parameters: threat_build",
        "parameters: threat_fade",
        "parameters: threat_on_background",
        "parameters: threat_on_killing",
        "parameters: threat_on_recruitment",
    }
)

# Measures redefined since, so that the report of an old result has other figures: why, by measure.
REDEFINED: dict[str, str] = {}


def retired(section: str, entries: object) -> bool:
    """Say whether all that is retired of a section is gone from what is there today."""
    assert isinstance(entries, (list, set, frozenset))
    mine = {entry.partition(": ")[2] for entry in RETIRED if entry.startswith(f"{section}: ")}
    assert mine
    return not mine & set(entries)
