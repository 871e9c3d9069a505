"""Registered outlooks as a hub of the hubverse, and as files of VIEWS, for other people's tools.

The hub has a model for what was registered and one for each baseline. Its configuration follows version 5 of
the hubverse's schemas. The hubverse's own validators are packages of R; what is checked here is that the
Python package hubdata loads the hub with the types that the configuration declares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tregua.forecasting.register import csv_text, hub_rows
from tregua.forecasting.registration import (
    HUB_COLUMNS,
    QUANTILE_LEVELS,
    Registration,
    read_registration,
    read_samples,
)
from tregua.results.atomic_write import write_file, write_text

SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.0"
TEAM = "tregua"
TARGET_KEY = "target"
LONGEST_ID = 30  # characters that the schema allows


def admin() -> dict[str, Any]:
    """Return the hub's admin.json."""
    return {
        "schema_version": f"{SCHEMAS}/admin-schema.json",
        "name": "Tregua outlooks",
        "maintainer": "The Tregua developers",
        "contact": {"name": "The Tregua developers", "email": "outlooks@tregua.invalid"},
        "repository": {"host": "github", "owner": "tregua", "name": "tregua"},
        "file_format": ["csv"],
        "timezone": "America/Port-au-Prince",
        "model_output_dir": "model-output",
    }


def tasks(found: Sequence[Registration]) -> dict[str, Any]:
    """Return the hub's tasks.json: a group of tasks for each target and location."""
    groups: dict[tuple[str, str], list[Registration]] = {}
    for made in found:
        groups.setdefault((made.target, made.location), []).append(made)
    return {
        "schema_version": f"{SCHEMAS}/tasks-schema.json",
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "origin_date",
                "model_tasks": [_group(n, *key, own) for n, (key, own) in enumerate(groups.items(), 1)],
                "submissions_due": {"relative_to": "origin_date", "start": 0, "end": 0},
            }
        ],
        "output_type_id_datatype": "double",
        "derived_task_ids": ["target_end_date"],
    }


def _group(n: int, target: str, location: str, found: Sequence[Registration]) -> dict[str, Any]:
    ends = sorted({t.end.isoformat() for made in found for t in made.targets})
    horizons = sorted({t.horizon for made in found for t in made.targets})
    draws = [len(rows[0]) for made in found for rows in made.baselines.values()]
    draws += [made.draws for made in found]
    return {
        "task_ids": {
            "origin_date": _either(sorted({made.as_of.isoformat() for made in found})),
            "target": _required([target]),
            "horizon": _either(horizons),
            "location": _required([location]),
            "target_end_date": _either(ends),
        },
        "output_type": {
            "quantile": {
                "output_type_id": {"required": list(QUANTILE_LEVELS)},
                "is_required": True,
                "value": {"type": "double", "minimum": 0},
            },
            "sample": {
                "is_required": True,
                "output_type_id_params": {
                    "type": "integer",
                    "min_samples_per_task": min(draws),
                    "max_samples_per_task": max(draws),
                    "compound_taskid_set": ["origin_date", "target", "location"],
                },
                "value": {"type": "double", "minimum": 0},
            },
        },
        "target_metadata": [
            {
                "target_id": f"killed {n} {location}"[:LONGEST_ID],
                "target_name": target,
                "target_units": found[0].unit,
                "target_keys": {TARGET_KEY: target},
                "description": f"People killed in a quarter in {found[0].title}, as counted by the series "
                f"{found[0].series} on the base {found[0].base}.",
                "target_type": "discrete",
                "is_step_ahead": False,  # steps of a quarter are none that the schema knows
            }
        ],
    }


def _required(values: list[Any]) -> dict[str, Any]:
    return {"required": values, "optional": None}


def _either(values: list[Any]) -> dict[str, Any]:
    return {"required": None, "optional": values}


def write_hub(files: Sequence[Path], folder: Path) -> list[Path]:
    """Write registered outlooks as a hub, with VIEWS files as Parquet where the extra export is installed.

    Parameters
    ----------
    files
        DATE.json of each outlook.
    folder
        Of the hub.

    Raises
    ------
    InputError
        If a registered file was changed.
    """
    found = [(file, read_registration(file)) for file in files]
    written = [
        _write(folder / "hub-config" / "admin.json", json.dumps(admin(), indent=2) + "\n"),
        _write(
            folder / "hub-config" / "tasks.json", json.dumps(tasks([m for _f, m in found]), indent=2) + "\n"
        ),
    ]
    rows: dict[tuple[str, str], list[Sequence[object]]] = {}
    for file, made in found:
        every: Iterable[tuple[str, np.ndarray]] = [
            (made.model, read_samples(file.with_suffix(".csv"))),
            *((name, np.array(draws)) for name, draws in made.baselines.items()),
        ]
        for model, draws in every:
            key = f"{TEAM}-{model}", made.as_of.isoformat()
            rows.setdefault(key, []).extend(hub_rows(made, draws))
    for (model, day), own in rows.items():
        path = folder / "model-output" / model / f"{day}-{model}.csv"
        written.append(_write(path, csv_text(HUB_COLUMNS, own)))
    if find_spec("duckdb") is not None:
        written += [_parquet(file, made, folder / "views") for file, made in found if _views(file, made)]
    return written


def _views(file: Path, made: Registration) -> bool:
    return f"{file.stem}.views.csv" in made.files


def _parquet(file: Path, made: Registration, folder: Path) -> Path:
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    to = folder / f"{made.place}_{file.stem}.parquet"
    source = str(file.with_name(f"{file.stem}.views.csv")).replace("'", "''")
    with TemporaryDirectory(prefix="tregua-") as private:
        part = Path(private) / "views.parquet"
        target = str(part).replace("'", "''")
        duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
        write_file(to, part.read_bytes())
    return to


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)
    return path
