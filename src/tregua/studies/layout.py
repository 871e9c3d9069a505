"""Small files, each written whole or not at all."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

from tregua.inputs.text_reader import MEGABYTE
from tregua.results.atomic_write import PART, write_file

MANIFEST, LOCK, ARRAYS, FINISHED, FAILURES = (
    "manifest.json",
    "lock",
    "result.zarr",
    "finished",
    "failures.json",
)
MOST_BYTES = 256 * MEGABYTE  # a manifest holds the files of a place of the user's own


def write_json(path: Path, value: Any) -> None:
    """Write through a temporary file beside it, which takes the name only when it is safe on the disk."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    write_file(path, text.encode("utf-8"))


def read_json(path: Path) -> Any:
    """Read a JSON file; None where there is none, only a part of one, a device, or something endless."""
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode) or kind.st_size > MOST_BYTES:
            return None
        return json.loads(path.read_bytes().decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError, RecursionError):
        return None


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed process left."""
    for path in (*folder.glob(f".*{PART}"), *(folder / FINISHED).glob(f".*{PART}")):
        path.unlink(missing_ok=True)
