"""A made-up result in the engine's shape, so that the report can be tested without running the model."""

import json
from datetime import date

import numpy as np
import xarray as xr

from tregua.places.evidence import Evidence, Row
from tregua.places.series import Series
from tregua.vocabulary.causes import CAUSE_REGISTER as CAUSES
from tregua.vocabulary.readings import STRUCTURES

# label: (scenario, branch, title, killing, detention, own soldiers' killing)
POLICIES = {
    "haiti/as-it-happened": ("haiti/as-it-happened", "", "As it happened", 1.0, 1.0, 1.0),
    "haiti/no-mission": ("haiti/no-mission", "", "No mission", 1.15, 0.9, 0.6),
    "haiti/offer-6000:operates": (
        "haiti/offer-6000",
        "operates",
        "The offer of March 2024, told at 6,000",
        0.55,
        6.0,
        1.4,
    ),
    "haiti/offer-6000:collapses": (
        "haiti/offer-6000",
        "collapses",
        "The offer of March 2024, told at 6,000",
        0.9,
        4.0,
        1.2,
    ),
    "haiti/targeted-police": (
        "haiti/targeted-police",
        "",
        "Targeted police with review, child protection and prevention",
        0.75,
        0.6,
        0.8,
    ),
    "haiti/pact": ("haiti/pact", "", "A negotiated pact", 0.6, 0.8, 0.5),
}
TERRITORIES = {
    "port_au_prince": ("Port-au-Prince", "capital", 1_010_000, (18.54, -72.34)),
    "carrefour": ("Carrefour", "capital", 530_000, (18.53, -72.40)),
    "delmas": ("Delmas", "capital", 410_000, (18.55, -72.30)),
    "petion_ville": ("Pétion-Ville", "capital", 390_000, (18.51, -72.29)),
    "cite_soleil": ("Cité Soleil", "capital", 270_000, (18.58, -72.33)),
    "croix_des_bouquets": ("Croix-des-Bouquets", "capital", 250_000, (18.58, -72.23)),
    "artibonite": ("Artibonite", "artibonite_centre", 1_800_000, (19.36, -72.44)),
    "centre": ("Centre", "artibonite_centre", 780_000, (19.0, -71.99)),
    "rest": ("Rest of Haiti", "rest", 6_000_000, (18.9, -73.2)),
}
REGIONS = {
    "capital": "Port-au-Prince area",
    "artibonite_centre": "Artibonite and Centre",
    "rest": "Rest of Haiti",
}


KILLED = ("gang_on_gang", "gang_on_civilian", "state_on_gang")
SERIES = {
    "un_killed": Series(title="People killed, UN", base="un", kind="flow", measures="deaths", causes=KILLED),
    "police_killed": Series(
        title="People killed, police", base="police", kind="flow", measures="deaths", causes=KILLED
    ),
    "moved": Series(title="Displaced people", base="iom", kind="stock", measures="displaced"),
    "injured": Series(title="People injured", base="un", kind="flow", measures="injured"),
}


def row(series, start, end, value, published, *, place="all", line=2, source="a report", **more):
    """Make a row of evidence."""
    days = [date.fromisoformat(d) for d in (start, end, published)]
    return Row(
        series, place, *days[:2], value, more.get("low"), more.get("high"), "people", source,
        more.get("url", "https://example.org/r"), days[2], "", "high", more.get("note", ""), False, True,
        published, line,
    )  # fmt: skip


ROWS = (
    row("un_killed", "2024-01-01", "2024-03-31", 700, "2024-03-01", line=2),  # before the run
    row("un_killed", "2024-04-01", "2024-06-30", 900, "2024-03-05", line=3),
    row("un_killed", "2024-07-01", "2024-09-30", 10, "2024-10-30", line=4),
    row("un_killed", "2024-10-01", "2024-12-31", 50_000, "2025-02-04", line=5, low=40_000, high=60_000),
    row("un_killed", "2024-04-01", "2024-06-30", 12, "2024-07-30", line=6, place="delmas"),  # too fine
    row("police_killed", "2024-04-01", "2024-06-30", 1100, "2024-07-01", line=7, source="the police"),
    row("moved", "2024-09-30", "2024-09-30", 700_000, "2024-10-31", line=8),
    row("moved", "2024-09-30", "2024-09-30", 300_000, "2024-10-31", line=9, place="capital"),
    row("injured", "2024-04-01", "2024-06-30", 400, "2024-07-30", line=10),
)
EVIDENCE = Evidence(ROWS, SERIES)
SCENARIOS = {
    "haiti/offer-6000": {
        "mission": {"kind": "mission", "troops": 4000},
        "arrests": {"kind": "state_of_exception"},
    },
    "haiti/targeted-police": {"prevention": {"kind": "prevention"}},
    "haiti/pact": {"pact": {"kind": "pact"}},
}


def manifest(scenarios=None, text=""):
    """Write what a result remembers of how it was made."""
    scenarios = SCENARIOS if scenarios is None else scenarios
    return json.dumps(
        {
            "format": "tregua-study-1",
            "place": {"name": "haiti", "files": None},
            "scenarios": [{"name": k, "interventions": v} for k, v in scenarios.items()],
            "parameters": {"text": text},
        }
    )


def make(policies=None, *, draws=24, months=60, start="2024-04", seed=7, readings=("official", "ngo")):
    """Make a Dataset with the engine's dimensions, coordinates and attributes; values are invented."""
    policies = POLICIES if policies is None else policies
    rng = np.random.default_rng(seed)
    P, D, T, R, J, C = len(policies), draws, months, len(REGIONS), len(TERRITORIES), len(CAUSES)
    kill, detain, state = (np.array([p[k] for p in policies.values()], float) for k in (3, 4, 5))
    structure = np.array(STRUCTURES)[np.arange(D) % 4]
    reading = np.array(readings)[(np.arange(D) // 4) % len(readings)]
    level = rng.lognormal(0.0, 0.35, D) * np.choose(np.arange(D) % 3, [1.2, 0.9, 1.0])
    wrong = np.where(reading == "ngo", 3.0, 1.0) * rng.lognormal(0, 0.2, D)
    # A policy takes half a year to matter.
    ramp = np.clip((np.arange(T) - 2) / 8, 0, 1)
    effect = 1 + (kill[:, None] - 1) * ramp
    hold = 1 + (detain[:, None] - 1) * ramp
    drift = np.exp(np.cumsum(rng.normal(0, 0.06, (D, T)), 1))
    share = np.array([120, 180, 8, 60, 8, 40, 6, 45, 5, 0, 25], float) * 0.9
    by_author = np.ones((P, C))
    by_author[:, 3:7] = state[:, None]
    region = np.array([0.62, 0.3, 0.08])
    mean = (
        (effect[:, None, :, None, None] * level[None, :, None, None, None] * drift[None, :, :, None, None])
        * region[:, None]
        * (share * by_author)[:, None, None, None, :]
    )
    deaths = rng.poisson(mean).astype("int32")
    held_total = 7200 * hold[:, None, :] * (1 + 0.1 * rng.normal(size=(D, 1)))[None]
    custody = rng.poisson(held_total[..., None] * region * 0.02 / 12).astype("int32")
    deaths[..., 9] = custody
    weight = np.array([len([t for t in TERRITORIES.values() if t[1] == r]) for r in REGIONS])
    ids = list(REGIONS)
    deaths_t = np.stack(
        [deaths.sum(-1)[..., ids.index(t[1])] // weight[ids.index(t[1])] for t in TERRITORIES.values()],
        -1,
    ).astype("int32")
    held = np.zeros((P, D, T, 3, 3), "int32")
    wrong_share = np.clip(0.1 * wrong, 0, 0.6)[None, :, None]
    for k, part in enumerate((0.2, 0.6, 0.2)):
        held[..., k, 0] = held_total * part * 0.3
        held[..., k, 1] = held_total * part * (0.7 - wrong_share)
        held[..., k, 2] = held_total * part * wrong_share
    arrests = np.zeros((P, D, T, 3, 2), "int32")
    flow = 260 * hold[:, None, :] * np.ones((1, D, 1))
    for k, part in enumerate((0.3 + 0 * wrong_share, 0.7 - wrong_share, wrong_share)):
        arrests[..., k, 0] = rng.poisson(flow * part * 0.8)
        arrests[..., k, 1] = rng.poisson(flow * part * 0.2)
    wrongful = held[..., 2].sum(-1)[..., None] * 30.4 * np.array([0.85, 0.15])
    arbitrary = (
        (held[..., 1, :].sum(-1) + held[..., [0, 2], 2].sum(-1))[..., None] * 30.4 * np.array([0.85, 0.15])
    )
    control = np.clip(
        np.array([0.8, 0.7, 0.5, 0.3, 0.9, 0.6, 0.4, 0.2, 0.05])
        * (effect[:, None, :, None] * drift[None, :, :, None] ** 0.3),
        0,
        1,
    ).astype("float32")
    active = np.maximum(0, 4500 * effect[:, None, :] * drift[None] ** 0.5).astype("int32")
    asked = np.array([30e6 if ":" not in p else 90e6 for p in policies])[:, None, None] * np.ones((P, D, T))
    received = asked * rng.uniform(0.1, 0.9, D)[None, :, None]
    support = np.clip(0.5 + 0.1 * rng.normal(size=(P, D, T, 3)), 0, 1).astype("float32")
    # A collapse comes half way; what operates stays to the end.
    phase = np.zeros((P, D, T), "int32")
    for k, (_scenario, branch, *_rest) in enumerate(policies.values()):
        phase[k] = np.where(np.arange(T) < T // 2, 4, {"operates": 4, "collapses": 6}.get(branch, 0))
    flat = ("policy", "draw", "time")
    one = np.ones((P, D, T))
    data = {
        "deaths": ((*flat, "region", "cause"), deaths),
        "deaths_by_territory": ((*flat, "territory"), deaths_t),
        "kidnappings": ((*flat, "region"), rng.poisson(40, (P, D, T, R)).astype("int32")),
        "active": ((*flat, "gang"), np.stack([active // 2, active - active // 2], -1)),
        "hiding": ((*flat, "gang"), np.stack([active // 8, active // 9], -1)),
        "control": ((*flat, "territory"), control),
        "displaced": (
            (*flat, "region"),
            (360_000 * effect[:, None, :, None] * level[None, :, None, None] * region).astype("int32"),
        ),
        "arrests": ((*flat, "class", "age"), arrests),
        "held": ((*flat, "stage", "class"), held),
        "minors_held": (flat, (held_total * 0.05).astype("int32")),
        "custody_deaths": (
            (*flat, "class"),
            np.stack([custody.sum(-1), 0 * one, 0 * one], -1).astype("int32"),
        ),
        "arbitrary_days": ((*flat, "age"), arbitrary),
        "wrongful_days": ((*flat, "age"), wrongful),
        "prison_places": (flat, (2400 * one).astype("int32")),
        "abroad": (flat, (0 * one).astype("int32")),
        "support": ((*flat, "public"), support),
        "money_asked": (flat, asked),
        "money_received": (flat, received),
        "money_spent": (flat, received * 0.95),
        "prison_cost": (flat, held_total * 2000.0 / 12),
        "programme_cost": (flat, one * 1e5),
        "judgement_days": (flat, np.where(np.arange(T) % 4 == 1, np.nan, 90.0 + 10 * hold[:, None, :] * one)),
        "mission_strength": ((*flat, "region"), np.zeros((P, D, T, R), "float32")),
        "phase": (flat, phase),
    }
    coords = {
        "policy": list(policies),
        "scenario": ("policy", [p[0] for p in policies.values()]),
        "branch": ("policy", [p[1] for p in policies.values()]),
        "title": ("policy", [p[2] for p in policies.values()]),
        "draw": np.arange(D),
        "structure": ("draw", structure),
        "reading": ("draw", reading),
        # the readings of a pair share a number, as in the engine
        "number": ("draw", np.arange(D) // 8 * 4 + np.arange(D) % 4),
        "time": (np.datetime64(start, "M") + np.arange(T) * np.timedelta64(1, "M")).astype("datetime64[ns]"),
        "region": list(REGIONS),
        "territory": list(TERRITORIES),
        "territory_title": ("territory", [t[0] for t in TERRITORIES.values()]),
        "territory_region": ("territory", [t[1] for t in TERRITORIES.values()]),
        "gang": ["g9", "gpep"],
        "cause": list(CAUSES),
        "author": ("cause", [c[0] for c in CAUSES.values()]),
        "civilian": ("cause", [c[1] for c in CAUSES.values()]),
        "class": ["member", "associate", "uninvolved"],
        "age": ["adult", "minor"],
        "stage": ["lawful", "overdue", "sentenced"],
        "public": ["host", "contributor", "council"],
    }
    assert J == deaths_t.shape[-1]
    attrs = {
        "version": "0.1.0",
        "seed": 1,
        "members": D,
        "dt": "day",
        "mean_field": 0,
        "as_of": "2024-03-10",
        "place": "haiti",
        "place_hash": "ab" * 32,
        "scenario_hashes": json.dumps({p[0]: "cd" * 32 for p in policies.values()}),
        "command": "tregua compare haiti --seed 1",
        "digest": "sha256:" + "ef" * 32,
        "calibrated": "priors, uncalibrated",
        "manifest": manifest(),
        "odds": json.dumps(
            {
                p[0]: {"starts": 0.12, "lasts": 0.04, "lasts_if_started": 0.33, "by": {"0.5": "2025-01-15"}}
                for p in policies.values()
                if p[1]
            }
        ),
    }
    return xr.Dataset(data, coords, attrs)
