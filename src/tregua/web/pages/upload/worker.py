"""A process of its own that reads one uploaded table: it may take little, and it ends with the answer.

Run as ``python -m tregua.web.pages.upload.worker`` in a private folder that holds the table. It reads what is
asked from standard input, and writes the answer as JSON on standard output.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

MEMORY, PROCESSOR_SECONDS, WRITTEN = 1_500_000_000, 40, 64_000_000  # bytes, seconds, bytes of one file
LARGEST_ANSWER = 24_000_000  # bytes of the place, packed
STAMP = (1980, 1, 1, 0, 0, 0)  # of files in the archive: the same place gives the same bytes


def main() -> None:
    """Read the request, answer it, and write the answer."""
    _bound()
    asked = json.load(sys.stdin)
    from tregua.i18n import speaking

    with speaking(asked["lang"]):
        json.dump(answer(Path(asked["name"]), asked["options"]), sys.stdout, default=str)


def _bound() -> None:
    """Bound memory, time and files of this process, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows: time is bounded by the server there
        return
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard < 0 else min(most, hard), hard))


def answer(table: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Read a table and make a place of it.

    Parameters
    ----------
    table
        The table, in the folder in which this process runs.
    options
        Fields of `ImportOptions` by name.

    Returns
    -------
    dict
        ``lines`` and ``made_up`` with ``zip``, or ``problems``.
    """
    from tregua.errors import InputError, Problem, TreguaError
    from tregua.i18n import _
    from tregua.places import load_place, new_place
    from tregua.places.import_summary import summary
    from tregua.places.import_table import MOST_TERRITORIES, import_tables
    from tregua.places.importers.recipe import ImportOptions
    from tregua.places.infer_series_kind import slug
    from tregua.places.made_up import list_made_up
    from tregua.places.place_template import not_used
    from tregua.places.record_reach import record_reach

    try:
        imported = import_tables(table, MOST_TERRITORIES, ImportOptions(**options))
        name = slug(table.name.partition(".")[0]) or "my_place"
        folder = Path("made") / name
        new_place(folder, imported)
        place = load_place(folder)
        packed = _packed(folder)
    except InputError as error:
        return {"problems": [asdict(problem) for problem in error.problems]}
    except MemoryError:
        text = _("a table that takes more memory than one upload is given")
        hint = _("read it on your own machine: tregua import FILE")
        return {"problems": [asdict(Problem(table.name, None, "", text, _("a smaller table"), hint))]}
    except (TreguaError, OSError) as error:
        return {"problems": [asdict(Problem(table.name, None, "", str(error), ""))]}
    if len(packed) > LARGEST_ANSWER:
        text, hint = (
            _("a place that is too large to send"),
            _("read it on your own machine: tregua import FILE"),
        )
        return {"problems": [asdict(Problem(table.name, None, "", text, _("a smaller table"), hint))]}
    made = [f"{what}: {where}" for what, where in list_made_up(place)]
    return {
        "name": name,
        "lines": [record_reach(place), *not_used(imported), *summary(imported)],
        "made_up": made,
        "zip": base64.b64encode(packed).decode("ascii"),
    }


def _packed(folder: Path) -> bytes:
    """Return the files of a folder as an archive, under the folder's name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", STAMP)
            archive.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
