"""Outcomes that have a record somewhere: what series measure each, and which figures of a report it is."""

from __future__ import annotations

from collections.abc import Mapping

# what the series of each outcome measure
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "killed": ("deaths",),
    "deaths": ("deaths", "custody_deaths"),
    "custody_deaths": ("custody_deaths",),
    "displaced": ("displaced",),
    "kidnapped": ("kidnappings",),
    "members": ("members",),
    "control": ("control_share",),
    "held": ("prison_held",),
    "arrested": ("detentions",),
}
# figures of a report, by the outcome that they are; the others have no record
FIGURES: Mapping[str, str] = {
    "deaths": "deaths",
    "deaths_custody": "custody_deaths",
    "killings_last_year": "killed",
    "displaced_end": "displaced",
    "members_end": "members",
    "control_end": "control",
}
