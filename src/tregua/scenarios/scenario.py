"""A scenario: what is done from when, on what conditions, and what of it was known on a given day."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tregua.assumptions import load_parameters
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _, translated
from tregua.printed import Printed, Row
from tregua.scenarios import date_resolution, phrases
from tregua.scenarios.controls import Month, calendar
from tregua.scenarios.geography import Ground
from tregua.scenarios.interventions.base import Intervention, Measure, Setting
from tregua.scenarios.interventions.funding import Funding
from tregua.scenarios.interventions.mission import Mission
from tregua.scenarios.preconditions import Odds, Precondition, odds, shifted
from tregua.vocabulary.quantiles import DATES

NINE_IN_TEN = 1.645  # standard deviations either side that hold nine in ten of a normal prior

if TYPE_CHECKING:
    from tregua.places import Place

LONGEST_NAME = 60  # of a scenario, without that of its place


@dataclass(frozen=True, repr=False)
class Scenario(Printed):
    """What is done in a place, and when.

    Attributes
    ----------
    name
        The place and a name of its own, such as ``haiti/offer-6000``.
    title, sentence
        What it is called, and what it is.
    place
        Name of the place.
    start, end
        The run's first day, and the first day after it; both the first of a month.
    as_of
        The day whose knowledge it rests on: what was published later is left out.
    ground
        The territories of the place.
    written
        Every intervention by label, as written.
    interventions
        Those known by `as_of`, by label, with their dates.
    preconditions
        What must hold for its conditional interventions.
    base
        The scenario that it changes, if any.
    notes
        Whatever a reader should know besides.
    """

    name: str
    title: str
    sentence: str
    place: str
    start: date
    end: date
    as_of: date
    ground: Ground
    written: Mapping[str, Any] = field(default_factory=dict)
    preconditions: tuple[Precondition, ...] = ()
    base: str | None = None
    notes: str = ""
    interventions: Mapping[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        kept, _left_out = date_resolution.known_by(self.written, self.as_of)
        resolved, troubles = date_resolution.resolve(kept, self.start, self.end)
        if troubles:
            raise InputError([_problem(self.name, trouble) for trouble in troubles])
        setting = Setting(self.ground.names, tuple(each.kind for each in self.preconditions))
        told = {
            label: each.within(setting) if isinstance(each, Measure) else each
            for label, each in resolved.items()
        }
        object.__setattr__(self, "interventions", told)

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        return [
            ("", f"{translated(str(self.title))} ({self.name})"),
            *([("", translated(str(self.sentence)))] if self.sentence else []),
            (
                _("run"),
                _("{start} to {end}, with what was known on {day}").format(
                    start=self.start, end=self.end, day=self.as_of
                ),
            ),
            *([(_("changes"), self.base)] if self.base else []),
            *((_("is done") if number == 0 else "", said) for number, said in enumerate(self.sentences())),
        ]

    # -- what it says --------------------------------------------------------------------------------------

    @property
    def conditional(self) -> bool:
        """Tell whether any intervention holds only while the preconditions do."""
        return any(getattr(each, "conditional", False) for each in self.interventions.values())

    @property
    def funding_limited(self) -> bool:
        """Tell whether anything is said of money; where nothing is, a mission is paid for as it asks."""
        return any(isinstance(each, Funding) for each in self.interventions.values())

    def sentences(self) -> list[str]:
        """Say what is done, in order of time; on what conditions; and what is left out as not yet known."""
        items = sorted(
            self.interventions.values(), key=lambda each: getattr(each, "from_", None) or self.start
        )
        said = [each.sentence() for each in items]
        if not said:
            said = [_("Nothing is added: police, prisons and courts go on as they are.")]
        if Mission in {type(each) for each in items} and not self.funding_limited:
            said.append(_("Money is taken to come as it is asked for."))
        if self.conditional:
            said += [each.sentence() for each in self.preconditions]
            said.append(self.odds().sentence())
        left_out = self.dropped()
        if left_out:
            said.append(
                _("Not known by {day}, and left out: {labels}.").format(
                    day=phrases.day(self.as_of),
                    labels=phrases.listing(
                        translated(label.replace("_", " ").replace("-", " ")) for label in left_out
                    ),
                )
            )
        return said

    @property
    def hash(self) -> str:
        """Return a digest of all that decides a run: what is done, when, where and on what conditions."""
        content = {
            "place": self.place,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "interventions": {label: _plain(each) for label, each in sorted(self.interventions.items())},
            "preconditions": [_plain(each) for each in self.preconditions] if self.conditional else [],
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, default=str)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    # -- another scenario from this one --------------------------------------------------------------------

    def known_by(self, as_of: date) -> Scenario:
        """Return the scenario as it could be written on another day."""
        return replace(self, as_of=as_of)

    def dropped(self, as_of: date | None = None) -> list[str]:
        """Return the labels of interventions of which nothing was known by a day."""
        return date_resolution.known_by(self.written, self.as_of if as_of is None else as_of)[1]

    def with_intervention(
        self,
        label: str,
        intervention: Intervention,
        *,
        name: str | None = None,
        title: str | None = None,
        sentence: str | None = None,
    ) -> Scenario:
        """Return the scenario with an intervention added, or another in its place.

        Parameters
        ----------
        label
            What to call it.
        intervention
            A built-in one of `tregua.interventions`, or any object with the protocol
            `tregua.scenarios.Intervention`.
        name, title, sentence
            Of the scenario that is returned, in place of those that say what was changed. A name without a
            place is given that of the scenario.
        """
        if not isinstance(intervention, Intervention):
            raise TypeError(
                _("{what} is no intervention: it needs kind, reads_state, sentence() and act(month)").format(
                    what=type(intervention).__name__
                )
            )
        how = "changed" if label in self.written else "with"
        said = self._said_of(how, label, _called(intervention), name, title, sentence)
        return replace(self, written={**self.written, label: intervention}, **said)

    def without(
        self, label: str, *, name: str | None = None, title: str | None = None, sentence: str | None = None
    ) -> Scenario:
        """Return the scenario without one of its interventions.

        Parameters
        ----------
        label
            What it is called.
        name, title, sentence
            As for `with_intervention`.

        Raises
        ------
        InputError
            If there is none of that label.
        """
        if label not in self.written:
            hint = did_you_mean(label, self.written)
            raise InputError(
                Problem(self.name, None, "interventions", str(label), one_of(self.written), hint)
            )
        said = self._said_of("without", label, _called(self.written[label]), name, title, sentence)
        return replace(self, written={k: each for k, each in self.written.items() if k != label}, **said)

    def _said_of(
        self, how: str, label: str, what: str, name: str | None, title: str | None, sentence: str | None
    ) -> dict[str, str]:
        """Return name, title, sentence and base of a scenario that was changed in Python."""
        titles = {
            "with": _("{title}, with {what}"),
            "changed": _("{title}, with another {what}"),
            "without": _("{title}, without {what}"),
        }
        changes = {
            "with": _("Changed in Python: {what} ({label}) is added."),
            "changed": _("Changed in Python: {what} ({label}) is another."),
            "without": _("Changed in Python: {what} ({label}) is left out."),
        }
        own = self.name.partition("/")[2] or self.name
        words = re.sub(r"[^a-z0-9]+", "-", f"{own}-{how}-{label}".lower()).strip("-")
        if len(words) > LONGEST_NAME:
            mark = hashlib.sha256(words.encode()).hexdigest()[:8]
            words = f"{words[: LONGEST_NAME - 9].rstrip('-')}-{mark}"
        new = words if name is None else name
        change = changes[how].format(what=what, label=label)
        return {
            "name": new if "/" in new else f"{self.place}/{new}",
            "title": titles[how].format(title=self.title, what=what) if title is None else title,
            "sentence": f"{self.sentence} {change}".strip() if sentence is None else sentence,
            "base": self.name,
        }

    # -- what a run needs ----------------------------------------------------------------------------------

    def months(self) -> list[Month]:
        """Return the months of a run, with nothing done in them yet."""
        return calendar(self.start, self.end, self.ground)

    def plan(self) -> list[Month]:
        """Return the months of a run with the controls of all interventions that do not read the state."""
        from tregua.scenarios.schedule import plan

        return plan(self)

    @property
    def reactive(self) -> dict[str, Any]:
        """Return the interventions that read the state, to be called month by month during a run."""
        return {label: each for label, each in self.interventions.items() if each.reads_state}

    def package(self) -> tuple[date, date] | None:
        """Return the first day of the conditional interventions and the day by which all have ended."""
        parts = [each for each in self.interventions.values() if getattr(each, "conditional", False)]
        if not parts:
            return None
        first = min(getattr(each, "from_", None) or self.start for each in parts)
        last = max(min(getattr(each, "until", None) or self.end, self.end) for each in parts)
        return max(first, self.start), last

    def odds(self, n: int = 20_000, seed: int = 0) -> Odds:
        """Return the odds, by the preconditions' assumptions, that the package starts and lasts."""
        package = self.package()
        if package is None:
            return Odds(1.0, 1.0, 1.0, dict.fromkeys(DATES, self.start))
        how = {"n": n, "seed": seed, "asked": min(self.as_of, package[0])}
        middle, spread = load_parameters()["odds_shift"].for_reading("").numbers
        low, high = (
            odds(shifted(self.preconditions, middle + at * spread), *package, **how).starts
            for at in (-NINE_IN_TEN, NINE_IN_TEN)
        )
        return replace(odds(self.preconditions, *package, **how), between=(low, high))


def baseline(place: Place) -> Scenario:
    """Return the scenario in which nothing is added."""
    return from_parts(
        place,
        name="baseline",
        title=_("As things are"),
        sentence=_("Nothing is added: police, prisons and courts go on as they are."),
    )


def from_parts(
    place: Place,
    *,
    name: str,
    title: str,
    sentence: str,
    interventions: Mapping[str, Any] | None = None,
    preconditions: Sequence[Precondition] = (),
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    base: str | None = None,
    notes: str = "",
) -> Scenario:
    """Make a scenario in Python; dates left out are the place's own."""
    from tregua.scenarios.geography import ground_of

    first = start or place.run.start
    known = as_of or place.run.as_of
    return Scenario(
        f"{place.name}/{name}", title, sentence, place.name, first, end or place.run.end, known,
        ground_of(place, first, known), dict(interventions or {}), tuple(preconditions), base, notes,
    )  # fmt: skip


def _called(intervention: Any) -> str:
    """Return what an intervention is called in a sentence."""
    title = getattr(type(intervention), "title", "") or str(intervention.kind).replace("_", " ")
    return translated(title) if isinstance(title, str) else str(intervention.kind)


def _problem(file: str, trouble: date_resolution.Trouble) -> Problem:
    where = ".".join(["interventions", trouble.label, *(str(part) for part in trouble.path)])
    return Problem(file, None, where, trouble.found, trouble.expected, trouble.hint)


def _plain(intervention: Any) -> Any:
    """Return plain data that tell one intervention from another; provenance does not move a result."""
    if isinstance(intervention, Measure | Precondition):
        unread = {"note", "source", "url", "grade", "given_by", "name", "what"}
        return intervention.model_dump(mode="json", exclude=unread)
    own = {key: value for key, value in vars(intervention).items() if not key.startswith("_")}
    return [type(intervention).__module__, type(intervention).__qualname__, repr(sorted(own.items()))]
