"""Reading a study: a whole one, or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.results.dataset import digest
from tregua.studies.arrays import open_labelled
from tregua.studies.layout import ARRAYS, FINISHED
from tregua.studies.manifest import read_manifest

if TYPE_CHECKING:
    import xarray as xr


def without_failed(ds: xr.Dataset) -> xr.Dataset:
    """Leave out the draws in which a member of any policy failed, so that policies stay comparable."""
    if not ds.attrs.get("failed"):
        return ds
    there = ds["people"].notnull().all(["policy", "time"]).values
    return ds.isel(draw=there)


def open_study(folder: str | Path, *, keep: bool = True, verify: bool = True) -> xr.Dataset:
    """Open a study that is complete; variables are read when they are used.

    Parameters
    ----------
    folder
        Its folder.
    keep
        Whether a variable stays in memory once it was read.
    verify
        Whether every number is first checked against the digest.

    Raises
    ------
    InputError
        If it is not complete, or not as it was when it ended.
    """
    folder = Path(folder)
    found = read_manifest(folder)
    whole = _("a complete study")
    hint = _("tregua resume {folder}").format(folder=folder)
    if found.get("status") != "complete":
        there = len(list((folder / FINISHED).glob("[0-9]*.json")))
        said = _("{n} of {m} chunks").format(n=there, m=found.get("chunks", "?"))
        raise InputError(Problem(str(folder), None, "", said, whole, hint))
    try:
        ds = open_labelled(folder / ARRAYS, keep)
        same = not verify or digest(open_labelled(folder / ARRAYS, False)) == found["digest"]
    except Exception as error:  # whatever a codec or a parser makes of damaged files
        said = f"{type(error).__name__}: {error}"[:200]
        raise InputError(Problem(str(folder), None, "", said, whole, hint)) from error
    if not same:
        said = _("numbers that are not those of {digest}").format(digest=found["digest"])
        raise InputError(Problem(str(folder), None, "", said, whole, hint))
    return ds
