"""The reference to Tregua, from CITATION.cff, the one place where it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_NAME = "CITATION.cff"


def citation() -> dict[str, Any]:
    """Return the entries of CITATION.cff.

    The wheel holds the file inside the package. A checkout has it at the root, where archives look.

    Raises
    ------
    FileNotFoundError
        Where neither is there: the installation is not whole.
    """
    import yaml

    package = Path(__file__).resolve().parent
    inside, root = package / _NAME, package.parent.parent / _NAME
    path = inside if inside.is_file() else root
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def bibtex(entries: dict[str, Any]) -> str:
    """Return the reference as a BibTeX entry; fields without a value are left out."""
    released = entries.get("date-released")
    fields = {
        "title": entries["title"],
        "author": " and ".join(_author(a) for a in entries["authors"]),
        "version": entries["version"],
        "year": str(released)[:4] if released else None,
        "doi": entries.get("doi"),
        "url": entries.get("url") or entries.get("repository-code"),
        "license": entries["license"],
    }
    lines = [f"  {name:<7} = {{{value}}}" for name, value in fields.items() if value]
    return "@software{tregua,\n" + ",\n".join(lines) + "\n}"


def _author(author: dict[str, str]) -> str:
    """Return one author: people by family name, groups in braces, so that BibTeX does not split them."""
    if "name" in author:
        return f"{{{author['name']}}}"
    return f"{author['family-names']}, {author['given-names']}"
