"""Small files, each written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

PART = ".part"
MANIFEST, LOCK, ARRAYS, FINISHED, FAILURES = (
    "manifest.json",
    "lock",
    "result.zarr",
    "finished",
    "failures.json",
)


def write_json(path: Path, value: Any) -> None:
    """Write through a temporary file beside it, which takes the name only when it is safe on the disk."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
