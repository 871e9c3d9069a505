"""Small files, each written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tregua.results.atomic_write import PART, written_whole

MANIFEST, LOCK, ARRAYS, FINISHED, FAILURES = (
    "manifest.json",
    "lock",
    "result.zarr",
    "finished",
    "failures.json",
)


def write_json(path: Path, value: Any) -> None:
    """Write through a temporary file beside it, which takes the name only when it is safe on the disk."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    with written_whole(path) as file:
        file.write(text.encode("utf-8"))


def read_json(path: Path) -> Any:
    """Read a JSON file; None where there is none, or only a part of one."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        return None


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed process left."""
    for path in (*folder.glob(f".*{PART}"), *(folder / FINISHED).glob(f".*{PART}")):
        path.unlink(missing_ok=True)
