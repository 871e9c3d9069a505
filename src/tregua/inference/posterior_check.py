"""Whether model code or evidence have moved past a posterior: its draws are weighed anew.

A digest of the code changes with every rewrite, also of what changes no number. So the log density of the
draws that a posterior keeps is computed again, by the code and from the evidence at hand, and held against
what was kept with them; and likewise what the draws say of the state at each date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.posterior import load
from tregua.i18n import _
from tregua.inference.fit import code_hash, evidence_hash, posterior, shared_of
from tregua.inference.posterior_file import (
    kept_branches,
    read_priors,
    replace_left_out,
    state_at,
    told_priors,
)
from tregua.inputs.bounded_archive import read_arrays
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    from tregua.places import Place

MOST_MOVED = 0.05  # of a log density: the weight of a draw against another is known to a twentieth
MOST_OFF = 1e-3  # of a parameter, or of the state at a date, relative to its spread over the draws


@dataclass
class Check:
    """What was found of one posterior.

    Attributes
    ----------
    moved
        Largest move of a log density, by structure.
    failures
        In what model or evidence have moved past it; empty where it stands.
    notes
        What is worth knowing and moves no density.
    """

    moved: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the posterior stands."""
        return not self.failures

    def record(self) -> dict[str, Any]:
        """Return it as plain data."""
        moved = {name: float(f"{x:.3g}") for name, x in self.moved.items()}
        tolerance = {"log_density": MOST_MOVED, "values_and_state_sd": MOST_OFF}
        return {
            "ok": self.ok,
            "largest_move_of_log_density": moved,
            "tolerance": tolerance,
            "failures": self.failures,
            "notes": self.notes,
        }


def check(file: Path, place: Place) -> Check:
    """Weigh the draws of a posterior anew.

    Parameters
    ----------
    file
        Rows, as `tregua.inference.fit.keep` writes them.
    place
        As it is now: its evidence as published by the posterior's own day is used, and nothing later.

    Returns
    -------
    Check
        It fails where a log density moved by more than `MOST_MOVED`, a parameter or the state at a date by
        more than `MOST_OFF` of its spread, or where what is learnt has another form.
    """
    joint, found = load(file), Check()
    told: Mapping[str, Any] = joint.provenance
    kept = read_arrays(file, _("a posterior as `tregua calibrate` writes it"))
    given = {
        r: {s: read_priors(each) for s, each in of.items()} for r, of in (told.get("given") or {}).items()
    }
    branches = kept_branches(kept)
    if not branches:
        found.failures.append(_("no densities were kept, so that nothing can be checked; fit again"))
    for s, r in branches:
        post = posterior(place, s, joint.as_of, given.get(r, {}).get(s), reading=r)
        _weigh(found, s, r, kept, joint, post)
    if any(of and of != _rounded(shared_of(joint.as_of, reading=r), of) for r, of in given.items()):
        found.failures.append(
            _("El Salvador's posterior, from which its priors of shared parameters come, is another now")
        )
    if told.get("evidence") != evidence_hash(place, joint.as_of):
        found.notes.append(_("files of the place that bear on the fit have changed since"))
    if told.get("code") != code_hash():
        found.notes.append(_("the model's code was rewritten since"))
    later = [row for row in place.evidence if row.published > joint.as_of]
    if later:
        found.notes.append(
            _("{n} rows of evidence were published after {day}").format(n=len(later), day=joint.as_of)
        )
    return found


def _rounded(now: Any, like: Mapping[str, Any]) -> Any:
    """Return priors as they would read back from a file, of the structures asked for."""
    return {s: read_priors(told_priors(each)) for s, each in (now or {}).items() if s in like}


def _weigh(found: Check, s: str, reading: str, kept: Mapping[str, np.ndarray], joint: Any, post: Any) -> None:
    label = f"{s}, {reading}"
    if f"density {label.replace(',', '')}" not in kept:
        found.failures.append(
            _("{name}: no densities were kept, so that nothing can be checked; fit again").format(name=label)
        )
        return
    if [str(n) for n in kept[f"coordinates {s}"]] != post.space.names:
        found.failures.append(
            _("{name}: what is learnt is written in other coordinates now").format(name=label)
        )
        return
    left_out = kept[f"left out {s} {reading}"]
    if len(left_out) != len(post.windows):
        text = _("{name}: the evidence speaks of {now} periods, and spoke of {then}")
        found.failures.append(text.format(name=label, now=len(post.windows), then=len(left_out)))
        return
    post = replace_left_out(post, left_out)
    z = kept[f"z {s} {reading}"].astype(float)
    rows = (joint.structure == s) & (joint.weights[:, READINGS.index(reading)] > 0)
    now, then = post(z), kept[f"density {s} {reading}"]
    gap = np.abs(now - then)
    most = float(np.where(np.isfinite(gap), gap, np.inf).max())
    found.moved[s] = max(most, found.moved.get(s, 0.0))
    if not most <= MOST_MOVED:
        text = _("{name}: the log density of {k} of {n} draws moved by more than {most}, the most by {x:.3g}")
        found.failures.append(
            text.format(
                name=label,
                k=int((~(gap <= MOST_MOVED)).sum()),
                n=len(z),
                most=MOST_MOVED,
                x=most,
            )
        )
    for k, name in enumerate(joint.names):
        if name in post.space.parameters:
            _hold(found, label, name, post.space.natural(z, name), joint.values[rows, k])
    days, at = state_at(post, z)
    if len(days) != len(joint.days) or (days != joint.days).any():
        found.failures.append(_("{name}: the state is known at other dates now").format(name=label))
        return
    _hold(found, label, _("the state at its dates"), at, joint.at[:, rows])


def _hold(found: Check, s: str, what: str, now: np.ndarray, then: np.ndarray) -> None:
    """Compare two arrays, (..., draw) or (date, draw, field), against their spread over the draws."""
    axis = 1 if then.ndim == 3 else 0
    spread = np.maximum(then.std(axis=axis, keepdims=True), 1e-6 * np.abs(then).max(axis=axis, keepdims=True))
    off = float(np.nanmax(np.abs(now - then) / np.maximum(spread, 1e-300)))
    if not off <= MOST_OFF:
        text = _("{name}: {what} moved by {x:.3g} of the spread over the draws")
        found.failures.append(text.format(name=s, what=what, x=off))
