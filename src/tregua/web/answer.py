"""Quick answers: expected values with their bands, while the hand is on the slider.

What does not depend on the policy is prepared once for each set of beliefs and kept, and so is each line: a
page that moves one number asks for one new line.
"""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from tregua._version import __version__
from tregua.assumptions.sampling import BLOCK
from tregua.i18n import _
from tregua.report import phrases
from tregua.results.by_region import region_numbers
from tregua.scenarios.preconditions import Odds, Precondition, odds
from tregua.scenarios.schedule import Plans, planned_cost
from tregua.simulation.first_days import first_days, joined
from tregua.simulation.mean_field_response import Quick, prepare_quick
from tregua.simulation.setup import chances
from tregua.web import answer_series
from tregua.web.answer_page import answer_page, of_lines
from tregua.web.language import told
from tregua.web.limits import Limits
from tregua.web.single_flight_cache import Kept
from tregua.web.sliders import conditions

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario
    from tregua.web.build_scenario import Asked
    from tregua.web.place_store import Shelf

T = TypeVar("T")
REST, DRAG, DRAG_BELIEF = 36_000, 13_000, 6_000  # draws times months times territories
FEWEST = 2 * BLOCK
WIDER = 2  # times as many draws are prepared where one account alone is shown
WORTH_TWO = 48  # draws past which two threads are faster than one, overheads and all
# questions at once, past which an answer has a half, a quarter, a sixth (at rest a tenth) of the draws
COMPANY, CROWD, THRONG = 3, 6, 10
PARTS = ("bands", "authors", "totals", "map", "clock", "answer")
DRAGGED = ("bands", "authors", "totals")  # what a page needs while the hand is on the slider


class Answerer:
    """Works out quick answers, and keeps what the next one will need.

    Parameters
    ----------
    limits
        How much is kept, and how large an answer may be.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._prepared: Kept[Quick] = Kept(limits.prepared)
        self._widest: Kept[Quick] = Kept(limits.prepared)  # the same, with the most draws asked for yet
        self._lines: Kept[answer_series.Line] = Kept(limits.lines)
        self._plans: Kept[Plans] = Kept(limits.lines)

    def draws(self, asked: Asked, busy: int = 0) -> int:
        """Return how many draws an answer gets: as asked, or as many as the time allows.

        Parameters
        ----------
        asked
            The question.
        busy
            Questions that are being answered or wait. Where others ask too, there are fewer draws;
            few steps, so that what is prepared for one serves the next.
        """
        q, base = asked.question, asked.quick_baseline
        cells = len(months_of(base)) * len(asked.shelf.coarse.territories)
        if q.draws is not None:
            most = min(q.draws, max(self._limits.cells // cells, FEWEST))
        else:
            most = min((DRAG if q.dragging else REST) // cells, self._limits.draws)
            few = 6 if q.dragging else 10
            most //= few if busy > THRONG else 4 if busy > CROWD else 2 if busy > COMPANY else 1
            if q.dragging and asked.yours:  # it prepares the place anew, and moves two lines
                most = min(most, DRAG_BELIEF // cells)
        return max(most // BLOCK * BLOCK, FEWEST)  # each account and reading with its weight

    def answer(self, asked: Asked, busy: int = 0) -> dict[str, Any]:
        """Answer a question with expected values; `busy` as for `draws`.

        Raises
        ------
        InputError, RunError
            As `tregua.simulation.mean_field_response` does.
        """
        began = time.perf_counter()
        q = asked.question
        draws = self.draws(asked, busy)
        lines: dict[str, answer_series.Line] = {}
        said = []
        every = listed(asked, quick=True)
        for role in dict.fromkeys(role for _name, role, _beliefs, _scenario in every):
            lines |= self._of_role(asked, draws, [each for each in every if each[1] == role])
        for name, role, beliefs, scenario in every:
            branch = q.branch if scenario.conditional else ""
            said.append(line_told(name, role, beliefs, scenario, branch, brief=q.dragging))
        lines = {name: lines[name] for name, *_rest in every}
        found = assembled(asked, said, lines, asked.shelf.coarse, asked.quick_policy, "quick")
        found |= {
            "kind": "quick",
            "marked": _("expected value, quick"),
            "draws": len(next(iter(lines.values())).structure),
            "seed": q.seed,
            "took_ms": round(1000 * (time.perf_counter() - began), 1),
        }
        return found

    def _of_role(
        self, asked: Asked, draws: int, wanted: list[tuple[str, str, str, Scenario]]
    ) -> dict[str, answer_series.Line]:
        """Return the lines of baseline or policy; those that must be worked out travel together."""
        q, (_name, role, _beliefs, scenario) = asked.question, wanted[0]
        branch = q.branch if scenario.conditional else ""
        common = (asked.shelf.place.hash, scenario.start, scenario.end, asked.as_of, draws, q.seed)
        account = q.structure or ""
        keys = {
            name: (*common, asked.beliefs if beliefs == "yours" else "") for name, _r, beliefs, _s in wanted
        }
        found = {key: self._lines.find((key, scenario.hash, branch, account)) for key in keys.values()}
        lacking = [key for key, line in found.items() if line is None]
        if lacking:
            # what was planned for this policy last: only what has been moved acts anew
            named = (asked.shelf.place.hash, q.policy if role == "policy" else q.baseline)
            parts = [self._of_account(key, asked, draws, account) for key in lacking]
            quick = replace(together(parts), plans=self._plans.get(named, Plans))
            arrays = quick.values_of(scenario, answer_series.NEEDED, branch or "operates")
            ends = np.cumsum([len(part.keys) for part in parts])
            for key, part, end in zip(lacking, parts, ends, strict=True):
                rows = slice(int(end) - len(part.keys), int(end))
                line = answer_series.line(
                    {name: array[rows] for name, array in arrays.items()}, frame_of(part)
                )
                found[key] = line
                self._lines.keep((key, scenario.hash, branch, account), line)
        return {name: line for name, key in keys.items() if (line := found[key]) is not None}

    def policies(self, every: Sequence[Asked]) -> list[tuple[Asked, str, answer_series.Line]]:
        """Return branch and line of each policy, the baseline's first: of the same draws and beliefs."""
        first = every[0]
        draws = self.draws(first)
        found = []
        for role, each in (("baseline", first), *(("policy", one) for one in every)):
            beliefs = "yours" if each.yours else "default"
            wanted = [one for one in listed(each, quick=True) if one[1] == role and one[2] == beliefs]
            if not wanted:  # the baseline, asked for as a policy: it stands there already
                continue
            [(name, _role, _beliefs, scenario)] = wanted
            branch = each.question.branch if scenario.conditional else ""
            found.append((each, branch, self._of_role(each, draws, wanted)[name]))
        return found

    def _of_account(self, key: tuple, asked: Asked, draws: int, account: str) -> Quick:
        """Return a prepared place; only the draws of one causal account, where one is named."""
        if not account:
            return self._quick(key, asked, draws)
        wide = WIDER * draws
        whole = self._quick((*key[:4], wide, *key[5:]), asked, wide)
        return picked(whole, np.flatnonzero(whole.draws.structure == account))

    def _quick(self, key: tuple, asked: Asked, draws: int) -> Quick:
        """Return a place prepared for some beliefs; fewer draws, or more, go by those that are known."""
        place, start, end, as_of, _draws, seed, beliefs = key
        whose = (place, start, end, as_of, seed, beliefs)

        def make() -> Quick:
            known = self._widest.find(whose)
            if known is None:
                known = self._anew(key, asked, draws)
            elif len(known.keys) < draws:
                known = widened(known, draws)
            self._widest.keep(whose, known)
            return narrowed(known, draws)

        return self._prepared.get(key, make)

    def _anew(self, key: tuple, asked: Asked, draws: int) -> Quick:
        """Prepare a place for some beliefs; what no belief moves is taken from the default's."""
        if not key[-1]:
            like, seed = asked.quick_baseline, asked.question.seed
            return prepare_quick(asked.shelf.coarse, like, draws=draws, seed=seed)
        usual = self._quick((*key[:-1], ""), asked, draws)
        setup = replace(usual.setup, parameters=asked.parameters())
        found, start, values, _rejected = first_days(setup, np.arange(draws))
        keys = chances(setup.options.seed, found)
        return replace(usual, setup=setup, draws=found, start=start, values=values, keys=keys)


def widened(quick: Quick, draws: int) -> Quick:
    """Prepare more draws for the beliefs of some: those that there are stay as they are."""
    setup, known = quick.setup, (quick.draws, quick.start, quick.values, 0)
    more = first_days(setup, np.arange(len(quick.keys), draws))
    found, start, values, _rejected = joined([known, more])
    return replace(quick, draws=found, start=start, values=values, keys=chances(setup.options.seed, found))


def narrowed(quick: Quick, draws: int) -> Quick:
    """Return the first draws of a prepared place."""
    return picked(quick, np.arange(draws))


def picked(quick: Quick, rows: np.ndarray) -> Quick:
    """Return some draws of a prepared place, by number."""
    return replace(
        quick,
        draws=quick.draws.take(rows),
        start=type(quick.start)(*(array[rows] for array in quick.start)),
        values=quick.values[rows],
        keys=quick.keys[rows],
        workers=workers(len(rows)),
    )


def together(parts: list[Quick]) -> Quick:
    """Put the draws of several beliefs behind each other: who travels together changes no number."""
    if len(parts) == 1:
        return parts[0]
    start = type(parts[0].start)(
        *(np.concatenate(each) for each in zip(*(p.start for p in parts), strict=True))
    )
    values, keys = (np.concatenate([getattr(p, name) for p in parts]) for name in ("values", "keys"))
    return replace(parts[0], start=start, values=values, keys=keys, workers=workers(len(keys)))


def workers(draws: int) -> int:
    """Return in how many parts an answer is worked out: a few draws are not worth two."""
    return 1 if draws < WORTH_TWO else 2


def listed(asked: Asked, quick: bool) -> list[tuple[str, str, str, Scenario]]:
    """List the lines of an answer: id, role, beliefs and scenario; at most four."""
    pair = (asked.quick_baseline, asked.quick_policy) if quick else (asked.baseline, asked.policy)
    out = []
    for beliefs in ("default", "yours") if asked.yours else ("default",):
        out.append((f"baseline-{beliefs}", "baseline", beliefs, pair[0]))
        if not asked.same:
            out.append((f"policy-{beliefs}", "policy", beliefs, pair[1]))
    return out


def line_told(
    name: str, role: str, beliefs: str, scenario: Scenario, branch: str, brief: bool = False
) -> dict[str, Any]:
    """Say what a line is; in brief, without the sentences of its policy."""
    title = told(scenario.title)
    return {
        "id": name,
        "role": role,
        "beliefs": beliefs,
        "policy": scenario.name,
        "title": title,
        "branch": branch,
        "label": f"{title}, {phrases.branch(branch)}" if branch else title,
        "sentences": [] if brief else scenario.sentences(),
    }


def frame_of(quick: Quick) -> answer_series.Frame:
    """Return what the lines of a prepared place share."""
    people = np.asarray(quick.setup.snap.population, dtype=np.float64)
    days, reading = quick.setup.usual.days.astype(float), quick.draws.reading.astype(str)
    structure = quick.draws.structure.astype(str)
    return answer_series.Frame(days, people, reading, homes(quick.setup.place), structure)


def homes(place: Place) -> np.ndarray:
    """Return the number of the region of each territory, (territory,)."""
    return region_numbers([each.region or "" for each in place.territories.values()], list(place.regions))


def assembled(
    asked: Asked,
    said: list[dict[str, Any]],
    lines: dict[str, answer_series.Line],
    place: Place,
    scenario: Scenario,
    kind: Literal["quick", "exact"],
) -> dict[str, Any]:
    """Put the lines of an answer together; only the parts that are asked for."""
    q = asked.question
    parts = q.parts or (DRAGGED if q.dragging else PARTS)
    months = months_of(asked.quick_baseline)
    pairs = {
        line["beliefs"]: (f"baseline-{line['beliefs']}", line["id"])
        for line in said
        if line["role"] == "policy"
    }
    first = next(iter(lines.values()))
    out: dict[str, Any] = {
        "question": q.told(),
        "months": months,
        "lines": said,
        "stamps": stamps(asked),
        "provenance": {
            "version": __version__,
            "place_hash": asked.shelf.place.hash,
            "as_of": asked.as_of.isoformat(),
            "basis": basis(asked.shelf, asked.as_of, asked.quick_baseline.start),
            "scenarios": {each.name: each.hash for each in (asked.quick_baseline, asked.quick_policy)},
        },
    }
    if "bands" in parts:
        out["bands"] = answer_series.bands(
            lines, q.bands, answer_series.DRAG_DIGITS if q.dragging else answer_series.BAND_DIGITS
        )
    if "authors" in parts:
        out["authors"] = {
            name: {author: answer_series.rounded(mean) for author, mean in each.authors.items()}
            for name, each in lines.items()
        }
    if "totals" in parts:
        out["totals"] = answer_series.totals(lines, pairs, q.totals)
    if "map" in parts:
        out["map"] = {
            "level": "region",
            "model_only": False,
            "months": [months[k] for k in shown_months(len(months))],
            "areas": areas(place),
            "layers": {
                layer: {
                    name: answer_series.rounded(each.layers[layer], answer_series.MAP_DIGITS)
                    for name, each in lines.items()
                }
                for layer in first.layers
            },
        }
    if "clock" in parts:
        out["clock"] = clock(asked, scenario)
    if "answer" in parts:
        own = {"baseline": asked.quick_baseline, "policy": asked.quick_policy}
        out["answer"] = answer_page(
            asked.shelf,
            asked.as_of,
            _("your assumptions") if asked.yours else out["provenance"]["basis"],
            [
                (own[role], branch, line, odds_of(own[role]) if branch else None)
                for role, branch, line in of_lines(said, lines)
            ],
            kind,
        )
    return out


def odds_of(scenario: Scenario) -> Odds:
    """Return the odds of a package, worked out once for the same preconditions and dates."""
    package = scenario.package()
    if package is None:
        return scenario.odds()
    return _odds(scenario.preconditions, *package, min(scenario.as_of, package[0]))


@lru_cache(maxsize=256)
def _odds(preconditions: tuple[Precondition, ...], first: date, last: date, asked: date) -> Odds:
    return odds(preconditions, first, last, asked=asked)


def months_of(scenario: Scenario) -> list[str]:
    """Return the months of a run, such as ``2024-04``."""
    first, last = (12 * day.year + day.month - 1 for day in (scenario.start, scenario.end))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last)]


def shown_months(count: int) -> list[int]:
    """Return the months of which there is a map."""
    return answer_series.Frame(np.ones(count), np.ones(1), np.array([]), np.zeros(1)).shown


def areas(place: Place) -> list[dict[str, Any]]:
    """List the regions of a place that hold territories, in its own order."""
    names, home, regions = list(place.territories), homes(place), list(place.regions)
    people = np.array([place.population(name, place.run.start, place.run.as_of) for name in names], float)
    middle = np.array([place.territories[name].centroid for name in names], float)
    out = []
    for n in np.unique(home):
        mine = np.flatnonzero(home == n)
        weight = people[mine] if people[mine].sum() > 0 else np.ones(len(mine))
        lat, lon = np.average(middle[mine], axis=0, weights=weight)
        beside = {home[names.index(other)] for k in mine for other in place.territories[names[k]].neighbours}
        out.append(
            {
                "id": regions[n],
                "title": str(place.regions[regions[n]]),
                "region": regions[n],
                "lat": float(lat),
                "lon": float(lon),
                "people": round(float(people[mine].sum())),
                "neighbours": [regions[k] for k in sorted(beside - {n})],
            }
        )
    return out


def clock(asked: Asked, scenario: Scenario) -> dict[str, Any]:
    """Say what the package depends on, with which odds it starts and by when, and what it would cost."""
    q = asked.question
    planned = {}
    stated = []
    if not q.dragging:
        stated = conditions(scenario, asked.shelf.policies[q.policy]) if scenario.conditional else []
        cost = planned_cost(asked.policy, asked.shelf.place)
        parts = ("mission", "programmes", "prisons_built", "prisons_run", "total")
        planned = {key: answer_series.rounded(getattr(cost, key)) for key in parts}
    odds = odds_of(scenario) if scenario.conditional else None
    return {
        "conditional": scenario.conditional,
        "branch": q.branch if scenario.conditional else "",
        "odds": {**odds.as_dict(), "sentence": odds.sentence()} if odds else None,
        "preconditions": stated,
        "planned": planned,
    }


def basis(shelf: Shelf, as_of: date, start: date) -> str:
    """Say in a few words what the parameters are."""
    learnt = shelf.learnt(as_of, start)
    if learnt is None:
        return _("priors, uncalibrated")
    return _("fitted to evidence published by {date}").format(date=phrases.day(learnt.as_of))


def stamps(asked: Asked) -> list[str]:
    """List what must stand beside every picture: figures made up, beliefs that lie outside the evidence."""
    from tregua.report.out_of_evidence_flags import invented, outside

    found = invented(asked.shelf.place)
    usual = asked.shelf.usual
    for name, prior in asked.priors.items():
        text = outside(told(usual[name].meaning), prior, usual[name].priors)
        if text:
            found.append(text)
    return found


def in_context(function: Callable[..., T], *arguments: Any) -> Callable[[], T]:
    """Bind a call to the language of this request, to be made in another thread."""
    context = contextvars.copy_context()
    return lambda: context.run(function, *arguments)
