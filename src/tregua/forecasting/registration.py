"""Registered outlooks as files: what stands in them, and how they are read.

Three files an outlook: ``DATE.csv``, a model output of the hubverse (quantiles and samples by quarter,
https://docs.hubverse.io); ``DATE.views.csv``, samples by month as VIEWS has them (month_id, country_id, draw,
outcome), where the country has a number there; ``DATE.json``, what was forecast, from what, and the digests.
"""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tregua.errors import InputError, Problem
from tregua.i18n import _

FORMAT = "tregua-registration-1"
HUB_COLUMNS = (
    "origin_date", "target", "horizon", "location", "target_end_date",
    "output_type", "output_type_id", "value",
)  # fmt: skip
VIEWS_COLUMNS = ("month_id", "country_id", "draw", "outcome")
# the levels that hubs ask for
QUANTILE_LEVELS = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)
# numbers of countries in VIEWS (prio-data/prediction_competition_2023, countries.csv); the Americas
VIEWS_COUNTRIES = {
    "GUY": 1, "SUR": 2, "TTO": 3, "VEN": 4, "ARG": 7, "BOL": 8, "BRA": 9, "CHL": 10, "ECU": 11, "PRY": 12,
    "PER": 13, "URY": 14, "GTM": 16, "MEX": 17, "BRB": 18, "DOM": 23, "HTI": 24, "JAM": 25, "BHS": 26,
    "BLZ": 27, "COL": 28, "CRI": 29, "CUB": 30, "SLV": 31, "HND": 32, "NIC": 33, "PAN": 34, "CAN": 183,
    "USA": 234,
}  # fmt: skip
VIEWS_FIRST_YEAR = 1980
Digest = str

TargetKind = Literal["ahead", "begun", "hindcast"]


class Strict(BaseModel):
    """Represent a part of a file: frozen, and without keys that are not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(Strict):
    """Represent one quarter that was forecast."""

    start: date
    end: date
    horizon: int = Field(ge=0, description="quarters after the one of the day")
    kind: TargetKind = Field(description="ahead, begun, or over on the day of registration: a hindcast")
    counted: float = Field(ge=0, description="people already counted in it")


class Digests(Strict):
    """Represent the digests of an outlook; the day of registration enters none."""

    inputs: Digest = Field(description="of the place's files, the base and the mechanism's draws")
    code: Digest = Field(description="of the code and the learnt prior")
    draws: Digest = Field(description="of the draws by month")
    all: Digest = Field(description="of the three together")


class Registration(Strict):
    """Represent the file DATE.json of a registered outlook."""

    format: Literal["tregua-registration-1"] = FORMAT
    version: str
    place: str
    title: str
    iso3: str | None
    as_of: date
    registered: date = Field(description="the day on which the files were written")
    model: str = Field(
        description="what the draws were made with: 'level' alone, or 'combination' with the mechanism"
    )
    mechanism: str = Field(
        default="", description="digest of the mechanism's draws and weights; empty without"
    )
    open: tuple[bool, ...] = Field(
        default=(), description="by month, whether what is known to change opens the gate to the mechanism"
    )
    prior: str
    series: str
    base: str = Field(description="on which base the count is made; no other answers it")
    unit: str
    record_until: date
    history: int = Field(ge=1, description="windows of history")
    draws: int = Field(ge=1)
    targets: tuple[Target, ...]
    baselines: dict[str, tuple[tuple[int, ...], ...]] = Field(description="draws by quarter, by name")
    left_out: dict[str, str]
    digests: Digests
    files: dict[str, Digest] = Field(description="SHA-256 of the files next to this one")

    @model_validator(mode="after")
    def _quarters(self) -> Registration:
        if any(len(rows) != len(self.targets) for rows in self.baselines.values()):
            raise ValueError("a baseline with another number of quarters than targets")
        return self

    @property
    def target(self) -> str:
        """Return the name of the target in the hub."""
        return f"quarterly deaths {self.series}/{self.base}"

    @property
    def location(self) -> str:
        """Return the name of the location in the hub."""
        return self.iso3 or self.place


def sha256(content: bytes) -> Digest:
    """Return the SHA-256 digest of bytes."""
    return hashlib.sha256(content).hexdigest()


def month_id(day: date) -> int:
    """Return the number of a month in VIEWS: 1 is January 1980."""
    return 12 * (day.year - VIEWS_FIRST_YEAR) + day.month


def read_registration(file: Path) -> Registration:
    """Read DATE.json and check that the files next to it are as they were registered.

    Raises
    ------
    InputError
        If the file is not of the form, or another one is missing or was changed; all mistakes at once.
    """
    try:
        found = Registration.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise InputError(
            Problem(
                str(file), None, ".".join(map(str, e["loc"])), str(e.get("input"))[:80], e["msg"],
                _("registered files are never edited: restore it"),
            )
            for e in error.errors()
        ) from None  # fmt: skip
    problems = []
    for name, digest in found.files.items():
        other = file.with_name(name)
        if not other.is_file():
            problems.append(_changed(other, _("no such file"), digest))
        elif (now := sha256(other.read_bytes())) != digest:
            problems.append(_changed(other, now, digest))
    if problems:
        raise InputError(problems)
    return found


def _changed(file: Path, found: str, digest: str) -> Problem:
    hint = _("registered files are never edited: restore it")
    return Problem(str(file), None, "SHA-256", found, digest, hint)


def read_samples(file: Path) -> np.ndarray:
    """Read the samples of a hub file, (quarter, draw), in the order of the horizon."""
    rows: dict[int, list[float]] = {}
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if row["output_type"] == "sample":
                rows.setdefault(int(row["horizon"]), []).append(float(row["value"]))
    return np.array([rows[k] for k in sorted(rows)])
