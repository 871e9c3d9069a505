"""All that an outlook says: where things stand, the months, what is assumed, what came of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.errors import InputError, Problem
from tregua.forecasting.combination import LAPSE, Spell
from tregua.forecasting.forecast import ARRESTS_FADE, LIFTED
from tregua.forecasting.level_prior import learnt_prior
from tregua.forecasting.outcome_tests import (
    UNTESTED,
    Tested,
    main_known,
    rolling_test,
    scored_outcome,
)
from tregua.forecasting.outcomes import KILLED, MEASURED, Outcome, by_author, other_outcomes
from tregua.forecasting.outlook import COMBINATION, DRAWS, Outlook, outlook_forecast
from tregua.forecasting.scoreboard import Line, lines, misses_first, registered
from tregua.forecasting.watch_dates import WatchDate, watch_dates
from tregua.i18n import _, ngettext, translated
from tregua.i18n.numbers import marks
from tregua.printed import Printed, Row

if TYPE_CHECKING:
    import pandas as pd

    from tregua.forecasting.mechanism_ratio import Mechanism
    from tregua.places import Place

STALE = timedelta(days=365)
LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


@dataclass(frozen=True, repr=False)
class Summary(Printed):
    """Represent an outlook with all that is said of it.

    Attributes
    ----------
    place, outlook
        Whose, and the draws of the main count.
    today
        The day taken as today.
    mechanism
        Where the gate is open and the mechanism was used.
    outcomes
        Killed first, then by author, kidnapped, displaced, held.
    tested
        By outcome.
    scoreboard
        Registered outlooks of the place, misses first.
    watch
        Dates.
    """

    place: Place
    outlook: Outlook
    today: date
    mechanism: Mechanism | None
    outcomes: tuple[Outcome, ...]
    tested: dict[str, Tested]
    scoreboard: tuple[Line, ...]
    watch: tuple[WatchDate, ...]

    @property
    def stale(self) -> bool:
        """Return whether the record of the main count is older than a year."""
        return self.today - self.outlook.record_until > STALE

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it: where things stand, and people killed by quarter."""
        from tregua.forecasting.outcome_tests import marks as mark_words

        said: list[Row] = [("", stands(self)[0])]
        said += [("", warning(self))] if self.stale else []
        killed = self.outcomes[0]
        text = _("{m} ({low} to {high}), {mark}")
        for (start, end), row in zip(self.outlook.quarters, killed.by_quarter(), strict=True):
            low, middle, high = (number(float(v)) for v in np.quantile(row, (0.05, 0.5, 0.95)))
            mark = mark_words()[self.tested[killed.name].mark]
            line = text.format(m=middle, low=low, high=high, mark=mark)
            said.append(
                (
                    _("{outcome}, {start} to {end}").format(
                        outcome=name_of(killed.name), start=start, end=end
                    ),
                    line,
                )
            )
        others = ", ".join(name_of(o.name) for o in self.outcomes[1:])
        return [*said, *([(_("also"), others)] if others else []), *(("", each) for each in politics(self))]

    def table(self) -> pd.DataFrame:
        """Return a tidy table: a row for each month and outcome, with quantiles and the mark of its test."""
        import pandas as pd

        return pd.DataFrame(self.record()["months"])

    def record(self) -> dict[str, Any]:
        """Return the outlook for machines: the schema stands in docs/reference/outlook.schema.json."""
        return {
            "place": self.outlook.place,
            "as_of": self.outlook.as_of.isoformat(),
            "record_until": self.outlook.record_until.isoformat(),
            "months": [
                {
                    "month": f"{start:%Y-%m}",
                    "outcome": outcome.name,
                    **_quantiles(row),
                    "mark": self.tested[outcome.name].mark,
                }
                for outcome in self.outcomes
                for (start, _end), row in zip(self.outlook.months, outcome.draws, strict=True)
            ],
            "scoreboard": [line.record() for line in self.scoreboard],
        }


def _quantiles(row: np.ndarray) -> dict[str, float]:
    values = np.quantile(row, list(LEVELS.values())).round(2).tolist()
    return dict(zip(LEVELS, values, strict=True))


def summary(
    place: Place,
    as_of: date,
    today: date,
    outlooks: Path,
    mechanism: Mechanism | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Summary:
    """Return the outlook of a place from a day, with the marks of its outcomes and the scoreboard.

    Parameters
    ----------
    outlooks
        Folder of registered outlooks; it may not be there.
    mechanism
        As known on the day; None for the level alone.

    Raises
    ------
    InputError
        If the day lies ahead, nothing of the main count was known, or a registered file was changed.
    """
    if as_of > today:
        expected = _("a day up to today, {today}").format(today=today)
        raise InputError(Problem(_("command line"), None, "--as-of", str(as_of), expected))
    made = outlook_forecast(place, as_of, draws=draws, seed=seed, mechanism=mechanism)
    prior = learnt_prior(place.iso3)
    known = main_known(place)
    killed = Outcome(KILLED, made.series, made.base, "flow", made.history, made.draws)
    outcomes = (
        killed,
        *by_author(place, made.history, made.draws, made.months, prior, seed),
        *other_outcomes(place, as_of, made.months, prior, draws, seed),
    )
    tests = {o.name: scored_outcome(place, o, as_of, prior, known) for o in outcomes[1:]}
    alone = rolling_test(lambda day: known(day) if day <= as_of else None, made.history, "flow", prior)
    # with the mechanism's ratio nothing was scored at any origin of this record
    tests[KILLED] = alone if made.model != COMBINATION else UNTESTED
    files = [f for f in registered(outlooks) if f.parent.name == place.name]
    found = misses_first(lines(files, lambda name: place if name == place.name else None, today))
    dates = watch_dates(place, as_of, made.history)
    return Summary(
        place, made, today, mechanism if made.model == COMBINATION else None, outcomes, tests,
        tuple(found), tuple(dates),
    )  # fmt: skip


def stands(s: Summary) -> list[str]:
    """Return where things stand: the record, its age, its newest figure, and what is in force."""
    days = (s.today - s.outlook.record_until).days
    text = ngettext(
        "{place}: the record of {series} (base {base}) reaches {day}, {n} day before today.",
        "{place}: the record of {series} (base {base}) reaches {day}, {n} days before today.",
        days,
    )
    said = [
        text.format(
            place=translated(s.outlook.title), series=s.outlook.series, base=s.outlook.base,
            day=s.outlook.record_until, n=days,
        )
    ]  # fmt: skip
    for o in s.outcomes:
        start, end = o.history.windows[-1]
        figure = float(o.history.counts[-1])
        shown = (
            _("Newest figure, {outcome}: {n} on {end}.")
            if o.kind == "stock"
            else _("Newest figure, {outcome}: {n} from {start} to {end}.")
        )
        said.append(shown.format(outcome=name_of(o.name), n=number(figure), start=start, end=end))
    missing = [name for name in MEASURED if name not in {o.name for o in s.outcomes}]
    said += [
        _("No figure of the last three years, and no forecast: {outcome}.").format(outcome=name_of(name))
        for name in missing
    ]
    return said


def warning(s: Summary) -> str:
    """Return the warning of a record older than a year; empty for a newer one."""
    if not s.stale:
        return ""
    return _(
        "Warning: the record ends on {day}, more than a year before today. Nothing of what happened since is "
        "known here."
    ).format(day=s.outlook.record_until)


def number(value: float) -> str:
    """Return a count of people, as it is printed."""
    return marks(f"{value:,.0f}")


def name_of(outcome: str) -> str:
    """Return an outcome in words."""
    from tregua.forecasting.outcomes import titles

    return titles()[outcome]


def gate_kinds() -> dict[str, str]:
    """Return the kinds of what opens the gate, in words."""
    return {
        "regime": _("an emergency in force"),
        "declaration": _("a declaration under which people are arrested and held"),
        "pact": _("a pact"),
        "mission": _("a foreign mission"),
        "operation": _("an operation"),
    }


def acting(s: Summary) -> list[Spell]:
    """Return what keeps the gate open in the months of the outlook."""
    first, last = s.outlook.months[0][0], s.outlook.months[-1][1]
    return [k for k in s.outlook.known if k.start <= last and (k.end is None or first < k.end + LAPSE)]


def politics(s: Summary) -> list[str]:
    """Return what the outlook assumes of what the state and others will do."""
    if not any(s.outlook.open):
        return [
            _(
                "Nothing is known to change arrests, holding, force or restraint in these months: the level "
                "alone is forecast, and no declaration, mission, pact or operation is foreseen."
            )
        ]
    said = [
        _("Known to change arrests, holding, force or restraint: {what} since {day} ({title}).").format(
            what=gate_kinds()[k.kind], day=k.start, title=translated(k.title)
        )
        for k in acting(s)
    ]
    if s.mechanism is None:
        said.append(_("The level alone is forecast: what is known of these does not enter."))
        return said
    said.append(
        _(
            "Assumed: what is known goes on; suspended law is given back, and sweeps end, at a rate of "
            "{rate} a year; the pace of sweeps fades over {days} days; a pact breaks at its own rate. No new "
            "declaration, mission, pact or operation is foreseen, and no votes."
        ).format(rate=marks(f"{LIFTED[0]:g}"), days=number(ARRESTS_FADE[0]))
    )
    found = s.mechanism.found
    if found.refitted:
        text = _("The mechanism was fitted for this day: {reason}.").format(reason=s.mechanism.reason)
    else:
        text = _(
            "The mechanism's draws are those fitted as of {day}, weighed by {n} newer figures: {m} "
            "effective draws."
        ).format(day=found.fitted_on, n=len(found.newer), m=number(found.effective))
    said.append(text)
    if s.outlook.ratio is not None:
        last = max(n for n, open_ in enumerate(s.outlook.open) if open_)
        low, middle, high = np.quantile(s.outlook.ratio[last], (0.05, 0.5, 0.95))
        month = f"{s.outlook.months[last][0]:%Y-%m}"
        said.append(
            _("In {month} the mechanism multiplies the level by {m} ({a} to {b}).").format(
                month=month, m=marks(f"{middle:.2f}"), a=marks(f"{low:.2f}"), b=marks(f"{high:.2f}")
            )
        )
    return said


def what_would_change(s: Summary) -> list[str]:
    """Return what would change the outlook."""
    quarter = next((n for n, (a, _b) in enumerate(s.outlook.quarters) if a > s.outlook.record_until), 0)
    low, high = np.quantile(s.outlook.by_quarter()[quarter], (0.05, 0.95))
    start, end = s.outlook.quarters[quarter]
    said = [
        _("A count outside {low} to {high} for {start} to {end} would be a miss, and move the level.").format(
            low=number(low), high=number(high), start=start, end=end
        ),
        _(
            "A declaration with arrests or holding, or a mission, pact or operation that changes arrests, "
            "holding, force or restraint, once it is in the record; and the end of one that is in force."
        ),
    ]
    return said


def marks_said(s: Summary) -> list[str]:
    """Return what each outcome's mark rests on."""
    from tregua.forecasting.outcome_tests import marks as mark_words

    said = []
    for o in s.outcomes:
        t = s.tested[o.name]
        if t.scored:
            text = _(
                "{outcome}: {mark}; {inside} of {n} earlier figures inside the interval of nine in ten"
            ).format(outcome=name_of(o.name), mark=mark_words()[t.mark], inside=t.inside, n=t.scored)
        else:
            text = _("{outcome}: {mark}").format(outcome=name_of(o.name), mark=mark_words()[t.mark])
        said.append(text + ".")
    return said


def missed(s: Summary) -> list[str]:
    """Return every miss of the tests on the record, which are hindcasts and no registered outlooks."""
    said = []
    for o in s.outcomes:
        for m in s.tested[o.name].misses:
            text = _("{outcome}, forecast of {origin} for {start} to {end}: {low} to {high}, came {came}")
            said.append(
                text.format(
                    outcome=name_of(o.name), origin=m.origin, start=m.window[0], end=m.window[1],
                    low=number(m.low), high=number(m.high), came=number(m.came),
                )
            )  # fmt: skip
    return said


def registered_misses(found: Sequence[Line]) -> list[Line]:
    """Return the registered quarters whose count lies outside the interval of nine in ten."""
    return [line for line in found if line.inside and not line.inside["90"]]
