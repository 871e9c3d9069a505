"""What leaves the program is by region: counts are summed, shares weighted by people."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import xarray as xr

from tregua.results.by_region import to_regions
from tregua.results.export import export


@pytest.fixture
def ds() -> xr.Dataset:
    shape = ("policy", "draw", "time", "territory")
    return xr.Dataset(
        {
            "deaths_by_territory": (shape, np.array([1, 2, 4]).reshape(1, 1, 1, 3), {"kind": "flow"}),
            "members_by_territory": (shape, np.array([10, 20, 40]).reshape(1, 1, 1, 3), {"kind": "stock"}),
            "control": (shape, np.array([1.0, 0.0, 0.5]).reshape(1, 1, 1, 3), {"kind": "share"}),
            "recruits": (shape[:3], np.array([[[7]]]), {"kind": "flow"}),
        },
        coords={
            "policy": ["p"],
            "draw": [0],
            "time": np.array(["2024-01-01"], "datetime64[ns]"),
            "territory": ["market", "port", "hills"],
            "territory_title": ("territory", ["Market", "Port", "Hills"]),
            "territory_region": ("territory", ["city", "city", "land"]),
            "population": ("territory", [300.0, 100.0, 50.0]),
            "latitude": ("territory", [10.0, 14.0, 20.0]),
            "region": ["city", "land"],
            "region_title": ("region", ["The city", "The land"]),
        },
        attrs={"place": "x"},
    )


def test_counts_are_summed_and_shares_weighted_by_people(ds) -> None:
    found = to_regions(ds)
    assert found["territory"].values.tolist() == ["city", "land"]
    assert found["deaths_by_territory"].values.ravel().tolist() == [3, 4]
    assert found["members_by_territory"].values.ravel().tolist() == [30, 40]
    assert found["control"].values.ravel() == pytest.approx([0.75, 0.5])
    assert found["latitude"].values == pytest.approx([11.0, 20.0])
    assert found["population"].values.tolist() == [400.0, 50.0]
    assert found["recruits"].equals(ds["recruits"]) and found.attrs == ds.attrs
    assert list(found.data_vars) == list(ds.data_vars)
    assert found["deaths_by_territory"].dtype.kind == "i"


def test_no_file_of_an_export_is_finer_than_a_region(ds, tmp_path) -> None:
    for path in export(ds, tmp_path):
        text = path.read_text("utf-8-sig")
        assert not {"market", "port", "hills", "Market"} & set(text.replace(",", " ").split()), path
    rows = list(csv.DictReader((tmp_path / "members_by_territory.csv").open(encoding="utf-8-sig")))
    assert {row["territory"]: row["members_by_territory"] for row in rows} == {"city": "30", "land": "40"}
