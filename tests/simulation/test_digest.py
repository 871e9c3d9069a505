"""Two sums: the digest over outcomes and coordinates, and the checksum over everything that is read back."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from tregua import digest, run
from tregua.errors import InputError
from tregua.results.dataset import DEFINED, checksum, in_digest
from tregua.results.npz import load, save
from tregua.scenarios import baseline

# of `made()` by the code of version 0.1.0
OF_0_1 = "sha256:a9c9a5baa3f91ebec61f1ec52c98e4147e7532a8d4d6f04b5a3769e8d9f3cece"


def made(**attrs: str) -> xr.Dataset:
    """Return a small result, made of numbers only."""
    values = np.arange(12, dtype=np.int32).reshape(2, 3, 2)
    return xr.Dataset(
        {"deaths": (("policy", "draw", "time"), values, {"long_name": "people killed", "units": "people"})},
        {
            "policy": ["a", "b"],
            "title": ("policy", ["One", "Two"]),
            "draw": np.arange(3),
            "time": np.array(["2024-01-01", "2024-02-01"], "datetime64[ns]"),
            "parameter": ["x"],
            "parameter_values": (("draw", "parameter"), np.array([[1.0], [2.0], [3.0]], np.float32)),
            "civilian": ("time", [True, False]),
        },
        {"command": "tregua run", **attrs},
    )


def now() -> xr.Dataset:
    return made(**{DEFINED: "2"})


def test_a_result_that_names_no_definition_has_the_digest_of_version_0_1() -> None:
    assert digest(made()) == digest(now(), definition="0.1") == OF_0_1
    assert digest(now()) == digest(made(), definition="2") != OF_0_1


def test_one_more_parameter_moves_the_checksum_and_not_the_digest() -> None:
    more = now().drop_vars(["parameter", "parameter_values"])
    values = np.array([[1.0, 5.0], [2.0, 6.0], [3.0, 7.0]], np.float32)
    more = more.assign_coords(parameter=["x", "y"], parameter_values=(("draw", "parameter"), values))
    assert digest(more) == digest(now()) and checksum(more) != checksum(now())
    assert digest(more, definition="0.1") != digest(now(), definition="0.1")
    assert in_digest(now()) == ["civilian", "deaths", "draw", "policy", "time"]


def _other(what: str) -> xr.Dataset:
    ds = now().copy(deep=True)
    if what == "a title":
        return ds.assign_coords(title=("policy", ["One", "2"]))
    if what == "a parameter":
        ds["parameter_values"][1, 0] = 2.5
    elif what == "the command":
        ds.attrs["command"] = "tregua compare"
    elif what == "a unit":
        ds["deaths"].attrs["units"] = "1000 people"
    elif what == "an outcome":
        ds["deaths"][1, 2, 1] = 12
    else:
        return ds.assign_coords(policy=["a", "c"])
    return ds


@pytest.mark.parametrize("what", ["a title", "a parameter", "the command", "a unit"])
def test_what_the_digest_leaves_out_is_in_the_checksum(what) -> None:
    assert digest(_other(what)) == digest(now())
    assert checksum(_other(what)) != checksum(now())


@pytest.mark.parametrize("what", ["an outcome", "a coordinate"])
def test_outcomes_and_coordinates_are_in_both(what) -> None:
    assert digest(_other(what)) != digest(now())
    assert checksum(_other(what)) != checksum(now())


def test_an_unknown_definition_is_refused() -> None:
    expected = r"(?s)digest_definition.*found: +3.*expected: 0\.1, 2.*newer version"
    with pytest.raises(InputError, match=expected):
        digest(made(**{DEFINED: "3"}))


def test_a_file_is_checked_against_its_checksum(place, tmp_path) -> None:
    result = run([baseline(place)], place, members=2, dt="week")
    file = save(result, tmp_path / "r.npz")
    assert checksum(load(file)) == checksum(result) and digest(load(file)) == digest(result)
    with np.load(file) as stored:
        content = dict(stored)
    labels = str(content["__labels__"])
    title = str(result["territory_title"].values[0])
    for old, new in ((f'"{title}"', '"Elsewhere"'), ('"dt": "week"', '"dt": "day"')):
        assert old in labels
        np.savez(file, **{**content, "__labels__": np.array(labels.replace(old, new))})
        with pytest.raises(InputError, match="not those that were saved"):
            load(file)
