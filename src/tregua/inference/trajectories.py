"""Many walkers through the path of a place, in expectation: the likelihood's engine is the model's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.inference.forcing import Course
from tregua.inference.observation_model import FLOWS, Window, log_likelihood
from tregua.inference.parameterisation import (
    CLASH_WALK,
    LEVEL_SCALE,
    RATIO_START,
    RATIO_WALK,
    REPORT_STEP,
    Space,
    Walk,
    report_name,
)
from tregua.inference.trajectory_kernel import Drive, Kept, march
from tregua.model.state import State, empty_ledger
from tregua.model.workspace import scratch
from tregua.simulation.simulation import Simulation
from tregua.simulation.spin_up import calm
from tregua.vocabulary.time import DAYS_A_YEAR

MOST_Z = 8.0
MODEL_ERROR = {"kidnappings": 0.15}  # relative sd of what the model says beside the level of a figure
LEAST_MEMBERS = 0.02  # of the most there ever were: a fit in which gangs die out explains nothing of theirs


@dataclass
class Paths:
    """What walkers did, by cut.

    Attributes
    ----------
    dead
        Deaths so far, (cut, walker, territory, cause).
    members, hiding
        Members at large, and those of them in hiding, (cut, walker, territory).
    control
        Share under gangs in the piece before each cut, (cut, walker, territory).
    level, background
        Log of killing per member and of background killing against the start, (cut, walker).
    displaced, kidnapped
        People driven from here who live elsewhere, and people kidnapped so far, (cut, walker, territory).
    held, arrested
        People in prison, and arrests made so far, (cut, walker).
    clash, rate, ground, kidnapping
        Log of killing in clashes against its parameter; people killed per active member a day; background
        killing a head and day; log of kidnapping per member against its parameter, (cut, walker).
    capacity, belief, belief_start, held_share, deterrence
        Sweep arrests a day that have been shown; risk of removal believed, now and at the reference date, a
        year; learnt share still held after six months; deterrence, mean over members, (cut, walker).
    free
        Level of killing per member without its dated jumps, at the nodes of its walk, (walker, node).
    drift
        Sd of that walk a root-day, (walker,).
    state, values
        At the last cut.
    """

    dead: np.ndarray
    members: np.ndarray
    hiding: np.ndarray
    control: np.ndarray
    displaced: np.ndarray
    kidnapped: np.ndarray
    held: np.ndarray
    arrested: np.ndarray
    level: np.ndarray
    background: np.ndarray
    clash: np.ndarray
    rate: np.ndarray
    ground: np.ndarray
    kidnapping: np.ndarray
    capacity: np.ndarray
    belief: np.ndarray
    belief_start: np.ndarray
    held_share: np.ndarray
    deterrence: np.ndarray
    free: np.ndarray
    drift: np.ndarray
    state: State
    values: np.ndarray


@dataclass
class Extra:
    """What a forecast adds to a walker's path, by piece and walker; None leaves the course as it is."""

    sweep: np.ndarray | None = None
    suspended: np.ndarray | None = None
    coalition: np.ndarray | None = None
    operations: np.ndarray | None = None
    clash: np.ndarray | None = None
    level: np.ndarray | None = None


def begin(course: Course, space: Space, z: np.ndarray, seed: int = 1) -> tuple[State, np.ndarray]:
    """Return the first day of every walker, and its parameters."""
    values = space.values(z)
    n = len(z)
    draws = Draws(values, np.full(n, space.structure), np.full(n, ""), np.zeros(n, np.int64))
    given = {"members": 0.5 * space.column(z, "members"), "control": space.column(z, "control")}
    return Simulation(course.snap, course.rivalry, course.policy, seed).spin_up(draws, given=given)


def walk(
    course: Course,
    space: Space,
    z: np.ndarray,
    *,
    expected: bool = True,
    keys: np.ndarray | None = None,
    shocks_from: int | None = None,
    extra: Extra | None = None,
) -> Paths:
    """Walk every walker through a course.

    Parameters
    ----------
    z
        Coordinates, (walker, coordinate).
    expected
        Expectations in place of draws of single people.
    keys
        Of the walkers' chance, 64 bits each.
    shocks_from
        Piece from which the country's own chance acts (drift, jumps, sprees); None for never. Before it the
        level
        is what the coordinates say.
    extra
        A forecast's path of the state's actions.
    """
    state, full = begin(course, space, z)
    w, territories, gangs = state.vacancies.shape
    values = calm(full)
    values["arrest_capacity"] = 1e9  # sweep arrests are supplied as they were made
    pieces = len(course.days)
    middle = np.minimum(course.middle(), _last(space))
    drift = np.sqrt(full["level_drift"] ** 2 + full["shock_rate"] * full["shock_size"] ** 2)
    track = space.walks["level"]
    ground = space.walks["background"].at(z, full["background_drift"], middle)
    clash = (
        space.walks["clash"].at(z, CLASH_WALK / np.sqrt(DAYS_A_YEAR), middle)
        if "clash" in space.walks
        else np.zeros_like(ground)
    )
    kidnapping = (
        space.walks["kidnapping"].at(z, full["kidnapping_drift"], middle)
        if "kidnapping" in space.walks
        else np.zeros_like(ground)
    )
    more, settled = extra or Extra(), course.settled
    drive = Drive(
        course.days,
        course.steps.astype(np.int64),
        settled,
        pieces if shocks_from is None else shocks_from,
        _by_piece(course.declared, None),
        _by_piece(course.suspended, more.suspended),
        _by_piece(course.coalition, more.coalition),
        _by_piece(course.sweep, more.sweep),
        _by_piece(course.operations, more.operations),
        course.troops,
        course.mission_police,
        course.police,
        course.soldiers,
        course.places,
        course.spree,
        course.pulse,
        np.ascontiguousarray(_track(track, z, middle)),
        _jumps(course, space, z, full),
        np.ascontiguousarray(ground),
        np.ascontiguousarray(clash),
        np.ascontiguousarray(kidnapping),
        _by_piece(np.zeros(pieces), more.clash),
        _by_piece(np.zeros(pieces), more.level),
        np.minimum(np.searchsorted(np.cumsum(course.days), track.nodes, side="right"), pieces - 1),
    )
    at_cut, here = (pieces + 1, w), (pieces + 1, w, territories)
    local = ("members", "hiding", "control", "displaced", "kidnapped")
    shapes = (
        dict.fromkeys(Kept._fields, at_cut)
        | dict.fromkeys(local, here)
        | {"dead": (*here, state.dead.shape[-1])}
    )
    arrays = {name: np.zeros(shape) for name, shape in shapes.items()}
    arrays["free"] = np.ascontiguousarray(_track(track, z, track.nodes))
    kept = Kept(**arrays)
    march(
        state,
        empty_ledger(w, territories),
        values,
        full,
        course.policy.world,
        np.zeros((w, *course.policy.national.shape[1:])),
        np.zeros((w, *course.policy.territorial.shape[1:])),
        course.rivalry,
        scratch(territories, gangs),
        np.zeros(w, np.uint64) if keys is None else keys,
        expected,
        # how membership grew before a crackdown is read from dated estimates, at better than a chain of
        # twenty years of recruits and leavers could say
        np.ascontiguousarray(space.members(z, np.cumsum(course.days)[:settled])),
        drive,
        kept,
    )
    return Paths(**kept._asdict(), state=state, values=values, drift=drift)


def _by_piece(known: np.ndarray, own: np.ndarray | None) -> np.ndarray:
    """Return what is done in each piece, (piece, walker or 1)."""
    return np.ascontiguousarray(known[:, None] if own is None else own, np.float64)


def _track(track: Walk, z: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the path of killing by gangs, log scale, that the coordinates say, (walker, day).

    The coordinates say how much gangs kill, not how much each member does: that is what the record shows.
    The level
    of killing per member follows by taking off the number of members, until sweeps begin; from then on
    members and deterrence act on killing by themselves. The prior is on the level all the same, see
    `Posterior`.
    """
    return track.at(z, LEVEL_SCALE / np.sqrt(np.diff(track.nodes).mean()), days)


def level_prior(space: Space, paths: Paths) -> np.ndarray:
    """Return the log density of the level's walk against that of standard normal coordinates, (walker,)."""
    track = space.walks["level"]
    sd = paths.drift[:, None] * np.sqrt(np.diff(track.nodes))
    moves = np.diff(paths.free, axis=1)
    return (-0.5 * (moves / sd) ** 2 - np.log(sd / LEVEL_SCALE)).sum(axis=1)


def _last(space: Space) -> float:
    return float(space.walks["level"].nodes[-1])


def _jumps(course: Course, space: Space, z: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the dated jumps so far, (walker, piece)."""
    total = np.zeros((len(z), len(course.days)))
    begins = np.array([c.toordinal() for c in course.cuts[:-1]])
    for n, (day, name, mean, sd) in enumerate(course.jumps):
        size = (values[name] if name else 0.0) + mean + sd * space.column(z, f"jump {n}")
        total += np.asarray(size)[:, None] * (begins >= day.toordinal())
    return total


class Lens:
    """Expected figures of windows, from paths."""

    def __init__(self, course: Course, windows: list[Window], space: Space) -> None:
        self.windows = windows
        self.course = course
        self.space = space
        self.at = [
            [(course.index(a), course.index(b) if w.measures in FLOWS else 0) for a, b in w.spans]
            for w in windows
        ]
        self.middle = [0.5 * ((w.start - course.start).days + (w.end - course.start).days) for w in windows]
        end = _last(space)
        self.rates = {name: f"ratio {name}" for name in {w.base for w in windows if w.second}}
        self.end = end

    def expected(self, paths: Paths, z: np.ndarray) -> np.ndarray:
        """Return the expected figure of every window, (window, walker)."""
        out = np.empty((len(self.windows), len(z)))
        total = paths.dead
        ratios = {
            base: RATIO_START * self.space.column(z, name)[:, None]
            + self.space.walks[name].at(
                z, RATIO_WALK / np.sqrt(DAYS_A_YEAR), np.minimum(np.array(self.middle), self.end)
            )
            for base, name in self.rates.items()
            if name in self.space.walks
        }
        for n, w in enumerate(self.windows):
            where = list(w.regions)
            if w.measures == "deaths":
                mean = np.zeros(len(z))
                parts = w.parts or (w.causes,) * len(w.spans)
                for (i, j), causes, (first, _last) in zip(self.at[n], parts, w.spans, strict=True):
                    grown = (total[j] - total[i])[:, where][:, :, list(causes)].sum(axis=(1, 2))
                    mean += grown * self._reported(w, first, z)
                mean = mean * w.fraction
                if w.second and w.base in ratios:
                    mean = mean * np.exp(ratios[w.base][:, n])
            elif w.measures == "kidnappings":
                mean = np.zeros(len(z))
                for i, j in self.at[n]:
                    mean += (paths.kidnapped[j] - paths.kidnapped[i])[:, where].sum(axis=1)
                mean = mean * w.fraction
            elif w.measures == "members":
                mean = paths.members[self.at[n][0][0]][:, where].sum(axis=1) * w.fraction
            else:
                people = self.course.snap.population[where]
                mean = paths.control[self.at[n][0][0]][:, where] @ (people / people.sum()) * w.fraction
            out[n] = mean
        return out

    def _reported(self, w: Window, first: date, z: np.ndarray) -> np.ndarray | float:
        """Return what breaks in definition up to a day changed in what is reported, (walker,)."""
        names = [report_name(w.base, day) for day in w.breaks if day <= first]
        step = sum(self.space.column(z, name) for name in names if name in self.space.names)
        return np.exp(REPORT_STEP * step)


class Posterior:
    """The log density of one structure at one place, for many walkers at once."""

    def __init__(
        self, course: Course, windows: list[Window], space: Space, left_out: np.ndarray | None = None
    ) -> None:
        self.course, self.windows, self.space = course, windows, space
        self.lens = Lens(course, windows, space)
        # relative variance that the mean-field model leaves out, by window
        track = space.walks["level"]
        self.normal = np.ones(space.size, bool)
        self.normal[track.first : track.first + track.steps] = False
        self.left_out = np.zeros(len(windows)) if left_out is None else left_out

    def log_likelihood(self, z: np.ndarray, paths: Paths | None = None) -> np.ndarray:
        """Return the log likelihood of every walker, by window, (window, walker)."""
        paths = walk(self.course, self.space, z) if paths is None else paths
        mean = self.lens.expected(paths, z)
        out = np.empty_like(mean)
        for n, w in enumerate(self.windows):
            extra = (
                self.space.noise(z, w) if w.measures == "deaths" else MODEL_ERROR.get(w.measures, 0.0) ** 2
            )
            out[n] = log_likelihood(w.value, mean[n], w, extra + self.left_out[n])
        members = paths.members.sum(axis=2)
        gone = members.min(axis=0) < LEAST_MEMBERS * members.max(axis=0)
        out[:, gone] = -np.inf
        return out

    def __call__(self, z: np.ndarray, paths: Paths | None = None) -> np.ndarray:
        """Return the log posterior density of every walker, whose paths may be given."""
        bad = np.abs(z).max(axis=1) > MOST_Z
        with np.errstate(all="ignore"):
            inside = np.clip(z, -MOST_Z, MOST_Z)
            paths = walk(self.course, self.space, inside) if paths is None else paths
            like = self.log_likelihood(inside, paths).sum(axis=0)
            density = like + level_prior(self.space, paths) - 0.5 * (z[:, self.normal] ** 2).sum(axis=1)
        return np.where(np.isfinite(density) & ~bad, density, -np.inf)
