"""What to measure next: the expected value of each named measurement, for each dollar that it costs.

All from one run of the policies and of what happened, on the same draws: no measurement is run by itself.
Populations only: the register refuses a measurement that needs a list of persons.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.decisions.outcomes import arrays_of, chosen
from tregua.decisions.value_of_information_measurements import Measurement, read_measurements
from tregua.decisions.value_of_sample import Learnt, Sample, nested, worth
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.vocabulary.quantiles import HIGH, LOW
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario

MEMBERS = 384
LEAST_MEMBERS = 48  # fewer carry no regression
PER = 1e5  # US dollars for which a value is told
DEATHS, HELD = "deaths", "arbitrary_years"


@dataclass(frozen=True)
class Worth:
    """What one measurement would be worth.

    Attributes
    ----------
    name, measurement
        What is measured, how well, and its price.
    figure
        (low, median, high) of what it observes, before it is made.
    deaths
        What it would change in the range of the effect on deaths and in the order of policies by deaths.
    held
        The same of the effect on arbitrary detention, under each reading.
    check
        The value by a nested run, where one was asked for.
    """

    name: str
    measurement: Measurement
    figure: tuple[float, float, float]
    deaths: Sample
    held: dict[str, Sample]
    check: Learnt | None = None

    @property
    def per_dollar(self) -> float:
        """Share by which the range of the effect on deaths narrows, for 100,000 dollars; 0 within noise."""
        return self.deaths.learnt.narrows / self.measurement.price.usd * PER if self.deaths.told else 0.0

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        price = self.measurement.price
        return {
            "measurement": self.name,
            "title": self.measurement.title,
            "price": {"usd": price.usd, "low": price.low, "high": price.high, "source": price.source},
            "figure": dict(zip(("low", "median", "high"), self.figure, strict=True)),
            "deaths": self.deaths.record(),
            "arbitrary_years": {reading: each.record() for reading, each in self.held.items()},
            "narrows_per_100000_usd": self.per_dollar,
            "saved_per_100000_usd": self.deaths.learnt.saved / price.usd * PER if self.deaths.told else 0.0,
            **({} if self.check is None else {"nested": self.check.record()}),
        }


@dataclass(frozen=True)
class Next:
    """What to measure next in a place.

    Attributes
    ----------
    place, policy, baseline
        Whose effect is to be known better.
    policies
        Whose order by expected deaths could change, fewest deaths first.
    effect
        (low, median, high) of the effect on deaths, before anything is measured.
    worths
        Of each measurement, the most for each dollar first.
    options
        How it was run.
    learnt
        Mark of the posterior that the draws come from, or None for the priors.
    """

    place: Place
    policy: Scenario
    baseline: Scenario
    policies: tuple[Scenario, ...]
    effect: tuple[float, float, float]
    worths: tuple[Worth, ...]
    options: dict[str, Any]
    learnt: dict[str, str] | None

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "place": self.place.name,
            "policy": self.policy.name,
            "baseline": self.baseline.name,
            "order_by_expected_deaths": [each.name for each in self.policies],
            "effect_on_deaths": dict(zip(("low", "median", "high"), self.effect, strict=True)),
            "measurements": [each.record() for each in self.worths],
            "options": self.options,
            "posterior": self.learnt,
        }


def measure_next(
    place: str | Path | Place,
    policy: str | Scenario | None = None,
    *,
    baseline: str | Scenario | None = None,
    measurements: Path | None = None,
    check: Sequence[str] = (),
    members: int = MEMBERS,
    seed: int = 1,
    as_of: date | None = None,
    assume: str | Path | None = None,
    priors: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Next:
    """Compute what each measurement would change in an effect and in the order of policies, for its price.

    Parameters
    ----------
    place
        A place, its name or its folder.
    policy, baseline
        Whose effect, against which; the policy of the place with fewest expected deaths, against its first.
    measurements
        A file of measurements in place of the package's.
    check
        Names of measurements whose value is found by a nested run too.
    members, seed, as_of, assume, priors, workers
        As of `tregua.run`, by the week and in expectation.
    progress
        Called with runs done and runs in all.

    Raises
    ------
    InputError
        With every mistake in what is asked, or where no measurement can be made there.
    """
    from tregua.studies import run
    from tregua.validation.claims.estimands import figure

    at, base, policies, named = _asked(place, policy, baseline, measurements, check, members)
    observed = _observed(named, at, base)
    everyone = list({s.name: s for s in (base, *policies, *observed.values())}.values())
    ds = run(
        everyone,
        at,
        members=members,
        seed=seed,
        workers=workers,
        dt="week",
        mean_field=True,
        as_of=as_of,
        assume=assume,
        priors=priors,
        branches=("operates",),
        progress=progress,
    )
    order = [s.name for s in everyone]

    def values(scenario: Scenario, key: str) -> np.ndarray:
        (outcome,) = chosen([key])
        return outcome.of(arrays_of(ds, order.index(scenario.name), outcome.needs))

    reading = ds["reading"].values.astype(str)
    deaths = np.column_stack([values(s, DEATHS) for s in policies])
    ranks = np.argsort(deaths.mean(axis=0), kind="stable")
    others = [k for k in ranks if policies[k].name != base.name]
    one = policies[1] if policy is not None or ranks[0] not in others else policies[others[0]]
    effect = values(one, DEATHS) - values(base, DEATHS)
    held = values(one, HELD) - values(base, HELD)
    worths = []
    for number, (name, measurement) in enumerate(named.items()):
        seen = figure(measurement.observes, ds, at, seed)
        given = (measurement.error, seed + 1000 * (number + 1))
        by_reading = {
            r: worth(seen[reading == r], held[reading == r], deaths[reading == r], *given) for r in READINGS
        }
        checked = nested(seen, effect, deaths, *given) if name in check else None
        own = worth(seen, effect, deaths, *given)
        worths.append(Worth(name, measurement, _range(seen), own, by_reading, checked))
    mark = ds.attrs.get("posterior")
    return Next(
        at,
        one,
        base,
        tuple(policies[k] for k in ranks),
        _range(effect),
        tuple(sorted(worths, key=lambda w: (-w.per_dollar, -w.deaths.learnt.narrows))),
        {"members": members, "seed": seed, "as_of": as_of.isoformat() if as_of else None,
         "assume": str(assume) if assume else None, "priors": priors, "how": "mean-field, weekly"},
        json.loads(mark) if mark else None,
    )  # fmt: skip


def _range(values: np.ndarray) -> tuple[float, float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    low, middle, high = np.quantile(known, (LOW, 0.5, HIGH))
    return float(low), float(middle), float(high)


def _asked(
    place: str | Path | Place,
    policy: str | Scenario | None,
    baseline: str | Scenario | None,
    measurements: Path | None,
    check: Sequence[str],
    members: int,
) -> tuple[Place, Scenario, list[Scenario], dict[str, Measurement]]:
    """Return the place, the baseline, the policies (baseline first, then the one asked for), measurements."""
    from tregua.places import load_place
    from tregua.scenarios import load_scenario

    problems: list[Problem] = []
    at = load_place(place) if isinstance(place, str | Path) else place
    own: dict[str, Measurement] = {}
    try:
        every = read_measurements(measurements)
        own = {name: each for name, each in every.items() if at.name in each.places}
    except InputError as error:
        problems += error.problems
    here = _("(options)")
    if not own and not problems:
        problems.append(Problem(here, None, "place", at.name, _("a place for which a measurement is named")))
    for name in check:
        if name not in own:
            problems.append(Problem(here, None, "check", name, one_of(own), did_you_mean(name, own)))
    if members < LEAST_MEMBERS:
        expected = _("{n} or more: a regression needs draws").format(n=LEAST_MEMBERS)
        problems.append(Problem(here, None, "members", str(members), expected))
    loaded: list[Scenario] = []
    for each in (baseline, policy, *at.scenarios):
        if each is None:
            continue
        try:
            loaded.append(load_scenario(each, at) if isinstance(each, str) else each)
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    listed = loaded[sum(each is not None for each in (baseline, policy)) :]
    base = loaded[0] if baseline is not None else listed[0] if listed else load_scenario("baseline", at)
    alike = [s for s in listed if (s.start, s.end) == (base.start, base.end)]
    asked = [] if policy is None else [loaded[1 if baseline is not None else 0]]
    policies = list({s.name: s for s in (base, *asked, *alike)}.values())
    if len(policies) < 2:
        found = _("no policy beside {name}").format(name=base.name)
        raise InputError(Problem(at.name, None, "scenarios", found, _("a policy that is named")))
    return at, base, policies, own


def _observed(named: dict[str, Measurement], at: Place, base: Scenario) -> dict[str, Scenario]:
    """Return the scenarios in which measurements would be made; each must run when the policies do."""
    from tregua.scenarios import load_scenario

    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for name, each in named.items():
        for scenario in each.observes.scenarios:
            if scenario not in found:
                try:
                    found[scenario] = load_scenario(scenario, at)
                except InputError as error:
                    problems += [p for p in error.problems if p not in problems]
                    continue
            run = found[scenario]
            if (run.start, run.end) != (base.start, base.end):
                expected = _("the same start and end as {name}: {start} - {end}").format(
                    name=base.name, start=base.start, end=base.end
                )
                problems.append(Problem(run.name, None, name, f"{run.start} - {run.end}", expected))
                continue
            for first, last in each.observes.windows:
                if first < run.start or last >= run.end:
                    expected = _("days inside the run of {name}: {start} to {end}").format(
                        name=run.name, start=run.start, end=run.end
                    )
                    problems.append(Problem(run.name, None, name, f"{first} - {last}", expected))
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return found
