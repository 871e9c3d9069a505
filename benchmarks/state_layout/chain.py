"""Measure three layouts of the state on one chain of mechanisms.

``python benchmarks/state_layout/chain.py [repeats]`` measures each layout in processes of its own, in turns,
and prints medians of processor time. The chain is the model's: access, deterrence, recruitment, desistance,
arrests and transitions of members, with the model's own equations and draws. It is written once, in
``CHAIN``; a layout says how a name in it is read.
"""

import re
import statistics
import subprocess
import sys
import time

import numpy as np
from numba import njit

TERRITORIES, GANGS, DAYS = 20, 5, 2000
COUNTS = {"active": 2, "hiding": 2, "held": 6, "vacancies": 1}  # of a gang in a territory
OWN = ("associates", "exposed")
LOCAL = {"associates": 2, "exposed": 2, "held_civilians": 12, "dead": 11}
LEVELS = (
    "rest displaced self_defence care other_held threat slow_threat memory swept violence_felt "
    "mission_troops mission_police contractors police soldiers firepower violence open_start pool_start "
    "population members_start other_start threat_start memory_start removed_usual cap access here away "
    "pull"
).split()
EXITS = {"out_active": 9, "out_hiding": 7}

CHAIN = """
@inlined
def access(s, i, p):
    force = _access.force(T.police, T.soldiers, T.mission_troops, T.mission_police, T.contractors, 0.2, p)
    here, away = 0.0, 0.0
    for g in range(GANGS):
        here += G.active[0] + G.active[1]
        away += G.hiding[0] + G.hiding[1]
    T.here, T.away = here, away
    T.access = _access.access(force, T.firepower * here)

@inlined
def fear(s, i, p):
    T.threat = _fear.threat(T.threat, 0.2, T.access, 0.99, 0.999, p.ratchet)
    T.slow_threat = _fear.slow_threat(T.slow_threat, T.threat, 0.997)

@inlined
def recruitment(s, i, p):
    feared = T.memory - T.memory_start
    willing = _recruitment.willing(T.threat - T.threat_start, feared, max(T.swept, 0.0), 0.0, p)
    for g in range(GANGS):
        members = G.active[0] + G.active[1]
        pull = _recruitment.pull(members, members, T.access, willing, 0.0, 0.0, p)
        G.vacancies *= 0.99
        T.pull = _recruitment.join_hazard(pull + _recruitment.replacement(G.vacancies, p), T.pool_start)

@inlined
def leaving(s, i, p):
    h = _leaving.quit_hazard(T.here + T.away, T.cap, max(T.open_start, 1.0 - T.access), 0.0, p)
    for g in range(GANGS):
        E.out_active[0] = h
        E.out_hiding[0] = h

@inlined
def arrests(s, i, p):
    made = _policing.arrests_made(1.0, T.police + T.soldiers, T.access, p)
    associates = T.associates[0] + T.associates[1]
    exposed = T.exposed[0] + T.exposed[1]
    h = _policing.arrest_hazard(made, T.here, T.away, associates, exposed, 20.0, 1.0, p)
    for g in range(GANGS):
        E.out_active[1] = 20.0 * h
        E.out_active[2] = 0.001
        E.out_hiding[1] = 20.0 * h * p.hiding_arrest
        E.out_hiding[2] = 0.01

@inlined
def movement(s, i, p, key, out):
    for g in range(GANGS):
        close(E.out_active, 7, 1.0)
        close(E.out_hiding, 5, 1.0)
        for age in range(2):
            at = (g << 16) | (age << 10)
            gone = leave(G.active[age], E.out_active, 7, 1.0, key, at, False, out)
            if gone > 0.0:
                G.active[age] -= gone
                T.exposed[age] += out[0]
                G.hiding[age] += out[2]
                G.held[age] += out[1]
                T.dead[0] += out[3]
                T.dead[3] += out[4] + out[5]
                T.dead[7] += out[6]
            gone = leave(G.hiding[age], E.out_hiding, 5, 1.0, key, at + (1 << 28), False, out)
            if gone > 0.0:
                G.hiding[age] -= gone
                T.exposed[age] += out[0]
                G.active[age] += out[2]
                G.held[age] += out[1]
                T.dead[0] += out[3]
                T.dead[7] += out[4]

def chain(s, p, out, first, days):
    for day in range(first, first + days):
        for i in range(TERRITORIES):
            key = place_key(np.uint64(1), np.uint64(day), i)
            access(s, i, p[0])
            fear(s, i, p[0])
            recruitment(s, i, p[0])
            leaving(s, i, p[0])
            arrests(s, i, p[0])
            movement(s, i, p[0], key, out)
"""


def _column(names, at):
    """Return the first column of each name in one flat array."""
    columns = {}
    for name, width in names.items():
        columns[name], at = at, at + width
    return columns, at


def written(layout):
    """Return the chain's source in a layout, and how to make the state."""
    fields = {"G": COUNTS, "T": {**dict.fromkeys(LEVELS, 1), **LOCAL}, "E": EXITS}
    shapes = {"G": (TERRITORIES, GANGS), "T": (TERRITORIES,), "E": (GANGS,)}
    where = {"G": "[i, g", "T": "[i", "E": "[g"}
    columns = {kind: _column(names, 0) for kind, names in fields.items()}

    def read(match):
        kind, name, index = match.group(1), match.group(2), match.group(3)
        wide = fields[kind][name] > 1
        if layout == "arrays":
            return f"s.{kind}_{name}{where[kind]}{f', {index}' if index else ''}]"
        if layout == "records":
            return f"s.{kind}{where[kind]}].{name}{f'[{index}]' if index else ''}"
        at = columns[kind][0][name]
        if wide and not index:  # a whole row
            return f"s.{kind}{where[kind]}, {at}:{at + fields[kind][name]}]"
        return f"s.{kind}{where[kind]}, {at}{f' + {index}' if index else ''}]"

    source = re.sub(r"\b([GTE])\.([a-z_]+)(?:\[(\w+)\])?", read, CHAIN)
    if layout == "arrays":
        made = {
            f"{kind}_{name}": np.ones(shapes[kind] + ((width,) if width > 1 else ()))
            for kind, names in fields.items()
            for name, width in names.items()
        }
    elif layout == "records":
        made = {
            kind: np.zeros(
                shapes[kind], [(n, float, (w,)) if w > 1 else (n, float) for n, w in names.items()]
            )
            for kind, names in fields.items()
        }
    else:
        made = {kind: np.zeros((*shapes[kind], columns[kind][1])) for kind in fields}

    def fill(kind, name, value):
        if layout == "arrays":
            made[f"{kind}_{name}"][...] = value
        elif layout == "records":
            made[kind][name] = value
        else:
            at = columns[kind][0][name]
            made[kind][..., at : at + fields[kind][name]] = value

    def sums():
        if layout == "arrays":
            return float(sum(made[f"G_{n}"].sum() for n in ("active", "hiding", "held")))
        if layout == "records":
            return float(sum(made["G"][n].sum() for n in ("active", "hiding", "held")))
        return float(made["G"][..., : columns["G"][0]["vacancies"]].sum())

    return source, made, fill, sums


def one(layout):
    """Compile and run the chain in one layout; print seconds, nanoseconds and the members left."""
    from collections import namedtuple

    from tregua.assumptions import load_parameters
    from tregua.assumptions.sampling import draw
    from tregua.model.compilation import inlined as inlined
    from tregua.model.mechanisms import access, arrests, desistance, deterrence, recruitment
    from tregua.model.random_draws import close, leave, place_key

    source, made, fill, sums = written(layout)
    for kind, names in (("G", COUNTS), ("T", dict.fromkeys((*LEVELS, *LOCAL)))):
        for name in names:
            fill(kind, name, 0.0)
    for kind, name, value in (
        ("G", "active", 3000.0), ("G", "hiding", 300.0), ("T", "police", 300.0), ("T", "soldiers", 30.0),
        ("T", "firepower", 0.02), ("T", "open_start", 0.5), ("T", "pool_start", 1e4), ("T", "cap", 1e5),
        ("T", "associates", 2e4), ("T", "exposed", 3e4),
    ):  # fmt: skip
        fill(kind, name, value)
    for name in EXITS:
        fill("E", name, 0.0)
    known = {
        "_access": access, "_fear": deterrence, "_recruitment": recruitment, "_leaving": desistance,
        "_policing": arrests, "inlined": inlined, "close": close, "leave": leave, "np": np,
        "place_key": place_key,
        "GANGS": GANGS, "TERRITORIES": TERRITORIES,
    }  # fmt: skip
    exec(source, known)
    chain = njit(known["chain"], error_model="numpy")
    p = draw(load_parameters(), 1, np.zeros(1, np.int64)).values
    state, out = namedtuple("State", made)(**made), np.zeros(16)
    times = [time.process_time()]
    for first, days in ((0, 1), (1, DAYS)):
        chain(state, p, out, first, days)
        times.append(time.process_time())
    each = (times[2] - times[1]) / DAYS / TERRITORIES / GANGS * 1e9
    print(times[1] - times[0], each, sums())


def main():
    """Measure all layouts in turns."""
    layouts = ("arrays", "records", "flat")
    found = {layout: [] for layout in layouts}
    for _repeat in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
        for layout in layouts:
            done = subprocess.run(
                [sys.executable, __file__, layout], capture_output=True, text=True, check=True
            )
            found[layout].append([float(v) for v in done.stdout.split()])
    for layout, rows in found.items():
        seconds, each, left = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"{layout:8s} compile {seconds:.2f} s, run {each:.0f} ns a gang and day, members {left:.0f}")


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in ("arrays", "records", "flat"):
        one(sys.argv[1])
    else:
        main()
