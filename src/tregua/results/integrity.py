"""Check that a saved result holds the values that were saved.

A file has two marks. The table of hashes names each variable, with its dimensions, values and attributes,
and the attributes of the result; so a difference can be named. The digest is the one that
`tregua.results.dataset.digest` defines and that papers print; it must be that of the values too. A file of
version 0.1 has no table: of such a file it is only known whether the digest is that of its values.

Neither mark is a signature: whoever changes values on purpose can write both anew. Compare the digest with
one that you have from elsewhere, or run `tregua rerun`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tregua.errors import Problem, shorten
from tregua.i18n import _
from tregua.results.dataset import add_head, add_values, digest

if TYPE_CHECKING:
    import xarray as xr

ATTRIBUTES = "(attributes)"  # entry of the table for what stands on the result as a whole
DIGEST = "(digest)"
UNCHECKED = "unchecked"  # attribute of a result that was opened although it differs: what differs


def hashes(ds: xr.Dataset) -> dict[str, str]:
    """Compute the SHA-256 of every variable, by name, and of the attributes."""
    found = {}
    for name, variable in sorted((str(n), v) for n, v in ds.variables.items()):
        h = hashlib.sha256()
        add_head(h, name, variable.dims, variable.shape)
        add_values(h, variable.values, variable.attrs)
        h.update(_text(variable.attrs))
        found[name] = h.hexdigest()
    found[ATTRIBUTES] = hashlib.sha256(_text(ds.attrs)).hexdigest()
    return found


def _text(attrs: Mapping[Any, Any]) -> bytes:
    return json.dumps({str(k): str(v) for k, v in attrs.items()}, sort_keys=True).encode()


def verify(ds: xr.Dataset, stated: Mapping[str, str] | None = None) -> list[str]:
    """Return the names of the variables that differ from what was saved.

    Parameters
    ----------
    ds
        A result as it was read, with its ``digest`` among the attributes.
    stated
        The table of `hashes` in the file; None where the file has none.

    Returns
    -------
    list of str
        Names of variables, `ATTRIBUTES`, or `DIGEST` where only the digest shows that something differs.
    """
    differ = []
    if stated is not None:
        now = hashes(ds)
        differ = sorted(name for name in {*now, *stated} if now.get(name) != stated.get(name))
    if not differ and ds.attrs.get("digest") != digest(ds):
        differ = [DIGEST]
    return differ


def difference(label: str, ds: xr.Dataset, differ: list[str]) -> Problem:
    """Return the problem of a result that is not as it was saved."""
    return Problem(
        label,
        None,
        "",
        _("values that are not those that were saved: {names}").format(names=shorten(", ".join(differ), 300)),
        _("the values of {digest}").format(digest=shorten(ds.attrs.get("digest"), 100)),
        _("--unchecked looks at them anyway, and says so in every table"),
    )


def warning(ds: xr.Dataset) -> str:
    """Return the sentence for every table of a result that was opened unchecked; else an empty text."""
    differ = str(ds.attrs.get(UNCHECKED) or "")
    if not differ:
        return ""
    return _("UNCHECKED: not the values that were saved under this digest; these differ: {names}").format(
        names=differ
    )
