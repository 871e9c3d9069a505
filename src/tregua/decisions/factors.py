"""Groups of factors: what makes one place differ from another, cut into parts that nothing shares.

Every parameter, every control of a scenario and every figure of a place's first day has one owner. A place in
which some groups are another place's is then well defined: "Haiti with El Salvador's force" takes from El
Salvador what the group `force` owns, and nothing else. A parameter names its owner in its YAML row, a control
and a figure in `tregua.vocabulary`; `tregua transfer --table` prints the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from tregua.assumptions.parameter import definitions
from tregua.i18n import _, translated
from tregua.vocabulary.controls import CONTROLS
from tregua.vocabulary.factors import FACTOR_TITLES, FACTORS, FIGURES

SIZE = "size"  # people and length of the run: counts are proportional to it, so that it needs no run
DETAIL = "detail"  # what the full run adds to the quick reckoning of the factors


@dataclass(frozen=True)
class Factor:
    """A group of factors.

    Attributes
    ----------
    key
        By which it is called in tables and JSON.
    title
        In words, such as "state access and force".
    parameters, controls, figures
        Names of the parameters, of the controls of scenarios, and of the figures of the first day that it
        owns.
    """

    key: str
    title: str
    parameters: tuple[str, ...]
    controls: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


def factors() -> tuple[Factor, ...]:
    """Return the ten groups of factors with what each owns, in order."""
    owned = owners()

    def of(kind: str, key: str) -> tuple[str, ...]:
        return tuple(name for name, owner in owned[kind].items() if owner == key)

    return tuple(
        Factor(
            key,
            translated(FACTOR_TITLES[key]),
            parameters=of("parameters", key),
            controls=of("controls", key),
            figures=of("figures", key),
        )
        for key in FACTORS
    )


def title(key: str) -> str:
    """Return a factor's title, those of size and detail included."""
    if key == SIZE:
        return _("people, and length of the run")
    if key == DETAIL:
        return _("chance and detail: the full run against the quick reckoning")
    return translated(FACTOR_TITLES[key])


def owners() -> dict[str, dict[str, str]]:
    """Return the group that owns each name, by kind: "parameters", "controls" and "figures"."""
    return {
        "parameters": {p.name: p.factor for p in definitions().values()},
        "controls": {control.name: control.owner for control in CONTROLS.values()},
        "figures": {name: figure.factor for name, figure in FIGURES.items()},
    }


def per_head_parameters() -> tuple[str, ...]:
    """Return the parameters that are counted for a whole place; all others are rates, shares or ratios."""
    return tuple(p.name for p in definitions().values() if p.per_head)
