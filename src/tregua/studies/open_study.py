"""Reading a study: a whole one, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.results import integrity, npz, result_schema
from tregua.results.dataset import CHECKSUM, DEFINED, DEFINITION, FIRST_DEFINITION, checksum, digest
from tregua.studies.arrays import open_labelled
from tregua.studies.layout import ARRAYS, FINISHED
from tregua.studies.manifest import read_manifest
from tregua.studies.zarr_check import check_group

if TYPE_CHECKING:
    import xarray as xr


def without_failed(ds: xr.Dataset) -> xr.Dataset:
    """Leave out the draws in which a member of any policy failed, so that policies stay comparable."""
    if not ds.attrs.get("failed"):
        return ds
    there = ds["people"].notnull().all(["policy", "time"]).values
    return ds.isel(draw=there)


def open_study(
    folder: str | Path, *, keep: bool = True, verify: bool = True, unchecked: bool = False
) -> xr.Dataset:
    """Open a study that is complete; variables are read when they are used.

    Parameters
    ----------
    folder
        Its folder.
    keep
        Whether a variable stays in memory once it was read.
    verify
        Whether every number is first checked against the digest, and titles, parameters and attributes
        against the checksum.
    unchecked
        Whether a study whose numbers differ is opened all the same; see `load`.

    Raises
    ------
    InputError
        If it is not complete, or not as it was when it ended.
    """
    folder = Path(folder)
    found = read_manifest(folder)
    whole = _("a complete study")
    hint = _("tregua resume {folder}").format(folder=folder)
    if found["status"] != "complete" or not found.get("digest"):
        there = len(list((folder / FINISHED).glob("[0-9]*.json")))
        said = _("{n} of {m} chunks").format(n=there, m=found.get("chunks", "?"))
        raise InputError(Problem(str(folder), None, "", said, whole, hint))
    arrays = folder / ARRAYS
    try:
        check_group(arrays)
        ds = open_labelled(arrays, keep, checked=True)
        differs = verify and not _is_as_it_ended(open_labelled(arrays, False, True), found)
        differs = differs or ds.attrs.get("digest") != found["digest"]
    except InputError as error:
        raise InputError([replace(p, hint=p.hint or hint) for p in error.problems]) from error
    except Exception as error:  # whatever a parser makes of damaged files
        said = f"{type(error).__name__}: {error}"[:200]
        raise InputError(Problem(str(folder), None, "", said, whole, hint)) from error
    ds.attrs.pop(integrity.UNCHECKED, None)
    if differs and not unchecked:
        said = _("numbers that are not those of {digest}").format(digest=found["digest"])
        raise InputError(Problem(str(folder), None, "", said, whole, hint))
    if differs:
        ds.attrs.update({"digest": found["digest"], integrity.UNCHECKED: integrity.DIGEST})
    result_schema.check(ds, str(folder))
    return ds


def _is_as_it_ended(ds: xr.Dataset, found: dict[str, Any]) -> bool:
    """Return whether a study holds what its manifest says; one of version 0.1 names only a digest."""
    definition = str(found.get(DEFINED, FIRST_DEFINITION))
    mark = digest(ds, definition=definition)
    if mark != found["digest"]:
        return False
    known = mark if definition == DEFINITION else None
    return CHECKSUM not in found or checksum(ds, known) == found[CHECKSUM]


def load(path: str | Path, unchecked: bool = False) -> xr.Dataset:
    """Read a result: a file, or the folder of a study.

    Parameters
    ----------
    path
        The file or folder.
    unchecked
        Whether a result is read although its values are not those that were saved; its attribute
        ``unchecked`` then names what differs, and every table says so.

    Raises
    ------
    InputError
        If it is missing, is not a whole result, or does not hold the values that were saved.
    """
    return open_study(path, unchecked=unchecked) if Path(path).is_dir() else npz.load(path, unchecked)
