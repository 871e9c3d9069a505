"""What studies there are, and how far each is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tregua.studies.layout import FINISHED, MANIFEST, read_json
from tregua.studies.lock import busy
from tregua.studies.manifest_schema import problems

KIND = "tregua-study-"
DEEPEST = 3  # folders below the one asked for


@dataclass(frozen=True)
class Entry:
    """One study.

    Attributes
    ----------
    status
        "complete", "running", "interrupted", "failed", or "unreadable": of a version with another form of
        manifest, or damaged.
    finished, chunks
        Chunks on disk, and in all.
    failed
        Members that failed; known when it is complete.
    """

    folder: str
    status: str
    finished: int
    chunks: int
    failed: int
    members: int
    scenarios: list[str]
    created: str
    digest: str
    command: str

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def runs(folder: str | Path) -> list[Entry]:
    """Return the studies in a folder, and in those below it."""
    folder = Path(folder)
    found: list[Entry] = []
    _look(folder, 0, found)
    return found


def _look(folder: Path, depth: int, found: list[Entry]) -> None:
    try:
        manifest = read_json(folder / MANIFEST)
        inside = sorted(folder.iterdir())
    except OSError:  # a folder that may not be read is none of ours
        return
    if isinstance(manifest, dict) and str(manifest.get("format", "")).startswith(KIND):
        found.append(_entry(folder, manifest))
        return
    if depth < DEEPEST:
        for path in inside:
            if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
                _look(path, depth + 1, found)


def _entry(folder: Path, manifest: dict[str, Any]) -> Entry:
    there = len(list((folder / FINISHED).glob("[0-9]*.json")))
    if problems(manifest, str(folder)) or not {"chunks", "created"} <= set(manifest):
        return Entry(str(folder), "unreadable", there, 0, 0, 0, [], "", "", "")
    status = manifest["status"]
    if status == "running" and not busy(folder):
        status = "interrupted"
    return Entry(
        str(folder),
        status,
        there,
        manifest["chunks"],
        manifest.get("failed", 0),
        manifest["options"]["members"],
        [s["name"] for s in manifest["scenarios"]],
        manifest["created"],
        manifest.get("digest", ""),
        manifest["command"],
    )
