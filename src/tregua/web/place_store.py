"""What can be asked about: places that ship with the package and those that the command line named.

A request names a place or a policy by its id; ids are looked up here, in tables made at the start from the
package and from the command line, and never become part of a path.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from tregua.assumptions import load_parameters
from tregua.assumptions.parameter import ParameterSet
from tregua.assumptions.posterior import Joint, find
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import LANGUAGES, _
from tregua.places import Place, list_places, load_place
from tregua.places.aggregate_to_regions import at_reported_level
from tregua.scenarios import Scenario, load_scenario, scenarios_of
from tregua.scenarios.inheritance import read_chain
from tregua.scenarios.locate import Source, in_library
from tregua.scenarios.overrides import Sheet
from tregua.web.language import speaking
from tregua.web.limits import Limits
from tregua.web.single_flight_cache import Kept

MADE = 64  # policies made of questions that are kept
OPENS_ON = "haiti"  # where the command line names no place


@dataclass(frozen=True)
class Shelf:
    """One place in one language, with its policies.

    Attributes
    ----------
    place, coarse
        The place, and the same at the level at which it is reported.
    policies, coarse_policies
        Its scenarios by id, in either.
    own
        The folder as the command line named it; empty for a place that ships.
    made
        The latest policies made of questions.
    """

    place: Place
    coarse: Place
    policies: dict[str, Scenario]
    coarse_policies: dict[str, Scenario]
    baseline: str
    own: str = ""
    made: Kept[Scenario] = field(default_factory=lambda: Kept(MADE), repr=False)
    _parameters: dict[tuple[date, date], ParameterSet] = field(default_factory=dict, repr=False)
    _learnt: dict[tuple[date, date], Joint | None] = field(default_factory=dict, repr=False)
    _chains: dict[tuple[str, int], tuple[Sheet | None, list[Problem]]] = field(
        default_factory=dict, repr=False
    )

    @property
    def ref(self) -> str:
        """What the command line calls the place."""
        return self.own or self.place.name

    @cached_property
    def usual(self) -> ParameterSet:
        """The parameters by which a question starts."""
        return self.parameters(self.place.run.as_of, self.place.run.start)

    @cached_property
    def joint(self) -> Joint | None:
        """What was learnt of the place by the day on which a question starts; None without any."""
        return self.learnt(self.place.run.as_of, self.place.run.start)

    def parameters(self, as_of: date, start: date) -> ParameterSet:
        """Return the parameters that a run of the command line starts from."""
        if (as_of, start) not in self._parameters:
            learnt = self.learnt(as_of, start)
            self._parameters[as_of, start] = load_parameters(self.place, None, as_of, learnt)
        return self._parameters[as_of, start]

    def learnt(self, as_of: date, start: date) -> Joint | None:
        """Return what was learnt of the place by a day; looked for once, as every answer tells it."""
        if (as_of, start) not in self._learnt:
            self._learnt[as_of, start] = posterior(self.place, as_of, start)
        return self._learnt[as_of, start]

    def chain(self, source: Source, place: Place) -> tuple[Sheet | None, list[Problem]]:
        """Read a scenario with its bases, once."""
        key = (str(source.path), id(place))
        if key not in self._chains:
            self._chains[key] = read_chain(source, place)
        whole, problems = self._chains[key]
        return whole, list(problems)

    def comparable(self, policy: str) -> bool:
        """Tell whether a policy has the dates of the place's baseline."""
        own, base = self.policies[policy], self.policies[self.baseline]
        return (own.start, own.end) == (base.start, base.end)


@dataclass
class Library:
    """The places that a server knows.

    Parameters
    ----------
    folders
        Folders of places, from the command line.
    """

    folders: Sequence[Path] = ()
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._shelves: dict[tuple[str, str], Shelf] = {}
        self._where: dict[str, str | Path] = {}
        self._own: dict[str, str] = {}
        for folder in self.folders:
            place = load_place(Path(folder))  # InputError with every mistake, before anything is served
            if place.name in self._own:
                expected = _("folders of places with names of their own")
                raise InputError(Problem(str(folder), None, "place.yaml: name", place.name, expected))
            self._where[place.name] = Path(folder).absolute()
            self._own[place.name] = str(folder)
        for name in list_places():
            self._where.setdefault(name, name)
        for name in self._own:
            self.shelf(name, "en")

    @property
    def names(self) -> list[str]:
        """Ids of the places; those of the command line first."""
        return list(self._where)

    @property
    def first(self) -> str:
        """Id of the place on which the page opens."""
        names = self.names
        return names[0] if self._own or OPENS_ON not in names else OPENS_ON

    def shelf(self, name: str, lang: str) -> Shelf:
        """Return a place with its policies in a language.

        Raises
        ------
        InputError
            If there is no such place, or its files have changed and are wrong now.
        """
        if name not in self._where:
            raise InputError(
                Problem("request", None, "place", name, one_of(self.names), did_you_mean(name, self.names))
            )
        lang = lang if lang in LANGUAGES else "en"
        with self._lock:
            if (name, lang) not in self._shelves:
                with speaking(lang):
                    self._shelves[name, lang] = self._load(name)
            return self._shelves[name, lang]

    def _load(self, name: str) -> Shelf:
        place = load_place(self._where[name])
        coarse = at_reported_level(place)
        known = scenarios_of(place, from_today=False)  # all of one start
        known += [name for name in place.from_today if name not in known]  # and those of another
        refs = [ref for ref in known if in_library(ref, place) or ref == f"{name}/baseline"]
        refs = refs or [f"{name}/baseline"]
        policies: dict[str, Scenario] = {}
        coarse_policies: dict[str, Scenario] = {}
        problems = []
        for ref in refs:
            try:
                scenario = load_scenario(ref, place)
            except InputError as error:
                problems += [p for p in error.problems if p not in problems]
                continue
            years = self.limits.years
            if (scenario.end.year - scenario.start.year) * 12 + scenario.end.month - scenario.start.month > (
                12 * years
            ):
                problems.append(
                    Problem(ref, None, "end", str(scenario.end), _("at most {n} years").format(n=years))
                )
            policies[ref] = scenario
            try:
                coarse_policies[ref] = load_scenario(ref, coarse)
            except InputError:
                pass  # it names territories: its quick answer is by territory too
        if problems:
            raise InputError(problems)
        if set(coarse_policies) != set(policies):
            coarse, coarse_policies = place, policies
        return Shelf(place, coarse, policies, coarse_policies, next(iter(policies)), self._own.get(name, ""))


def posterior(place: Place, as_of: date, start: date) -> Joint | None:
    """Return what was learnt about a place by a day, as the command line uses it; None without any."""
    return find(place, as_of, start)
