"""The end of a study: labels, failures, digest, and last of all the word that it is complete."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.errors import RunError
from tregua.i18n import _
from tregua.results.dataset import CHECKSUM, DEFINED, DEFINITION, checksum, digest, labels, provenance
from tregua.studies.arrays import mark_missing, open_labelled, write_attributes, write_labels
from tregua.studies.layout import ARRAYS, FAILURES, FINISHED, MANIFEST, read_json, write_json

if TYPE_CHECKING:
    from tregua.simulation.setup import Setup
    from tregua.studies.arrays import Arrays

BESIDE = (
    "status",
    "digest",
    DEFINED,
    CHECKSUM,
    "finished",
    "failed",
    "ended",
)  # what is not part of how it was made


def finish(folder: Path, setup: Setup, manifest: dict[str, Any], written: Arrays) -> None:
    """Label a study whose chunks are all there, and say so in the manifest."""
    records = [read_json(path) for path in sorted((folder / FINISHED).glob("[0-9]*.json"))]
    if len(records) != manifest["chunks"] or not all(records):
        raise RunError(
            _("{folder}: {n} of {m} chunks are there; tregua resume runs the rest").format(
                folder=folder, n=len(records), m=manifest["chunks"]
            )
        )
    failures = [failure for record in records for failure in record["failures"]]
    failed = len({failure["draw"] for failure in failures})
    if failed == setup.options.members:
        manifest.update(status="failed", failed=failed)
        write_json(folder / MANIFEST, manifest)
        raise RunError(_("every member fails: {message}").format(message=failures[0]["message"]))
    blocks = [record for record in records if record["policy"] == 0]

    def joined(key: str) -> np.ndarray:
        return np.array([each for block in blocks for each in block[key]])

    index = joined("number").astype(np.int64)
    draws = Draws(index, joined("structure"), joined("reading"), index)
    coords = labels(
        setup.lines, draws, setup.place, setup.snap.population, setup.parameters, setup.options.seed
    )
    rejected = sum(block["rejected"] for block in blocks)
    attrs = provenance(setup.lines, setup.place, setup.options, setup.as_of, rejected, setup.parameters)
    made = {key: value for key, value in manifest.items() if key not in BESIDE}
    attrs.update(
        assumptions=manifest["parameters"]["assume"],
        command=manifest["command"],
        manifest=json.dumps(made, ensure_ascii=False),
        failed=failed,
    )
    attrs[DEFINED] = DEFINITION
    arrays = folder / ARRAYS
    if failures:
        write_json(folder / FAILURES, failures)
        mark_missing(arrays)
    write_labels(arrays, coords)
    write_attributes(arrays, attrs)
    mark = digest(open_labelled(arrays, keep=False), written.read, definition=DEFINITION)
    write_attributes(arrays, {"digest": mark})
    manifest.update(
        {DEFINED: DEFINITION, CHECKSUM: checksum(open_labelled(arrays, keep=False), mark)},
        status="complete",
        digest=mark,
        failed=failed,
        ended=datetime.now(UTC).isoformat(timespec="seconds"),
        finished=[{"policy": r["policy"], "draws": r["draws"], "values": r["values"]} for r in records],
    )
    write_json(folder / MANIFEST, manifest)
