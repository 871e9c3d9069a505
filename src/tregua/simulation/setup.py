"""What all members of a run share: options, place, policies and priors, checked before anything runs."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.assumed import Assumed
from tregua.assumptions.counter_rng import keys
from tregua.assumptions.parameter import Parameter, ParameterSet
from tregua.assumptions.posterior import find
from tregua.assumptions.sampling import Draws
from tregua.errors import InputError, Problem, did_you_mean, known_keywords, one_of, shorten
from tregua.i18n import _
from tregua.inputs.fields import parse_day
from tregua.results.variables import sizes
from tregua.simulation.batch_run import STEPS
from tregua.simulation.initial_state import Snapshot, rivalry_matrix, snapshot
from tregua.simulation.policy_arrays import BRANCHES, Policy, policies
from tregua.simulation.simulation import Simulation
from tregua.simulation.spin_up import idle

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario

MOST_MEMBERS = 100_000
COURSES = tuple(name for name in BRANCHES if name)  # which ways preconditions may go


@dataclass(frozen=True)
class Options:
    """How a run is made.

    Attributes
    ----------
    members
        Members of the ensemble; each has its own parameters, structure, reading and chance.
    seed
        Decides every draw.
    workers
        Threads; None for the number of processors. No result depends on it.
    dt
        "half-day", "day" or "week".
    mean_field
        Expectations in place of draws of single people.
    as_of
        Use only what was published by this day, a date or its text as YYYY-MM-DD; None for the first
        scenario's own.
    assume
        The user's own priors: a file, or a mapping from the name of a parameter to a number or a prior.
    branches
        Branches of conditional scenarios.
    priors
        Draw from the priors even where a posterior is known.
    """

    members: int = 48
    seed: int = 1
    workers: int | None = None
    dt: str = "day"
    mean_field: bool = False
    as_of: date | None = None
    assume: Assumed | None = None
    branches: tuple[str, ...] = ("operates", "collapses")
    priors: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.as_of, str):  # what is no date stays, to be complained of with all else
            object.__setattr__(self, "as_of", parse_day(self.as_of) or self.as_of)
        if isinstance(self.branches, list):
            object.__setattr__(self, "branches", tuple(self.branches))


Options.__init__ = known_keywords(Options.__init__, "Options")  # type: ignore[method-assign]


@dataclass(frozen=True)
class Setup:
    """What every member of a run shares: nothing in it grows with their number."""

    place: Place
    options: Options
    as_of: date
    snap: Snapshot
    parameters: ParameterSet
    rivalry: np.ndarray
    lines: list[Policy]
    usual: Policy
    regions: np.ndarray

    @property
    def simulation(self) -> Simulation:
        """Return the model with a clock, as these options set it."""
        o = self.options
        return Simulation(self.snap, self.rivalry, self.usual, o.seed, self.regions, o.dt, o.mean_field)

    @property
    def size(self) -> dict[str, int]:
        """Return the length of each dimension behind (policy, draw, time)."""
        return sizes(len(self.place.territories), self.regions.shape[1], len(self.place.gangs))


def prepare(
    scenarios: Sequence[Scenario], place: Place, o: Options, parameters: ParameterSet | None = None
) -> Setup:
    """Check what is asked for, and arrange what every member shares.

    Parameters
    ----------
    scenarios
        One or more, with the same start and end.
    place
        The place they are set in.
    o
        How they are run.
    parameters
        Parameters given by hand: see `of_a_run`.

    Raises
    ------
    InputError
        With every option and scenario that does not go with the others.
    """
    _sound(scenarios, place, o)
    scenarios = [s.known_by(o.as_of) for s in scenarios] if o.as_of else list(scenarios)
    first = scenarios[0]
    as_of = o.as_of or first.as_of
    _known(place, as_of)
    parameters = of_a_run(place, o, as_of, first.start, parameters)
    snap = replace(snapshot(place, first.start, as_of), remand_lawful=parameters.fixed["remand_lawful"].value)
    return Setup(
        place,
        o,
        as_of,
        snap,
        parameters,
        rivalry_matrix(place, first.start, as_of),
        policies(scenarios, place, snap, as_of, o.branches),
        idle(place, first, snap, as_of),
        region_matrix(place),
    )


def of_a_run(
    place: Place, o: Options, as_of: date, start: date, given: ParameterSet | None = None
) -> ParameterSet:
    """Return the parameters of a run: the posterior, except for what the user gave.

    Parameters
    ----------
    given
        Parameters by hand. They name those whose prior is another than the place's own; all others keep the
        posterior, where there is one and the priors were not asked for. A set with a posterior of its own
        stands as it is.

    Raises
    ------
    InputError
        For parameters that stand both in `given` and in the assumptions of the options.
    """
    joint = None if o.priors else find(place, as_of, start)
    if given is None:
        return load_parameters(place, o.assume, as_of, joint)
    joint = joint if given.joint is None or o.priors else given.joint
    if o.assume is None and (joint is None or joint is given.joint):
        return ParameterSet({p.name: p for p in given}, joint, given.fixed)
    base = load_parameters(place, o.assume, as_of, joint)
    own = (load_parameters(place), load_parameters(place, None, as_of))

    def by_user(p: Parameter) -> bool:
        return p.set_by == "user" or all(p.priors != known[p.name].priors for known in own)

    named = {p.name: p for p in given if by_user(p)}
    constants = {n: p for n, p in given.fixed.items() if p.value != own[0].fixed[n].value}
    assumed = [p.name for p in (*base, *base.fixed.values()) if p.set_by == "user"]
    twice = [name for name in (*named, *constants) if name in assumed]
    if twice:
        expected = _("each parameter once: in 'parameters' or in 'assume'")
        raise InputError([Problem(_("(options)"), None, "parameters", name, expected) for name in twice])
    by_hand = {name: replace(p, set_by="user") for name, p in named.items()}
    fixed = {name: replace(p, set_by="user") for name, p in constants.items()}
    return ParameterSet({p.name: by_hand.get(p.name, p) for p in base}, base.joint, {**base.fixed, **fixed})


def chances(seed: int, draws: Draws) -> np.ndarray:
    """Return the keys of the members' days."""
    return keys(seed, zlib.crc32(b"days"), draws.index)


def region_matrix(place: Place) -> np.ndarray:
    """Return which territory belongs to which reporting region, (territory, region)."""
    names = list(place.regions)
    return np.array(
        [[float(t.region == r or len(names) == 1) for r in names] for t in place.territories.values()]
    )


def _known(place: Place, as_of: date) -> None:
    """Refuse a day by which nothing had been published of people or of gangs."""
    lists = {f"territories.{n}.population": t.population for n, t in place.territories.items()}
    lists |= {f"gangs.{n}.members": g.members for n, g in place.gangs.items()}
    problems = []
    for where, figures in lists.items():
        if not figures or any(figure.known(as_of) for figure in figures):
            continue
        days = [day for f in figures if (day := f.published or f.date) is not None]
        found = _("nothing published by {day}").format(day=as_of)
        expected = _("an --as-of by which the place knows its people and gangs")
        hint = _("the first figure was published on {day}").format(day=min(days))
        problems.append(Problem(_("(options)"), None, where, found, expected, hint))
    if problems:
        raise InputError(problems)


def another_ground(scenario: Scenario, place: Place) -> tuple[str, str]:
    """Say over which territories a scenario was built, and which ones the place has."""
    ours, theirs = tuple(place.territories), scenario.ground.ids
    strange = [t for t in theirs if t not in ours] or [t for t in ours if t not in theirs] or list(theirs)
    found = _("{name}: {n} territories ({some}, ...)").format(
        name=scenario.name, n=len(theirs), some=", ".join(strange[:3])
    )
    return found, _("a scenario over the {n} territories of {place}").format(n=len(ours), place=place.name)


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _sound(scenarios: Sequence[Scenario], place: Place, o: Options) -> None:
    problems = []

    def wrong(where: str, found: object, expected: str, hint: str = "") -> None:
        problems.append(Problem(_("(options)"), None, where, str(found), expected, hint))

    if not scenarios:
        wrong("scenarios", _("none"), _("at least one scenario"))
    if not _whole(o.members) or not 1 <= o.members <= MOST_MEMBERS:
        wrong("members", shorten(o.members), _("a number from 1 to {most}").format(most=MOST_MEMBERS))
    if o.dt not in tuple(STEPS):
        wrong("dt", shorten(o.dt), ", ".join(STEPS), did_you_mean(o.dt, STEPS))
    if o.workers is not None and (not _whole(o.workers) or o.workers < 1):
        wrong("workers", shorten(o.workers), _("1 or more"))
    if not _whole(o.seed) or not 0 <= o.seed < 2**63:
        wrong("seed", shorten(o.seed), _("a whole number, zero or more"))
    if o.as_of is not None and (not isinstance(o.as_of, date) or isinstance(o.as_of, datetime)):
        wrong("as_of", shorten(o.as_of), _("a date, as YYYY-MM-DD"))
    for name in ("mean_field", "priors"):
        if not isinstance(getattr(o, name), bool | np.bool_):
            wrong(name, shorten(getattr(o, name)), _("true or false"))
    for branch in o.branches if isinstance(o.branches, tuple) else (o.branches,):
        if not isinstance(branch, str) or branch not in COURSES:
            wrong("branches", shorten(branch), one_of(COURSES), did_you_mean(branch, COURSES))
    for s in scenarios:
        if s.place != place.name:
            wrong("scenarios", f"{s.name}: {s.place}", _("a scenario of {place}").format(place=place.name))
        elif s.ground.ids != tuple(place.territories):  # such as regions, where the place has communes
            found, expected = another_ground(s, place)
            wrong("scenarios", found, expected, _("load or build the scenario with this very place"))
        if (s.start, s.end) != (scenarios[0].start, scenarios[0].end):
            wrong(
                "scenarios",
                f"{s.name}: {s.start} - {s.end}",
                _("the same start and end as {name}: {start} - {end}").format(
                    name=scenarios[0].name, start=scenarios[0].start, end=scenarios[0].end
                ),
                _("compare scenarios over the same time"),
            )
    labels = [s.name for s in scenarios]
    for name in sorted({n for n in labels if labels.count(n) > 1}):
        hint = _("give one another name, such as with_intervention(..., name='mine')")
        wrong("scenarios", name, _("each scenario once"), hint)
    if problems:
        raise InputError(problems)
