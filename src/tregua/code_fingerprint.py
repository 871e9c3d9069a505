"""Hashes of the source files of this package, taken once, before the first compiled function is imported.

A file may be edited while a process runs. The process then still runs the code that it loaded, and a hash of
the files on disk names other code. So every hash that a cache, a manifest or a handshake uses is one that was
taken at the start (`TAKEN`), and the files are compared with it again before anything is stored or claimed.
Only the standard library is imported here: every room may import this module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parent
# rooms and files whose functions are compiled, or whose constants are compiled into them
COMPILED = (
    "vocabulary",
    "model",
    "simulation",
    "inference",
    "benchmarking",
    "results/reductions.py",
    "assumptions/counter_rng.py",
    "code_fingerprint.py",
    "numba_cache.py",
)


class File(NamedTuple):
    """A source file as it was read: time of its last change, size and hash of its content."""

    changed_at: int
    size: int
    content: bytes


def read_sources(package: Path = PACKAGE, known: Mapping[str, File] | None = None) -> dict[str, File]:
    """Return every source file at any depth, and the tables of assumptions, by path.

    Parameters
    ----------
    package
        Folder of the package.
    known
        Files as they were read before: one with the same time and size is not read again.
    """
    found: dict[str, File] = {}
    for path in sorted([*package.rglob("*.py"), *(package / "assumptions").glob("*.yaml")]):
        name = path.relative_to(package).as_posix()
        try:
            about = path.stat()
            before = (known or {}).get(name)
            if before is not None and (about.st_mtime_ns, about.st_size) == before[:2]:
                found[name] = before
            else:
                content = hashlib.sha256(path.read_bytes()).digest()
                found[name] = File(about.st_mtime_ns, about.st_size, content)
        except FileNotFoundError:  # a temporary file of an editor, gone since it was listed
            continue
    return found


TAKEN = read_sources()


def covered(name: str, parts: Iterable[str]) -> bool:
    """Return whether a file is one of the parts, or in a folder that is one, at any depth."""
    return any(name == part or name.startswith(f"{part}/") for part in parts)


def select(parts: Iterable[str] | None = None, sources: Mapping[str, File] | None = None) -> Iterator[str]:
    """Return the names of source files in some folders or files; of all where ``parts`` is None."""
    chosen = None if parts is None else tuple(parts)
    for name in sorted(TAKEN if sources is None else sources):
        if chosen is None or covered(name, chosen):
            yield name


def fingerprint(parts: Iterable[str] | None = None, sources: Mapping[str, File] | None = None) -> str:
    """Return the SHA-256 over names and contents of source files, as hexadecimal digits.

    Parameters
    ----------
    parts
        Folders and files that count; None for all.
    sources
        Files as `read_sources` gives them; by default as they were when the process began.
    """
    files = TAKEN if sources is None else sources
    h = hashlib.sha256()
    for name in select(parts, files):
        h.update(f"{name}\0".encode() + files[name].content)
    return h.hexdigest()


def changes(parts: Iterable[str] | None = None) -> list[str]:
    """Return the names of source files that are not as they were when the process began."""
    now = read_sources(PACKAGE, TAKEN)
    chosen = None if parts is None else tuple(parts)
    differ = {
        n for n in {*now, *TAKEN} if n not in now or n not in TAKEN or now[n].content != TAKEN[n].content
    }
    return sorted(n for n in differ if chosen is None or covered(n, chosen))
