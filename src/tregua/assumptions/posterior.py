"""Posteriors that ship with the package, or lie beside a place: rows of parameters that were learnt together.

Each is a pair of files ``<as-of>/<place>.npz`` and ``.yaml``: the rows, and where they come from.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.posterior_schema import check_form
from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.bounded_archive import read_arrays
from tregua.inputs.text_reader import MEGABYTE
from tregua.vocabulary.readings import READINGS, STRUCTURES

if TYPE_CHECKING:
    from tregua.places import Place

HERE = Path(__file__).parent / "posteriors"
FOLDER = "posteriors"  # beside a place's own files
# what is kept of the state at each date; runs that begin then start from it
AT = (
    "members",
    "killing_per_member",
    "background_rate",
    "clash_rate",
    "growth",
    "kidnapping_per_member",
    "capacity",
    "belief",
    "belief_start",
    "held_share",
    "deterrence",
)
# of these the first day of a run: what has been shown and believed by then, as `Draws.start` holds it
SHOWN = ("capacity", "belief", "belief_start", "held_share", "deterrence")
DIGESTED = ("names", "structure", "values", "weights", "at", "days")
LARGEST_FILE = 64 * MEGABYTE
ROWS_KEY = "rows"  # key of the provenance: the digest of the rows


@dataclass(frozen=True)
class Joint:
    """A posterior as a run uses it.

    Attributes
    ----------
    place, as_of
        Whose, and what knowledge it rests on.
    names, values
        Parameters in the units in which they are stated, (row, parameter).
    structure
        Name of the structure of each row.
    weights
        Weight of each row under each reading, (row, reading); the rows of a structure sum to one.
    days, at
        Dates as ordinals, and what is known of the state then, (date, row, field of `AT`).
    provenance
        How it was made.
    """

    place: str
    as_of: date
    names: tuple[str, ...]
    values: np.ndarray
    structure: np.ndarray
    weights: np.ndarray
    days: np.ndarray
    at: np.ndarray
    provenance: dict[str, Any]
    start: date | None = None
    file: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of what is known of the state, in the order of the last axis of `at`."""
        return AT

    @property
    def digest(self) -> str:
        """Digest of the rows, their weights and what they say of the state: not of when they were made."""
        return rows_digest({key: np.asarray(getattr(self, key)) for key in DIGESTED})

    @property
    def mark(self) -> str:
        """What a result says of it."""
        told = {
            "place": self.place,
            "as_of": self.as_of.isoformat(),
            "made": self.provenance.get("made", ""),
            "digest": self.digest,
            "start": (self.start or self.as_of).isoformat(),
            "known_from": self.known_from().isoformat(),
        }
        return json.dumps(told)

    def known_from(self) -> date:
        """Return the first date whose state is kept."""
        return date.fromordinal(int(self.days[0]))

    def rows(
        self, structure: np.ndarray, reading: np.ndarray, u: np.ndarray, response: np.ndarray | None = None
    ) -> np.ndarray:
        """Return a row for each draw, from a uniform number: of its structure, by the weights of its reading.

        Parameters
        ----------
        response
            0 where the exponent of the response to risk is 1, else 1, (draw,): rows are then of that
            response too, if the structure was learnt under both.
        """
        out = np.zeros(len(u), np.int64)
        threshold = self.threshold()
        asked = np.zeros(len(u), bool) if response is None else np.asarray(response) > 0
        for s in np.unique(structure):
            every = np.flatnonzero(self.structure == s)
            both = response is not None and 0 < threshold[every].sum() < len(every)
            for steep in (False, True) if both else (None,):
                of = every if steep is None else every[threshold[every] == steep]
                for k, name in enumerate(READINGS):
                    mine = (structure == s) & (reading == name)
                    if steep is not None:
                        mine &= asked == steep
                    if not mine.any():
                        continue
                    # a response under which a reading has no row is drawn from all of that reading's rows
                    among = of if self.weights[of, k].sum() > 0 else every
                    total = np.cumsum(self.weights[among, k])
                    place = np.searchsorted(total / total[-1], u[mine], side="right")
                    out[mine] = among[np.minimum(place, len(among) - 1)]
        return out

    def threshold(self) -> np.ndarray:
        """Return of each row whether its response to risk has an exponent other than 1, (row,)."""
        if "risk_exponent" not in self.names:
            return np.zeros(len(self.values), bool)
        return self.values[:, self.names.index("risk_exponent")] != 1.0

    def at_start(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Return the state of rows on the day a run begins, by name."""
        day = (self.start or self.as_of).toordinal()
        later = min(int(np.searchsorted(self.days, day)), len(self.days) - 1)
        earlier = max(later - 1, 0) if self.days[later] > day else later
        gap = max(self.days[later] - self.days[earlier], 1)
        share = (day - self.days[earlier]) / gap if later > earlier else 0.0
        share = float(np.clip(share, 0.0, 1.0))
        now = (1 - share) * self.at[earlier, rows] + share * self.at[later, rows]
        return {name: now[:, k] for k, name in enumerate(AT)}


def rows_digest(arrays: Mapping[str, np.ndarray]) -> str:
    """Return the digest of the rows of a posterior."""
    h = hashlib.sha256()
    h.update(json.dumps([arrays["names"].tolist(), arrays["structure"].tolist()]).encode())
    for key in ("values", "weights", "at", "days"):
        h.update(np.ascontiguousarray(arrays[key], "<f8").tobytes())
    return "sha256:" + h.hexdigest()


def ships(place: Place) -> bool:
    """Tell whether a place is one of the package's own."""
    return Path(__file__).parents[1] / "places" in place.folder.resolve().parents


def shipped(place: Place) -> Iterator[tuple[date, Path]]:
    """Return every posterior there is for a place, its own first."""
    folders = [place.folder / FOLDER]
    if ships(place):
        folders.append(HERE)
    for folder in folders:
        for file in sorted(folder.glob(f"*/{place.name}.npz")):
            try:
                yield date.fromisoformat(file.parent.name), file
            except ValueError:
                continue


def find(place: Place, as_of: date, start: date | None = None) -> Joint | None:
    """Return the newest posterior that rests on no later knowledge than a day, or None.

    Raises
    ------
    InputError
        If that one cannot be read, or lacks a structure.
    """
    known = [(day, file) for day, file in shipped(place) if day <= as_of]
    if not known:
        return None
    _day, file = max(known, key=lambda pair: pair[0])
    joint = load(file)
    missing = [name for name in STRUCTURES if name not in joint.structure]
    if missing:
        found = _("rows of {names} only").format(names=", ".join(dict.fromkeys(joint.structure)))
        hint = _("fit again without --structure, or draw from the priors with --priors")
        raise InputError(Problem(str(file), None, "structure", found, ", ".join(STRUCTURES), hint))
    return Joint(**{**joint.__dict__, "start": start or as_of})


@cache
def load(file: Path) -> Joint:
    """Return a posterior from its file.

    Raises
    ------
    InputError
        If it leads out of its folder, is damaged or too large, or with everything in it that cannot be:
        shapes, weights, days and values, or rows that are not those of which the file of provenance states
        the digest.
    """
    from tregua.inputs.yaml_reader import load_yaml

    folders = file.absolute().parents
    root = folders[2] if len(folders) > 2 else None  # of the folder of posteriors and of the day
    expected = _("a posterior as `tregua calibrate` writes it")
    arrays = read_arrays(file, expected, root=root, limit=LARGEST_FILE)
    told = load_yaml(file.with_suffix(".yaml"), root, str(file.with_suffix(".yaml"))).value
    if not isinstance(told, dict):
        raise InputError(Problem(str(file.with_suffix(".yaml")), None, "", shorten(told), expected))
    _of_this_model(arrays, told, file)
    check_form(arrays, str(file), AT, STRUCTURES, READINGS)
    joint = Joint(
        place=file.stem,
        as_of=_day_of(file),
        names=tuple(str(n) for n in arrays["names"]),
        values=arrays["values"].astype(float),
        structure=arrays["structure"].astype(str),
        weights=arrays["weights"].astype(float),
        days=arrays["days"].astype(np.int64),
        at=arrays["at"].astype(float),
        provenance=told,
        file=str(file),
    )
    if told.get(ROWS_KEY) not in (None, joint.digest):
        hint = _("the rows were changed since they were fitted: fit again")
        raise InputError(Problem(str(file), None, ROWS_KEY, joint.digest, shorten(told[ROWS_KEY]), hint))
    return joint


def _of_this_model(arrays: Mapping[str, np.ndarray], told: Mapping[str, Any], file: Path) -> None:
    """Refuse rows that say other things of the state than the model has: another model was fitted."""
    at = arrays.get("at")
    if at is None or at.ndim != 3 or at.shape[2] == len(AT):
        return
    found = _("a posterior of version {version}, with {n} fields of the state").format(
        version=shorten(told.get("version", "?")), n=at.shape[2]
    )
    expected = _("one of the model in force, with {n} fields").format(n=len(AT))
    hint = _("the model changed: fit again with `tregua calibrate`, or draw from the priors with --priors")
    raise InputError(Problem(str(file), None, "", found, expected, hint))


def _day_of(file: Path) -> date:
    try:
        return date.fromisoformat(file.absolute().parent.name)
    except ValueError:
        expected = _("a folder named by the day of the posterior, as YYYY-MM-DD")
        raise InputError(Problem(str(file), None, "", file.parent.name, expected)) from None


def written(joint: Joint) -> dict[str, str]:
    """Return what runs use of a posterior, and where it comes from, as plain text: see `unpack`."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        names=np.array(joint.names),
        structure=joint.structure,
        days=joint.days,
        **{name: getattr(joint, name).astype(np.float32) for name in ("values", "weights", "at")},
    )
    return {
        "place": joint.place,
        "as_of": joint.as_of.isoformat(),
        "rows": base64.b64encode(buffer.getvalue()).decode("ascii"),
        "provenance": json.dumps(joint.provenance, default=str),
    }


def unpack(told: dict[str, str], folder: Path) -> None:
    """Write a posterior that `written` has told beside a place's own files."""
    target = folder / FOLDER / date.fromisoformat(told["as_of"]).isoformat()
    target.mkdir(parents=True)
    file = target / f"{told['place']}.npz"  # a name that the manifest's schema has checked
    try:
        rows = base64.b64decode(told["rows"], validate=True)
    except ValueError as error:
        problem = Problem(_("manifest"), None, "place.posterior.rows", str(error), "Base64")
        raise InputError(problem) from error
    file.write_bytes(rows)
    file.with_suffix(".yaml").write_text(told["provenance"], encoding="utf-8")
