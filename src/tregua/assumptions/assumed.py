"""Assumptions of the user's own: a YAML file of priors, or the same as a mapping in Python."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tregua.assumptions.prior import Prior
from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.yaml_reader import Node, load_yaml

Assumed = str | Path | Mapping[str, Any]
FILE = "assumptions.yaml"  # what a manifest calls assumptions that were given as a mapping


def read_assumed(assume: Assumed) -> Node:
    """Read assumptions from a file or a mapping.

    Parameters
    ----------
    assume
        A YAML file; or a mapping from a parameter's name to a number, which fixes it, to a
        `tregua.assumptions.prior.Prior`, or to a prior as a file writes it, such as
        ``{"lognormal": (0.3, 0.4)}``.

    Raises
    ------
    InputError
        With every problem of the file, or where it is neither a file nor a mapping.
    """
    if isinstance(assume, Mapping):
        return Node({str(name): _plain(value) for name, value in assume.items()}, _("(assume)"))
    if not isinstance(assume, str | Path):
        expected = _("a YAML file, or a mapping from the name of a parameter to a number or a prior")
        raise InputError(Problem(_("(options)"), None, "assume", shorten(assume), expected))
    return load_yaml(assume)


def text_of(assume: Assumed | None) -> str:
    """Return assumptions as the text of a YAML file; an empty text for none."""
    if not assume:
        return ""
    if isinstance(assume, Mapping):
        import yaml

        return yaml.safe_dump(read_assumed(assume).value, sort_keys=True, allow_unicode=True)
    return Path(assume).read_text(encoding="utf-8")


def name_of(assume: Assumed | None) -> str:
    """Return what a result calls its file of assumptions; an empty text for none."""
    return FILE if isinstance(assume, Mapping) and assume else str(assume or "")


def _plain(value: Any) -> Any:
    """Return a belief as a file would hold it; what cannot be one stays, to be complained of."""
    if isinstance(value, Prior):
        numbers = list(value.numbers)
        return {value.kind: _numbers(numbers) if len(numbers) > 1 else float(numbers[0])}
    if isinstance(value, Mapping):
        return {str(kind): _numbers(given) for kind, given in value.items()}
    number = _number(value)
    return value if number is None else {"fixed": number}


def _numbers(given: Any) -> Any:
    if isinstance(given, list | tuple):
        return [_numbers(each) for each in given]
    number = _number(given)
    return given if number is None else number


def _number(value: Any) -> float | None:
    """Return a number of Python or NumPy as a plain float; None for anything else."""
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
