"""Many walkers through the path of a place, in expectation: the likelihood's engine is the model's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.engine.initial import initial_state
from tregua.engine.kernel import advance
from tregua.engine.settle import LEAST, MOST, calm, settle
from tregua.learning.history import (
    DAYS_A_MONTH,
    FULL_REGIME,
    MISSION_POLICE,
    OP_DEATHS,
    OPERATIONS,
    REGIME,
    SUSPENDED,
    SWEEP,
    TROOPS,
    Course,
)
from tregua.learning.observation import Window, log_likelihood
from tregua.learning.space import CLASH_WALK, LEVEL_SCALE, RATIO_START, RATIO_WALK, Space, Walk
from tregua.model.environment import SPREE_DAYS
from tregua.model.state import Ledger, State, empty_ledger, scratch

YEAR = 365.25
MOST_Z = 8.0
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
    state, values
        At the last cut.
    """

    dead: np.ndarray
    members: np.ndarray
    hiding: np.ndarray
    control: np.ndarray
    level: np.ndarray
    background: np.ndarray
    state: State
    values: np.ndarray
    clash: np.ndarray
    free: (
        np.ndarray
    )  # level of killing per member without its dated jumps, at the nodes of its walk, (walker, node)
    drift: np.ndarray  # sd of that walk a root-day, (walker,)
    rate: np.ndarray  # people killed per active member a day, (cut, walker)
    ground: np.ndarray  # background killing a head and day, (cut, walker)


@dataclass
class Extra:
    """What a forecast adds to a walker's path, by piece and walker; None leaves the course as it is."""

    sweep: np.ndarray | None = None
    regime: np.ndarray | None = None
    operations: np.ndarray | None = None
    clash: np.ndarray | None = None
    level: np.ndarray | None = None


def begin(course: Course, space: Space, z: np.ndarray, seed: int = 1) -> tuple[State, np.ndarray]:
    """Return the first day of every walker, and its parameters."""
    values = space.values(z)
    n = len(z)
    draws = Draws(values, np.full(n, space.structure), np.full(n, ""), np.zeros(n, np.int64))
    given = {"members": 0.5 * space.column(z, "members"), "control": space.column(z, "control")}
    state, values = initial_state(course.snap, draws, course.rivalry, seed, 0, given=given)
    settle(state, values, course.policy)
    return state, values


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
    values["arrest_capacity"] = 1e9  # arrests under a regime are supplied as they were made
    clash0 = full["clash_rate"].copy()
    keys = np.zeros(w, np.uint64) if keys is None else keys
    ledger, space_of = empty_ledger(w, territories), scratch(territories, gangs)
    pieces = len(course.days)
    middle = np.minimum(course.middle(), _last(space))
    drift = np.sqrt(full["level_drift"] ** 2 + full["shock_rate"] * full["shock_size"] ** 2)
    track = space.walks["level"]
    level = _track(track, z, middle)
    jumped = _jumps(course, space, z, full)
    node_at = np.minimum(np.searchsorted(np.cumsum(course.days), track.nodes, side="right"), pieces - 1)
    free = _track(track, z, track.nodes)
    settled = course.settled
    until = np.cumsum(course.days)
    given = space.members(z, until[:settled])
    crowd = state.active.sum(axis=(1, 2, 3)) + state.hiding.sum(axis=(1, 2, 3))
    crowd0 = np.maximum(crowd, 1.0)
    usual = values["contagion"].copy()
    first = _killers(state, full)
    less = np.zeros(w)
    ground = space.walks["background"].at(z, full["background_drift"], middle)
    clash = (
        space.walks["clash"].at(z, CLASH_WALK / np.sqrt(YEAR), middle)
        if "clash" in space.walks
        else np.zeros_like(ground)
    )
    level0, ground0 = state.nation["level"].copy(), state.nation["background"].copy()
    terr, nation = state.territory, state.nation
    police = terr["police"].copy()
    at_large = state.active.sum(axis=(2, 3))
    spread = at_large / np.maximum(at_large.sum(axis=1, keepdims=True), 1e-9)
    shape = (pieces + 1, w, territories)
    out = Paths(
        np.zeros((*shape, state.dead.shape[-1])),
        np.zeros(shape),
        np.zeros(shape),
        np.zeros(shape),
        np.zeros((pieces + 1, w)),
        np.zeros((pieces + 1, w)),
        state,
        values,
        np.zeros((pieces + 1, w)),
        free,
        drift,
        np.zeros((pieces + 1, w)),
        np.zeros((pieces + 1, w)),
    )
    control = terr["open_start"].copy()
    _keep(out, 0, state, control)
    national = np.zeros((w, *course.policy.national.shape[1:]))
    territorial = np.zeros((w, *course.policy.territorial.shape[1:]))
    before = float(course.regime[0])
    day, step = 0.0, 0
    for n in range(pieces):
        acting = shocks_from is not None and n >= shocks_from
        regime = course.regime[n] if extra is None or extra.regime is None else extra.regime[n]
        sweep = course.sweep[n] if extra is None or extra.sweep is None else extra.sweep[n]
        ops = course.operations[n] if extra is None or extra.operations is None else extra.operations[n]
        if course.regime[n] >= before + 0.5 and not acting:
            _rebase(state)
        before = float(course.regime[n])
        national[:, 0, REGIME] = regime
        national[:, 0, SUSPENDED] = np.asarray(regime) >= FULL_REGIME
        national[:, 0, OP_DEATHS] = 1.0
        here = state.active.sum(axis=(2, 3))
        share = here / np.maximum(here.sum(axis=1, keepdims=True), 1e-9)
        territorial[:, 0, :, SWEEP] = np.reshape(sweep, (-1, 1)) * share / np.maximum(1.0 - control, 0.05)
        territorial[:, 0, :, OPERATIONS] = np.reshape(ops, (-1, 1)) * DAYS_A_MONTH * share
        territorial[:, 0, :, TROOPS] = course.troops[n] * share
        territorial[:, 0, :, MISSION_POLICE] = course.mission_police[n] * share
        terr["police"] = police * course.police[n]
        terr["soldiers"] = course.soldiers[n] * spread
        nation["places"] = np.maximum(course.places[n], 1.0)
        values["clash_rate"] = clash0 * np.exp(
            clash[:, n] + (0.0 if extra is None or extra.clash is None else extra.clash[n])
        )
        if n <= settled:
            less = np.log(_killers(state, full) / first)
        free[:, node_at == n] -= less[:, None]
        if not acting:
            nation["level"] = level0 + level[:, n] - less + jumped[:, n]
            nation["background"] = ground0 + ground[:, n]
        elif n == shocks_from:
            for name in ("level_drift", "shock_rate", "background_drift", "spree_rate", "break_rate"):
                values[name] = full[name]
            values["selfdefence_pulse_rate"] = full["selfdefence_pulse_rate"]
        if extra is not None and extra.level is not None:
            nation["level"] += extra.level[n]
        dt = course.days[n] / course.steps[n]
        if course.spree[n]:
            nation["spree"] += course.spree[n] * np.exp(dt / SPREE_DAYS)
        nation["pulse"] += course.pulse[n]
        ledger.control_days[...] = 0.0
        ledger.flows["recruits"] = 0.0
        then = crowd
        advance(
            state,
            ledger,
            values,
            course.policy.world,
            national,
            territorial,
            course.rivalry,
            space_of,
            keys,
            day,
            step,
            int(course.steps[n]),
            dt,
            expected,
        )
        crowd = state.active.sum(axis=(1, 2, 3)) + state.hiding.sum(axis=(1, 2, 3))
        if n + 1 < settled and not acting:
            _steer(
                values, usual, crowd0 * np.exp(given[:, n + 1]), crowd, then, ledger, course.days[n : n + 2]
            )
        elif n + 1 == settled or acting:
            values["contagion"] = usual
        day += course.days[n]
        step += int(course.steps[n])
        control = ledger.control_days / course.days[n]
        _keep(out, n + 1, state, control)
        out.clash[n + 1] = clash[:, n]
    return out


def _steer(
    values: np.ndarray,
    usual: np.ndarray,
    wanted: np.ndarray,
    crowd: np.ndarray,
    before: np.ndarray,
    ledger: Ledger,
    days: np.ndarray,
) -> None:
    """Set contagion so that members come to what is given by the end of the next piece.

    How membership grew before a crackdown is read from dated estimates, at better than a chain of twenty
    years of
    recruits and leavers could say; contagion is what that growth implies.
    """
    recruits = np.maximum(ledger.flows["recruits"], 1e-9)
    others = crowd - before - recruits
    longer = days[1] / days[0]
    contagion = values["contagion"] * (wanted - crowd - others * longer) / (recruits * longer)
    values["contagion"] = np.clip(
        contagion, np.maximum(LEAST, 0.5 * values["contagion"]), np.minimum(MOST, 2.0 * values["contagion"])
    )
    usual += (values["contagion"] - usual) * (1.0 - np.exp(-days[0] / 365.0))


def _track(track: Walk, z: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the path of killing by gangs, log scale, that the coordinates say, (walker, day).

    The coordinates say how much gangs kill, not how much each member does: that is what the record shows.
    The level
    of killing per member follows by taking off the number of members, until a regime in full force begins;
    from
    then on members and threat act on killing by themselves. The prior is on the level all the same, see
    `Posterior`.
    """
    return track.at(z, LEVEL_SCALE / np.sqrt(np.diff(track.nodes).mean()), days)


def _killers(state: State, values: np.ndarray) -> np.ndarray:
    active, hidden = state.active.sum(axis=(1, 2, 3)), state.hiding.sum(axis=(1, 2, 3))
    return np.maximum(active + values["hiding_activity"] * hidden, 1.0)


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


def _keep(out: Paths, n: int, state: State, control: np.ndarray) -> None:
    out.dead[n] = state.dead
    out.hiding[n] = state.hiding.sum(axis=(2, 3))
    out.members[n] = state.active.sum(axis=(2, 3)) + out.hiding[n]
    out.control[n] = control
    out.level[n] = state.nation["level"]
    out.background[n] = state.nation["background"]
    terr, p = state.territory, out.values
    at_large = state.active.sum(axis=(2, 3))
    weight = at_large / np.maximum(at_large.sum(axis=1, keepdims=True), 1e-9)
    swept = p["dosing"] * p["dose_effect"] * (weight * np.maximum(terr["swept"], 0.0)).sum(axis=1)
    threat = p["threat_on_killing"] * (weight * terr["threat"]).sum(axis=1)
    rivals = 1.0 - p["rival_share"] + p["rival_share"] * at_large.sum(axis=1) / state.nation["members_start"]
    out.rate[n] = p["killing_per_member"] * np.exp(out.level[n] - threat - swept) * rivals
    slow = (weight * terr["slow_threat"]).sum(axis=1)
    out.ground[n] = p["background_rate"] * np.exp(out.background[n] - p["threat_on_background"] * slow)


def _rebase(state: State) -> None:
    """Count the share swept up against the members there are when a crackdown begins.

    Not at the start of the record.
    """
    terr = state.territory
    now = np.maximum(state.active.sum(axis=(2, 3)) + state.hiding.sum(axis=(2, 3)), 1.0)
    terr["swept"] = terr["swept"] * terr["members_start"] / now
    terr["members_start"] = now


class Lens:
    """Expected figures of windows, from paths."""

    def __init__(self, course: Course, windows: list[Window], space: Space) -> None:
        self.windows = windows
        self.course = course
        self.space = space
        self.at = [
            [(course.index(a), course.index(b) if w.measures == "deaths" else 0) for a, b in w.spans]
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
                z, RATIO_WALK / np.sqrt(YEAR), np.minimum(np.array(self.middle), self.end)
            )
            for base, name in self.rates.items()
            if name in self.space.walks
        }
        for n, w in enumerate(self.windows):
            where = list(w.regions)
            if w.measures == "deaths":
                mean = np.zeros(len(z))
                parts = w.parts or (w.causes,) * len(w.spans)
                for (i, j), causes in zip(self.at[n], parts, strict=True):
                    grown = total[j] - total[i]
                    mean += grown[:, where][:, :, list(causes)].sum(axis=(1, 2))
                mean = mean * w.fraction
                if w.second and w.base in ratios:
                    mean = mean * np.exp(ratios[w.base][:, n])
            elif w.measures == "members":
                mean = paths.members[self.at[n][0][0]][:, where].sum(axis=1) * w.fraction
            else:
                people = self.course.snap.population[where]
                mean = paths.control[self.at[n][0][0]][:, where] @ (people / people.sum()) * w.fraction
            out[n] = mean
        return out


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
            extra = self.space.noise(z, w) if w.measures == "deaths" else 0.0
            out[n] = log_likelihood(w.value, mean[n], w, extra + self.left_out[n])
        members = paths.members.sum(axis=2)
        gone = members.min(axis=0) < LEAST_MEMBERS * members.max(axis=0)
        out[:, gone] = -np.inf
        return out

    def __call__(self, z: np.ndarray) -> np.ndarray:
        """Return the log posterior density of every walker."""
        bad = np.abs(z).max(axis=1) > MOST_Z
        with np.errstate(all="ignore"):
            inside = np.clip(z, -MOST_Z, MOST_Z)
            paths = walk(self.course, self.space, inside)
            like = self.log_likelihood(inside, paths).sum(axis=0)
            density = like + level_prior(self.space, paths) - 0.5 * (z[:, self.normal] ** 2).sum(axis=1)
        return np.where(np.isfinite(density) & ~bad, density, -np.inf)
