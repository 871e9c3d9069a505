"""What must hold before a conditional package can start, and the odds that it ever does.

Every number here is the author's assumption about politics. The model does not know it, results are never
averaged over it, and wherever odds are printed they are called assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator

from tregua.i18n import _, translated
from tregua.inputs.yaml_reader import mistake
from tregua.scenarios import phrases
from tregua.scenarios.fields import Day, Line, Link, PerYear, Prose, Share
from tregua.vocabulary.quantiles import DATES
from tregua.vocabulary.time import DAYS_A_YEAR

Kind = Literal["resolution", "consent", "funding", "contributor_law", "legal_authority"]


def title(kind: str) -> str:
    """Return what a precondition is called in a sentence."""
    titles = {
        "resolution": _("resolution of the Security Council"),
        "consent": _("consent of the host"),
        "funding": _("money"),
        "contributor_law": _("law of the contributing country"),
        "legal_authority": _("legal authority to arrest"),
    }
    return titles[kind]


def short(kind: str) -> str:
    """Return a word or two for a list such as 'if the resolution, consent and money hold'."""
    names = {
        "resolution": _("resolution"),
        "consent": _("consent"),
        "funding": _("money"),
        "contributor_law": _("contributor's law"),
        "legal_authority": _("legal authority"),
    }
    return names[kind]


class Precondition(BaseModel):
    """Something that others must grant, and may take back.

    Attributes
    ----------
    kind
        What it is.
    date
        The day on which it is there, where one is known or assumed.
    odds
        Chance that it ever comes, given that those listed before it do.
    arrival_per_year
        Where there is no date: the rate at which it comes, if it comes. Without either it is there at once.
    loss_per_year
        Hazard of its being withdrawn, a year.
    renewal_months, renewal_odds
        How often it must be renewed, and the chance each time that it is.
    given_by
        Who gives it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    date: Day | None = None
    odds: Share = 1.0
    arrival_per_year: PerYear | None = None
    loss_per_year: Annotated[float, Strict(), Field(ge=0, le=365, allow_inf_nan=False)] = 0.0
    renewal_months: Annotated[int, Strict(), Field(ge=1, le=360)] | None = None
    renewal_odds: Share = 1.0
    given_by: Line | None = None
    note: Prose | None = None
    source: Line | None = None
    url: Link | None = None
    grade: Literal["A", "B", "C", "D"] | None = None

    @model_validator(mode="after")
    def _comes_one_way(self) -> Self:
        if self.date is not None and self.arrival_per_year is not None:
            raise mistake(_("either 'date' or 'arrival_per_year'"), at=("arrival_per_year",))
        if self.renewal_odds < 1 and self.renewal_months is None:
            raise mistake(_("'renewal_months' beside 'renewal_odds'"), at=("renewal_odds",))
        return self

    def sentence(self) -> str:
        """Say who gives it, with what odds, when, and how it may be lost; odds are called assumptions."""
        parts = [phrases.capital(title(self.kind))]
        if self.given_by:
            parts[0] = _("{what}, from {giver}").format(what=parts[0], giver=translated(self.given_by))
        if self.odds < 1:
            odds = _("assumed odds of {odds} that it ever comes").format(odds=phrases.percent(self.odds))
        else:
            odds = _("taken to come") if self.date is None else _("in force")
        if self.date is not None:
            joined = _("{odds}, on {day}") if self.odds < 1 else _("{odds} from {day}")
            odds = joined.format(odds=odds, day=phrases.day(self.date))
        elif self.arrival_per_year is not None:
            months = phrases.number(12 / self.arrival_per_year)
            odds = _("{odds}, after {months} months on average").format(odds=odds, months=months)
        parts.append(odds)
        if self.renewal_months is not None:
            parts.append(
                _("renewed every {months} months with assumed odds of {odds}").format(
                    months=self.renewal_months, odds=phrases.percent(self.renewal_odds)
                )
            )
        if self.loss_per_year:
            parts.append(
                _("withdrawn at an assumed rate of {rate} a year").format(
                    rate=phrases.number(self.loss_per_year)
                )
            )
        return _("; ").join(parts) + "."


@dataclass(frozen=True)
class Odds:
    """What the preconditions imply for a package.

    Attributes
    ----------
    starts
        Chance that it ever starts before its end.
    lasts
        Chance that it starts and lasts to its end.
    lasts_if_started
        Chance that it lasts, given that it starts; None where it never does.
    by
        Of the runs in which it starts, the dates by which 10, 50 and 90 % have; empty where none does.
    between
        Chance that it ever starts if all assumed odds are too high, or too low: the range that holds nine in
        ten of the prior of `odds_shift`; None where it was not worked out.
    """

    starts: float
    lasts: float
    lasts_if_started: float | None
    by: dict[float, date]
    between: tuple[float, float] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for the attributes of a result."""
        return {
            "starts": self.starts,
            "lasts": self.lasts,
            "lasts_if_started": self.lasts_if_started,
            "by": {f"{quantile:g}": day.isoformat() for quantile, day in self.by.items()},
        }

    def sentence(self) -> str:
        """Say the odds, and that they follow from assumptions."""
        if not self.by or self.lasts_if_started is None:
            return _("By the assumptions above, the package never starts.")
        text = _(
            "By the assumptions above, the package starts with odds of {starts} (if so, half the time by "
            "{day}), and once started lasts to its end with odds of {lasts}."
        ).format(
            starts=phrases.percent(self.starts),
            day=phrases.day(self.by[0.5]),
            lasts=phrases.percent(self.lasts_if_started),
        )
        if self.between is None:
            return text
        low, high = (phrases.percent(x) for x in self.between)
        return f"{text} " + _(
            "Were all these odds too high or too low together, it would start with odds of {low} to {high}."
        ).format(low=low, high=high)


def shifted(preconditions: Sequence[Precondition], by: float) -> list[Precondition]:
    """Return preconditions with all odds moved on the log-odds scale; odds of 0 and 1 stay."""
    import math

    def moved(x: float) -> float:
        return x if x <= 0.0 or x >= 1.0 else 1.0 / (1.0 + math.exp(-math.log(x / (1.0 - x)) - by))

    return [each.model_copy(update={"odds": moved(each.odds)}) for each in preconditions]


def odds(
    preconditions: Sequence[Precondition],
    start: date,
    end: date,
    n: int = 20_000,
    seed: int = 0,
    asked: date | None = None,
) -> Odds:
    """Work out how likely a package is to start and to last, by Monte Carlo.

    Parameters
    ----------
    preconditions
        All of which must hold at once for the package to start.
    start, end
        The package's planned start, and the end of the horizon.
    n, seed
        Number of draws, and the seed.
    asked
        The day from which preconditions without a date are waited for; the planned start by default.
    """
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(seed))
    origin = start if asked is None else asked
    horizon = float((end - origin).days)
    begins = np.full(n, float((start - origin).days))
    lost = np.full(n, np.inf)
    for each in preconditions:
        # Five draws each, used or not, so that one precondition's terms leave the others' draws alone.
        coin, wait, loss, renewal, _spare = generator.random((5, n))
        arrives = np.zeros(n)
        if each.date is not None:
            arrives += (each.date - origin).days
        elif each.arrival_per_year is not None:
            arrives += -np.log1p(-wait) / each.arrival_per_year * DAYS_A_YEAR
        arrives[coin >= each.odds] = np.inf
        held = np.maximum(arrives, 0.0) if each.date is not None else arrives
        ends = np.full(n, np.inf)
        if each.loss_per_year > 0:
            ends = held - np.log1p(-loss) / each.loss_per_year * DAYS_A_YEAR
        if each.renewal_months is not None and each.renewal_odds < 1:
            ends = np.minimum(ends, _lapse(arrives, each, renewal))
        begins = np.maximum(begins, arrives)
        lost = np.minimum(lost, ends)
    starts = (begins < horizon) & (begins < lost)
    lasts = starts & (lost >= horizon)
    first = begins[starts]
    by: dict[float, date] = {}
    if first.size:
        days = np.quantile(first, DATES)
        by = {q: origin + timedelta(days=round(float(d))) for q, d in zip(DATES, days, strict=True)}
    share = float(starts.mean())
    return Odds(share, float(lasts.mean()), float(lasts.sum() / starts.sum()) if first.size else None, by)


def _lapse(arrives: Any, each: Precondition, draw: Any) -> Any:
    """Return when a renewal first fails; those due before the time looked at have been granted."""
    import numpy as np

    months = each.renewal_months or 1
    period = months * DAYS_A_YEAR / 12
    granted = np.zeros_like(draw)
    if each.renewal_odds > 0:
        # Number of renewals granted before the first refusal: geometric, by inversion.
        granted = np.floor(np.log1p(-draw) / np.log(each.renewal_odds))
    first_due = arrives + period
    overdue = np.ceil(np.maximum(-first_due, 0.0) / period)
    return first_due + (overdue + granted) * period
