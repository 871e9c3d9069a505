"""The first day: from a place, as it was known, and the parameters of each member, to people and levels."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.counter_rng import normal_quantiles, uniforms
from tregua.assumptions.parameter import constants
from tregua.assumptions.sampling import Draws
from tregua.model.state import State, empty
from tregua.places import latest
from tregua.places.displaced import displaced_at
from tregua.places.ground import ground_at
from tregua.places.history import Declaration, declarations, in_force
from tregua.vocabulary.people import ADULT, LAWFUL, MINOR, OVERDUE, SENTENCED
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place

DEFAULT_CONTROL = 0.1  # where a place says nothing of who holds the ground
LEAST_CONTROL, MOST_CONTROL = 0.002, 0.98
MEMBER_SPREAD = 0.3  # log sd of the number of members where no range is given
LATE_NEWS_DAYS = (
    90  # an event this close to the start is not yet in the figures that killing per member rests on
)


@dataclass(frozen=True)
class Snapshot:
    """What a place knew of itself on a day about a day: numbers, before any draw.

    Attributes
    ----------
    population, control, violence, police, displaced, armed
        (territory,)
    members, member_spread, firepower
        (gang,) people at large, log sd, relative firepower
    presence
        (gang, territory) shares
    suspended
        Share of due process that declarations in force on the day suspend, by the share of people they cover.
    declared
        Number of declarations in force on the day.
    announced_days
        Days since the newest declaration, in force or not; infinite if there was none.
    coalition
        1 where gangs act together against the state on the day, else 0.
    """

    population: np.ndarray
    control: np.ndarray
    violence: np.ndarray
    police: np.ndarray
    displaced: np.ndarray
    armed: np.ndarray
    minors: np.ndarray
    members: np.ndarray
    member_spread: np.ndarray
    firepower: np.ndarray
    presence: np.ndarray
    officers: float
    soldiers: float
    held: float
    held_gang: float
    pretrial: float
    held_minors: float
    places: float
    suspended: float
    declared: float
    announced_days: float
    coalition: float
    effects: tuple[tuple[float, float], ...]
    prices: tuple[float, float, float]
    mission: tuple[float, float, float]  # troops, police, contractors already there
    # share of those untried who are still within the lawful limit: fixed, of the parameters
    remand_lawful: float = field(default_factory=lambda: constants()["remand_lawful"].value)


def _at(figures: Any, start: date, as_of: date, default: float = 0.0) -> float:
    if not figures:
        return default
    figures = figures if isinstance(figures, list | tuple) else (figures,)
    return float(latest(figures, start, as_of).value)


def _value(figure: Any, default: float) -> float:
    return default if figure is None else float(figure.value)


def _mission(state: Any, start: date, as_of: date) -> tuple[float, float]:
    known = [m for m in state.mission if m.date <= start and m.known(as_of)]
    newest = max(known, key=lambda m: m.date, default=None)
    return (0.0, 0.0) if newest is None else (float(newest.troops), float(newest.police))


def share_of(declaration: Declaration, place: Place) -> float:
    """Return the share of people in the territories that a declaration names."""
    if "all" in declaration.territories:
        return 1.0
    end = date.max
    people = {name: float(latest(t.population, end, end).value) for name, t in place.territories.items()}
    named = [
        name
        for name, t in place.territories.items()
        if name in declaration.territories or t.region in declaration.territories
    ]
    return sum(people[name] for name in named) / max(sum(people.values()), 1.0)


def snapshot(place: Place, start: date, as_of: date) -> Snapshot:
    """Read a place as it was known on ``as_of`` about ``start``."""
    territories = list(place.territories.values())
    gangs = list(place.gangs.values())
    population = np.array([_at(t.population, start, as_of) for t in territories])
    police = np.array([np.nan if t.police is None else float(t.police) for t in territories])
    if np.isnan(police).any():
        left = max(0.0, 1.0 - float(np.nansum(police)))
        blank = np.isnan(police)
        police[blank] = left * population[blank] / max(population[blank].sum(), 1.0)
    presence = np.zeros((len(gangs), len(territories)))
    ids = list(place.territories)
    for g, gang in enumerate(gangs):
        if gang.presence:
            for name, share in gang.presence.items():
                presence[g, ids.index(name)] = share
        else:
            presence[g] = population
    presence /= np.maximum(presence.sum(axis=1, keepdims=True), 1e-300)
    control = np.array([_value(t.control, DEFAULT_CONTROL) for t in territories])
    members, spread = [], []
    for gang in gangs:
        figure = latest(gang.members, start, as_of)
        members.append(float(figure.value))
        low, high = figure.low, figure.high
        ranged = low is not None and high is not None and 0 < low < high
        spread.append(float(np.log(float(high) / float(low))) / (2 * 1.645) if ranged else MEMBER_SPREAD)  # type: ignore[arg-type]
    state = place.state
    known = [e for e in place.history if e.date <= start and e.known(as_of)]
    # what was in force when knowledge ends is taken to go on
    made = [d for d in declarations(place.history, as_of) if d.date <= start]
    declared = [d for d in made if d.in_force(min(start, as_of))]
    late = start - timedelta(days=LATE_NEWS_DAYS)
    # a coalition acts through controls, from its date on, and is no jump
    effects = tuple(
        (e.effect.mean, e.effect.sd) for e in known if e.effect and e.kind != "coalition" and e.date >= late
    )
    money = state.money
    return Snapshot(
        population=population,
        control=ground_at(place, control, population, start, as_of),
        violence=np.array([float(t.violence) for t in territories]),
        police=police,
        displaced=displaced_at(place, start, as_of),
        armed=np.array([_value(t.self_defence, 0.0) for t in territories]),
        minors=np.array([np.nan if t.minors_share is None else t.minors_share.value for t in territories]),
        members=np.array(members),
        member_spread=np.array(spread),
        firepower=np.array([float(g.firepower) for g in gangs]),
        presence=presence,
        officers=_at(state.police, start, as_of, default=0.0015 * float(population.sum())),
        soldiers=_at(state.soldiers, start, as_of),
        held=_at(state.prisons.held, start, as_of),
        held_gang=_value(state.prisons.held_gang_share, 0.2),
        pretrial=_value(state.prisons.pretrial_share, 0.4),
        held_minors=_value(state.prisons.minors_share, 0.03),
        places=_at(state.prisons.places, start, as_of, default=0.001 * float(population.sum())),
        suspended=max((d.suspends * share_of(d, place) for d in declared), default=0.0),
        declared=float(len(declared)),
        announced_days=min(((start - d.date).days for d in made), default=inf),
        coalition=float(in_force(place.history, "coalition", min(start, as_of), as_of)),
        effects=effects,
        prices=(
            _value(money.prison_usd_per_place_year, 2000.0) / DAYS_A_YEAR,
            _value(money.prison_usd_per_place_built, 8000.0),
            _value(money.police_usd_per_officer_year, 0.0) / DAYS_A_YEAR,
        ),
        mission=(*_mission(state, start, as_of), _at(state.contractors, start, as_of)),
    )


def rivalry_matrix(place: Place, day: date, as_of: date) -> np.ndarray:
    """Return rivalry s_gh on a day as it was known, (gang, gang).

    0 within a gang, 1 between two unless a relation says otherwise.
    """
    names = list(place.gangs)
    s = 1.0 - np.eye(len(names))
    for r in sorted(place.relations, key=lambda r: r.from_):
        if r.from_ > day or not r.known(as_of) or (r.until is not None and r.until <= day):
            continue
        between = names if r.between == "all" else r.between
        for a in between:
            for b in between:
                if a != b:
                    s[names.index(a), names.index(b)] = r.rivalry
    return s


def _normals(seed: int, name: str, index: np.ndarray) -> np.ndarray:
    return normal_quantiles(uniforms(seed, zlib.crc32(name.encode()), index))


def _whole(x: np.ndarray) -> np.ndarray:
    """Round down to whole people along the last axis, keeping its sum (rounded) by largest remainder."""
    floor = np.floor(x)
    missing = np.rint(x.sum(axis=-1) - floor.sum(axis=-1)).astype(int)
    order = np.argsort(-(x - floor), axis=-1, kind="stable")
    rank = np.argsort(order, axis=-1, kind="stable")
    return floor + (rank < missing[..., None])


def _split(total: np.ndarray, *shares: np.ndarray | float) -> list[np.ndarray]:
    """Split whole totals into whole parts by shares; the last part is what is left."""
    parts, left = [], total.copy()
    for share in shares:
        part = np.minimum(np.rint(total * share), left)
        parts.append(part)
        left = left - part
    return [*parts, left]


def initial_state(
    snap: Snapshot,
    draws: Draws,
    rivalry: np.ndarray,
    seed: int,
    preconditions: int,
    given: Mapping[str, np.ndarray] | None = None,
) -> tuple[State, np.ndarray]:
    """Return the state of each member on the first day, and its parameters as fitted to that day.

    Three parameters are fitted to what is known of the start: firepower from the share of ground under gangs,
    the scale of rivalry from its share of killing, and ordinary arrests from those that access lets happen.

    Parameters
    ----------
    given
        What has been learnt of the start, by draw, in place of chance: "members", log of their number against
        what the place says; "members_total", their number; "control", error of the share of ground under
        gangs in standard deviations; "at_large", members by territory and gang; "firepower", that of a member
        by territory, in force equivalents, in place of what the share of ground implies.

    Returns
    -------
    state : State
        (draw, ...)
    values : record array (draw,)
        The draws' parameters, with ordinary arrests as asked for.
    """
    p = draws.values.copy()
    d, t, g = len(draws), len(snap.population), len(snap.members)
    s = empty(d, t, g, preconditions)
    terr = s.territory

    # members by territory and gang, with one error for the whole place
    learnt = draws.start if given is None else given
    if "members_total" in learnt:
        totals = snap.members / max(snap.members.sum(), 1.0) * learnt["members_total"][:, None]
    elif "members" in learnt:
        totals = snap.members * np.exp(learnt["members"])[:, None]
    else:
        totals = snap.members * np.exp(snap.member_spread * _normals(seed, "members", draws.index)[:, None])
    # a place cannot hold more members than a tenth of its people
    limit = 0.1 * snap.population.sum() / np.maximum(totals.sum(axis=1, keepdims=True), 1.0)
    totals = np.rint(totals * np.minimum(1.0, limit))
    members = np.swapaxes(_whole(totals[:, :, None] * snap.presence), 1, 2)  # draw, territory, gang
    members = learnt.get("at_large", members)
    hidden_share = p["hidden_share"] * p["hiding_on"]
    minors = np.where(np.isnan(snap.minors), p["minors_share"][:, None], snap.minors)
    hidden, active = _split(members, hidden_share[:, None, None])
    for count, where in ((hidden, s.hiding), (active, s.active)):
        where[..., MINOR], where[..., ADULT] = _split(count, minors[:, :, None])

    here = members.sum(axis=2)
    population = np.rint(snap.population)
    free = population - here - snap.displaced
    associates = np.minimum(np.rint(p["associates_per_member"][:, None] * here), np.floor(0.2 * free))
    s.associates[..., MINOR], s.associates[..., ADULT] = _split(associates, minors)
    exposed = np.minimum(np.rint(p["exposed_share"][:, None] * population), np.floor(0.3 * free))
    s.exposed[..., MINOR], s.exposed[..., ADULT] = _split(exposed, p["exposed_minors"][:, None])

    _fill_prisons(s, snap, members, population)
    terr["displaced"] = np.minimum(np.rint(snap.displaced), np.floor(0.5 * population))
    terr["self_defence"] = np.minimum(np.rint(snap.armed), np.floor(0.05 * population))
    others = here + associates + exposed + terr["displaced"] + terr["self_defence"] + terr["other_held"]
    others = others + s.held_members.sum(axis=(2, 3, 4)) + s.held_civilians.sum(axis=(2, 3, 4))
    terr["rest"] = np.maximum(population - others, 0.0)
    terr["population"] = np.maximum(population, 1.0)
    terr["members_start"] = np.maximum(here, 0.0)
    terr["cap"] = np.maximum(p["cap_share"][:, None] * population, p["least_room"][:, None] * here)
    readiness = np.stack([np.ones(d), p["minor_recruitment_ratio"]], axis=1)[:, None, :]
    terr["pool_start"] = np.maximum(
        (readiness * (s.exposed + p["associate_pull"][:, None, None] * s.associates)).sum(axis=2), 1.0
    )

    control = learnt["control"] if "control" in learnt else _normals(seed, "control", draws.index)
    _fill_ground(s, snap, p, control, learnt.get("firepower"))
    _fill_levels(s, snap, p, rivalry, seed, draws.index)
    if "belief" in learnt:
        _fill_shown(s, p, learnt)
    return s, p


def _fill_shown(s: State, p: np.ndarray, learnt: Mapping[str, np.ndarray]) -> None:
    """Write what has been shown and believed by the first day, where a fit knows it.

    Killing per member as learnt holds the deterrence of that day, which the level gives back.
    """
    terr, nation = s.territory, s.nation
    weight = terr["members_start"] / np.maximum(terr["members_start"].sum(axis=1, keepdims=True), 1.0)
    terr["capacity"] = learnt["capacity"][:, None] * weight
    for name in ("belief", "belief_start", "deterrence"):
        terr[name] = learnt[name][:, None]
    terr["deterrence_slow"] = terr["deterrence"]
    nation["held_share"] = learnt["held_share"]
    nation["level"] += p["deterrence_on_killing"] * learnt["deterrence"]
    nation["background"] += p["deterrence_on_background"] * learnt["deterrence"]


def _fill_prisons(s: State, snap: Snapshot, members: np.ndarray, population: np.ndarray) -> None:
    d = members.shape[0]
    by_gang = members.sum(axis=(1, 2), keepdims=True)
    uniform = np.broadcast_to(population[:, None] / (population.sum() * members.shape[2]), members.shape)
    weight = np.where(by_gang > 0, members / np.maximum(by_gang, 1.0), uniform)
    gang = _whole(np.rint(snap.held * snap.held_gang) * weight.reshape(d, -1)).reshape(members.shape)
    untried, sentenced = _split(gang, snap.pretrial)
    lawful, overdue = _split(untried, snap.remand_lawful)
    for stage, count in ((LAWFUL, lawful), (OVERDUE, overdue), (SENTENCED, sentenced)):
        s.held_members[:, :, :, stage, MINOR], s.held_members[:, :, :, stage, ADULT] = _split(
            count, snap.held_minors
        )
    other = np.rint(snap.held - np.rint(snap.held * snap.held_gang))
    s.territory["other_held"] = _whole(other * population / population.sum())
    s.territory["other_start"] = s.territory["other_held"]


def _fill_ground(
    s: State, snap: Snapshot, p: np.ndarray, error: np.ndarray, firepower: np.ndarray | None = None
) -> None:
    terr = s.territory
    z = error[:, None]
    logit = np.log(
        np.clip(snap.control, LEAST_CONTROL, MOST_CONTROL)
        / (1 - np.clip(snap.control, LEAST_CONTROL, MOST_CONTROL))
    )
    control = 1.0 / (1.0 + np.exp(-(logit + p["control_error"][:, None] * z)))
    control = np.clip(control, LEAST_CONTROL, MOST_CONTROL)
    terr["police"] = snap.officers * snap.police
    at_large = s.active.sum(axis=(2, 3))
    weight = np.where(at_large.sum(axis=1, keepdims=True) > 0, at_large, snap.population)
    terr["soldiers"] = snap.soldiers * weight / weight.sum(axis=1, keepdims=True)
    force = terr["police"] + p["soldier_effect"][:, None] * terr["soldiers"]
    armed = (s.active.sum(axis=3) * snap.firepower).sum(axis=2)
    # firepower is what the share of ground and the number of members imply
    ratio = control / (1.0 - control)
    fitted = ratio * np.maximum(force, 1.0) / np.maximum(armed, 1.0)
    mean = (fitted * armed).sum(axis=1, keepdims=True) / np.maximum(armed.sum(axis=1, keepdims=True), 1.0)
    terr["firepower"] = np.where(armed > 0, fitted, mean) if firepower is None else firepower
    access = force / np.maximum(force + terr["firepower"] * armed, 1e-300)
    terr["open_start"] = np.maximum(1.0 - access, 0.02)
    total = np.maximum(at_large.sum(axis=1), 1.0)
    reach = np.where(at_large.sum(axis=1) > 0, (access * at_large).sum(axis=1) / total, 1.0)
    # arrests are counted where they are made; what is asked for is more
    p["ordinary_arrests"] /= np.maximum(reach, 0.02)
    # the reference date: no capacity shown, so that what it would be used with is the force of the start
    terr["shown_force"] = force * access
    terr["open_most"] = np.maximum(1.0 - access, 0.02)


def _fill_levels(
    s: State, snap: Snapshot, p: np.ndarray, rivalry: np.ndarray, seed: int, index: np.ndarray
) -> None:
    terr, nation = s.territory, s.nation
    active = s.active.sum(axis=3)
    at_large = active.sum(axis=2)
    everyone = np.maximum(at_large.sum(axis=1), 1.0)
    weight = at_large / everyone[:, None]
    # relative killing has mean one over members, so that killing per member means what its name says
    mean = np.maximum((weight * snap.violence).sum(axis=1), 1e-9)
    terr["violence"] = snap.violence / mean[:, None]
    for n, (effect, sd) in enumerate(snap.effects):
        nation["level"] += effect + sd * _normals(seed, f"event-{n}", index)
    # rivalry has its share of gang killing at the start
    product = np.einsum("dtg,gh,dth->dt", active, rivalry, active) / terr["population"]
    raw = (product * terr["violence"]).sum(axis=1)
    nation["rivalry_scale"] = np.where(raw > 0, p["rival_share"] * everyone / np.maximum(raw, 1e-12), 0.0)
    p["rival_share"] = np.where(raw > 0, p["rival_share"], 0.0)  # one gang, or allies only: no rivals to kill
    nation["members_start"] = at_large.sum(axis=1)
    nation["at_large_start"] = terr["members_start"].sum(axis=1)
    nation["population"] = terr["population"].sum(axis=1)
    nation["places"] = snap.places
    nation["afford"] = 1.0
    nation["pressure_usual"] = nation["pressure"]
    # a state never takes fewer than it holds on the first day
    p["crowding_limit"] = np.maximum(p["crowding_limit"], 1.05 * snap.held / max(snap.places, 1.0))
    nation["announcement_credit"] = 1.0
    nation["declarations"] = snap.declared
    nation["coalition_start"] = snap.coalition
    if np.isfinite(snap.announced_days):
        size = p["announced_risk"] * p["announcement_sign"]
        nation["announcement"] = size * np.exp(-snap.announced_days / p["announcement_time"])
    for public in ("host", "contributor", "council"):
        share = np.clip(p[f"{public}_support"], 0.01, 0.99)
        nation[public] = np.log(share / (1.0 - share))
        nation[f"{public}_start"] = nation[public]
    killing = p["killing_per_member"] * everyone + p["background_rate"] * nation["population"]
    nation["violence_now"] = killing
    nation["violence_usual"] = killing
    felt = (p["killing_per_member"] * (1.0 - p["rival_share"]))[:, None] * at_large * terr["violence"]
    terr["violence_felt"] = felt
