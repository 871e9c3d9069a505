"""What was counted in tables, by which definition, when and where, and what was left out and why."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.places.evidence import Row
    from tregua.places.import_table import ImportedEvidence, Source

SHOWN = 12


def _number(value: float) -> str:
    return f"{value:,.10g}"


def summary(imported: ImportedEvidence) -> list[str]:
    """Return the lines that say what tables hold and what becomes of it."""
    lines = [*imported.notes, ""] if imported.notes else []
    for source in imported.sources:
        lines += _table(source)
    lines.append("")
    by_series: dict[str, list[Row]] = defaultdict(list)
    for row in imported.rows:
        by_series[row.series].append(row)
    for name, rows in by_series.items():
        lines += _series(imported, name, rows)
    lines += [_("events:"), *(f"  {line}" for line in imported.policy.lines)] if imported.policy.lines else []
    if imported.subplaces:
        names = list(imported.subplaces.values())
        text = _("parts: {names}").format(names=", ".join(names[:SHOWN]))
        more = _("and {n} more").format(n=len(names) - SHOWN)
        lines.append(text if len(names) <= SHOWN else f"{text}, {more}")
    return lines


def _table(source: Source) -> list[str]:
    account = source.account
    text = _("{file}: {title}; sheet {sheet}") if source.recipe.sheet else _("{file}: {title}")
    lines = [text.format(file=source.file, title=source.title, sheet=source.recipe.sheet)]
    text = _("  figures in the table: {n}, which add up to {total}; used: {m}, which add up to {used}")
    lines.append(
        text.format(
            n=int(account.found[0]), total=_number(account.found[1]), m=int(account.used[0]),
            used=_number(account.used[1]),
        )
    )  # fmt: skip
    for reason, (number, total, line) in account.left_out.items():
        text = _("  left out: {n}, which add up to {total}, the first on line {line}: {reason}")
        lines.append(text.format(n=int(number), total=_number(total), line=int(line), reason=reason))
    if source.dropped:
        text = _("  nothing is stored of columns that may identify people or points: {names}")
        lines.append(text.format(names=", ".join(source.dropped[:20])))
    return lines


def _series(imported: ImportedEvidence, name: str, rows: list[Row]) -> list[str]:
    unit, guess = imported.series[name]
    info = imported.info.get(name)
    whole = [row for row in rows if row.place == "all"]
    first, last = min(r.start for r in rows), max(r.end for r in rows)
    text = _("{series}: {n} rows, {first} to {last}; the whole: {m} rows, which add up to {total} {unit}")
    if guess.kind != "flow":
        text = _("{series}: {n} rows, {first} to {last}; the whole: {m} rows, the newest {newest} {unit}")
    newest = max(whole, key=lambda row: row.end, default=None)
    lines = [
        text.format(
            series=name, n=len(rows), first=first, last=last, m=len(whole), unit=unit,
            total=_number(sum(r.value for r in whole)), newest=_number(newest.value) if newest else "-",
        )
    ]  # fmt: skip
    if info is not None:
        lines.append(_("  counts: {title}. {notes}").format(title=info.title, notes=info.notes))
    else:
        lines.append(
            _("  taken to count: {measures}, {kind}").format(measures=guess.measures, kind=guess.kind)
        )
    base = info.base if info is not None else "as_published"
    known = sum(row.published_known for row in rows)
    lag = info.lag_days if info is not None else 45
    text = _(
        "  counting base: {base}; day of publication given for {n} rows, for the others {lag} days "
        "after the period"
    )
    lines.append(text.format(base=base, n=known, lag=lag))
    return lines


def as_json(imported: ImportedEvidence) -> dict[str, Any]:
    """Return what was read of tables, for machines."""
    return {
        "title": imported.title,
        "main": imported.main,
        "notes": list(imported.notes),
        "parts": imported.subplaces,
        "events": imported.policy.history,
        "tables": [
            {
                "file": source.file,
                "importer": source.recipe.importer,
                "title": source.title,
                "sheet": source.recipe.sheet,
                "found": {"figures": int(source.account.found[0]), "sum": source.account.found[1]},
                "used": {"figures": int(source.account.used[0]), "sum": source.account.used[1]},
                "left_out": [
                    {"reason": reason, "figures": int(n), "sum": total, "line": int(line)}
                    for reason, (n, total, line) in source.account.left_out.items()
                ],
                "dropped": list(source.dropped),
            }
            for source in imported.sources
        ],
        "series": {
            name: {
                "measures": guess.measures,
                "kind": guess.kind,
                "unit": unit,
                "base": imported.info[name].base if name in imported.info else "as_published",
                "rows": sum(row.series == name for row in imported.rows),
            }
            for name, (unit, guess) in imported.series.items()
        },
    }
