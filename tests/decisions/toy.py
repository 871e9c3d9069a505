"""A small made-up place with policies whose outcomes can be worked out by hand."""

from pathlib import Path

from tregua.places import load_place, new_place

MISSION = """\
name: mission
title: A mission that builds prisons
sentence: Police come for as long as consent lasts, and prison places are built at an even pace.
place: toy
interventions:
  mission:
    kind: mission
    from: {start}
    police: 300
    usd_per_person_year: 50_000
    conditional: true
  prisons:
    kind: prison_building
    from: {start}
    places: 10_000
    over_days: {days}
    conditional: true
preconditions:
  consent: {{odds: 0.5, note: made up}}
"""
PRISONS = """\
name: prisons
title: Prisons for as long as consent lasts
sentence: Prison places are built at an even pace while consent lasts.
place: toy
interventions:
  prisons:
    kind: prison_building
    from: {start}
    places: 10_000
    over_days: {days}
    conditional: true
preconditions:
  consent: {{odds: 0.5, note: made up}}
"""


def toy_place(folder: Path):
    """Write a place as the template has it, with two policies, and load it."""
    place = new_place(folder / "toy")
    place = load_place(folder / "toy")
    first, last = place.run.start, place.run.end
    told = {"start": first.isoformat(), "days": (last - first).days}
    for name, text in (("mission", MISSION), ("prisons", PRISONS)):
        (folder / "toy" / "scenarios" / f"{name}.yaml").write_text(text.format(**told), encoding="utf-8")
    return load_place(folder / "toy")
