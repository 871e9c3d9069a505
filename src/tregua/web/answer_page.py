"""The answer page of a question: the record that report and terminal show, from the draws of the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tregua.decisions.answer import Drawn, Given, answer
from tregua.studies.manifest import plain
from tregua.web.language import told

if TYPE_CHECKING:
    from tregua.scenarios import Scenario
    from tregua.scenarios.preconditions import Odds
    from tregua.web.answer_series import Line
    from tregua.web.place_store import Shelf


def drawn(scenario: Scenario, branch: str, line: Line, odds: Odds | None) -> Drawn:
    """Return a policy with the draws of its line."""
    return Drawn(
        f"{scenario.name}:{branch}" if branch else scenario.name,
        scenario.name,
        branch,
        told(scenario.title),
        line.headline,
        [plain(each) for each in scenario.interventions.values()],
        None if odds is None else odds.starts,
        None if odds is None else odds.between,
        told(scenario.sentence) if scenario.sentence else "",
    )


def answer_page(
    shelf: Shelf,
    as_of: date,
    basis: str,
    policies: Sequence[tuple[Scenario, str, Line, Odds | None]],
    kind: Literal["exact", "quick"],
) -> dict[str, Any]:
    """Return the record of the answer page: see `tregua.decisions.answer`.

    Parameters
    ----------
    shelf
        The place.
    as_of, basis
        Day whose knowledge is used, and what the parameters are in a few words.
    policies
        Scenario, branch, line and odds of each; the first is the baseline.
    kind
        Whether draws are whole runs or expected values.
    """
    first, _branch, line, _odds = policies[0]
    learnt = shelf.learnt(as_of, first.start)
    return answer(
        Given(
            name=shelf.place.name,
            title=str(shelf.place.title),
            place=shelf.place,
            start=first.start,
            end=first.end - timedelta(days=1),
            structures=np.asarray(line.structure),
            readings=np.asarray(line.reading),
            policies=[drawn(*each) for each in policies],
            posterior="" if learnt is None else learnt.digest,
            fitted_as_of="" if learnt is None else learnt.as_of.isoformat(),
            basis=basis,
            kind=kind,
        )
    )


def of_lines(said: Sequence[Mapping[str, Any]], lines: Mapping[str, Line]) -> list[tuple[str, str, Line]]:
    """Return role, branch and line of what is shown: the user's own beliefs where there are any."""
    beliefs = "yours" if any(each["beliefs"] == "yours" for each in said) else "default"
    return [
        (str(each["role"]), str(each["branch"]), lines[each["id"]])
        for each in said
        if each["beliefs"] == beliefs
    ]
