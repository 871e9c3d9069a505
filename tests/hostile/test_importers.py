"""Tables that are broken, or made to break: only an InputError is raised, in little time and memory."""

import gzip
import io
import random
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from tregua.errors import InputError
from tregua.inputs import book_reader, table_reader
from tregua.places.import_table import read_evidence

from ..places.table_shapes import FORMS, SHAPES, write

RECORD = {(p, 2021, m): 3 * m + len(p) for p in ("Alta", "Baja") for m in range(1, 13)}
SCRAPS = [
    b'"',
    b";",
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"1e999",
    b"-1",
    b"=cmd()",
    b"nan",
    b"inf",
    b"#",
    b"Total",
    b"all",
    b"0x1",
    b"9" * 60,
    b"2021-13-45",
    b"99/99/9999",
    b"\xc3",
    b"'" * 9,
    b"{}",
    b"@NAME@",
    b"\t" * 30,
    "١٢".encode(),
    "２０２１".encode(),
    b"\xe2\x80\xae",
    b"1.1.1.1",
    b"<b>",
    b"../../x",
]


def survives(path, seconds=20.0):
    start = time.monotonic()
    for options in ({}, {"country": "Norland", "counts": "homicides", "decimal": ".", "dayfirst": True}):
        try:
            read_evidence(path, **options)
        except InputError as error:
            assert error.problems and str(error)
    assert time.monotonic() - start < seconds


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_tables_with_scraps_in_them(shape, tmp_path):
    chance = random.Random(shape)
    plain = write(SHAPES[shape](RECORD), tmp_path / "t.csv").read_bytes()
    for n in range(12):
        data = bytearray(plain)
        for _change in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            scrap = chance.choice(SCRAPS)
            data[at : at + chance.choice((0, 0, 1, len(scrap), 200))] = scrap
        path = tmp_path / f"{n}.csv"
        path.write_bytes(bytes(data))
        survives(path)


@pytest.mark.parametrize("form", FORMS)
def test_files_that_are_cut_or_flipped(form, tmp_path):
    chance = random.Random(form)
    plain = write(SHAPES["police_long"](RECORD), tmp_path / "t.csv", form)
    whole = plain.read_bytes()
    for n in range(12):
        data = bytearray(whole[: chance.randrange(1, len(whole))] if n % 2 else whole)
        for _change in range(chance.randint(0, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / f"{n}{''.join(plain.suffixes)}"
        path.write_bytes(bytes(data))
        survives(path)


def test_random_bytes(tmp_path):
    chance = random.Random(7)
    for _n in range(20):
        data = chance.randbytes(chance.randrange(2000))
        for start in (b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xff\xfe", b"sep=;\n"):
            (tmp_path / "t.bin").write_bytes(start + data)
            survives(tmp_path / "t.bin")


def book(path: Path, sheet: str, strings: str = "") -> Path:
    """Write an XLSX file by hand, with a sheet that no spreadsheet would write."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{rel}">'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>",
        "xl/worksheets/sheet1.xml": f"<worksheet {space}>{sheet}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {space}>{strings}</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return path


@pytest.mark.parametrize(
    "sheet",
    [
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="B1048576"><v>2</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="99999999"><c r="ZZZ99999999"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData>',
        '<sheetData><row r="-1"><c r="??"><v>x</v></c></row></sheetData>',
        '<sheetData><row><c t="e"><v>#REF!</v></c><c t="b"><v>1</v></c>'
        '<c t="d"><v>nope</v></c></row></sheetData>',
    ],
)
def test_sheets_that_say_they_are_vast(sheet, tmp_path):
    survives(book(tmp_path / "t.xlsx", sheet))


def test_one_long_text_in_many_cells(tmp_path):
    cells = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 20 + "</row>" for n in range(1, 500))
    path = book(tmp_path / "t.xlsx", f"<sheetData>{cells}</sheetData>", f"<si><t>{'x' * 1_000_000}</t></si>")
    tracemalloc.start()
    survives(path, 60)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100e6


def test_entities_that_grow(tmp_path):
    path = tmp_path / "t.xlsx"
    book(path, "<sheetData/>")
    out = io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name.endswith("sharedStrings.xml") else old.read(name))
    path.write_bytes(out.getvalue())
    with pytest.raises(InputError, match="DOCTYPE"):
        read_evidence(path)


def test_a_packed_file_that_unpacks_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(table_reader, "LARGEST", 5_000_000)
    path = tmp_path / "t.csv.gz"
    path.write_bytes(
        gzip.compress(b"series,place,start,end,value\n" + b"homicides,all,2021,2021,1\n" * 400_000)
    )
    tracemalloc.start()
    with pytest.raises(InputError, match="at most 5 MB") as caught:
        read_evidence(path)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "grep" in caught.value.problems[0].hint and most < 30e6


def test_a_book_whose_parts_unpack_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(book_reader, "LARGEST_BOOK", 1_000_000)
    path = book(tmp_path / "t.xlsx", "<sheetData>" + "<row><c><v>1</v></c></row>" * 100_000 + "</sheetData>")
    with pytest.raises(InputError, match="at most 1 MB"):
        read_evidence(path)


@pytest.mark.parametrize(
    "data",
    [
        b"a" * 3_000_000,
        b'"' + b"a,b\n" * 400_000,
        b"," * 2_000_000 + b"\n1\n",
        b"a;" * 5_000 + b"\n" + b"1;" * 5_000,
    ],
)
def test_lines_without_end(data, tmp_path):
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(InputError):
        read_evidence(tmp_path / "t.csv")


def test_a_folder_a_device_and_nothing(tmp_path):
    for path in (tmp_path, Path("/dev/null"), tmp_path / "none.csv", Path("\0"), tmp_path / ("x" * 5000)):
        with pytest.raises(InputError):
            read_evidence(path)


def test_a_small_packed_table_that_asks_for_eight_gigabytes(tmp_path):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"1,2\n" * (1 << 18)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush() + bytes(8)
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"")[:10] + block * (1 << 13) + end)
    assert path.stat().st_size < 30e6
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises(InputError, match="at most 1100 MB"):
        table_reader.read_sheets(path)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100e6 and time.process_time() - began < 30


def test_a_small_book_that_asks_for_eight_gigabytes(tmp_path):
    path = book(tmp_path / "t.xlsx", "<sheetData/>")
    data = bytearray(path.read_bytes())
    for name in (b"xl/worksheets/sheet1.xml", b"xl/sharedStrings.xml"):
        entry = data.rindex(name) - 46  # of the central directory
        assert data[entry : entry + 4] == b"PK\x01\x02"
        data[entry + 24 : entry + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    path.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(InputError, match=r"8192\.0 MB|8589\.9 MB"):
        table_reader.read_sheets(path)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size < 10_000 and most < 10e6


def test_a_book_packed_in_another_way_or_with_a_name_twice(tmp_path):
    for method, twice, said in (
        (zipfile.ZIP_LZMA, False, "not known"),
        (zipfile.ZIP_DEFLATED, True, "one name"),
    ):
        path = book(tmp_path / "t.xlsx", "<sheetData/>")
        out = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", method) as new:
            for name in [*old.namelist(), *["xl/sharedStrings.xml"] * twice]:
                new.writestr(name, old.read(name))
        path.write_bytes(out.getvalue())
        with pytest.raises(InputError, match=said):
            table_reader.read_sheets(path)


def test_shared_texts_in_the_folder_of_sheets_are_bounded_too(tmp_path, monkeypatch):
    monkeypatch.setattr(book_reader, "LARGEST_PART", 100_000)
    path = book(tmp_path / "t.xlsx", "<sheetData/>", "<si><t>x</t></si>" * 20_000)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).replace(b"sharedStrings.xml", b"worksheets/sharedStrings.xml")
            new.writestr(name.replace("xl/shared", "xl/worksheets/shared"), text)
    path.write_bytes(out.getvalue())
    with pytest.raises(InputError, match="MB"):
        table_reader.read_sheets(path)


SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ONE_CELL = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row></sheetData>'


def swapped(path: Path, sheet: str, parts: dict[str, bytes]) -> Path:
    """Write an XLSX file by hand, some parts of which are given."""
    book(path, sheet)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    path.write_bytes(out.getvalue())
    return path


STYLES = b'<Relationship Id="r9" Type="x/styles" Target="styles.xml"/></Relationships>'


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("cells", "more than 16384 columns"),
        ("rows", "row 1 after row 1"),
        ("comment", "without end"),
        ("attribute", "without end"),
        ("names", "too many kinds of elements"),
        ("texts", "too many elements"),
        ("styles", "too many elements"),
        ("sheets", "at most 8 MB"),
        ("doctype", "DOCTYPE"),
        ("doctype in utf-16", "DOCTYPE"),
    ],
)
def test_small_books_that_unpack_to_millions_of_elements(what, said, tmp_path, monkeypatch):
    monkeypatch.setattr(book_reader, "MOST_TEXTS", 200_000)
    sheet, parts = ONE_CELL, {}
    if what == "cells":
        sheet = "<sheetData><row>" + "<c/>" * 4_000_000 + "</row></sheetData>"
    elif what == "rows":
        sheet = "<sheetData>" + '<row r="1"/>' * 2_000_000 + "</sheetData>"
    elif what == "comment":
        sheet = "<!--" + "x" * 40_000_000 + "-->" + ONE_CELL
    elif what == "attribute":
        sheet = "<sheetData a='" + "x" * 40_000_000 + "'/>"
    elif what == "names":
        sheet = "".join(f"<a{n}/>" for n in range(400_000))
    elif what == "texts":
        parts["xl/sharedStrings.xml"] = b"<sst " + SPACE + b">" + b"<si/>" * 2_000_000 + b"</sst>"
    elif what == "styles":
        cells = b"<cellXfs>" + b"<xf/>" * 1_000_000 + b"</cellXfs>"
        parts["xl/styles.xml"] = b"<styleSheet " + SPACE + b">" + cells + b"</styleSheet>"
        with zipfile.ZipFile(book(tmp_path / "p.xlsx", sheet)) as plain:
            relations = plain.read("xl/_rels/workbook.xml.rels")
        parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", STYLES)
    elif what == "sheets":
        every = b"".join(b'<sheet name="S%d" sheetId="1"/>' % n for n in range(300_000))
        parts["xl/workbook.xml"] = b"<workbook " + SPACE + b"><sheets>" + every + b"</sheets></workbook>"
    else:  # far behind the beginning, or in another encoding
        text = "<!--" + " " * 9_000 + '--><!DOCTYPE x [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'
        parts["xl/sharedStrings.xml"] = text.encode("utf-16" if "utf-16" in what else "utf-8")
    path = swapped(tmp_path / "t.xlsx", sheet, parts)
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises(InputError, match=said):
        read_evidence(path)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size < 3e6 and most < 60e6 and time.process_time() - began < 30


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', "two cells in one place"),
        ('<c r="A2"><v>1</v></c>', "the cell A2 in row 1"),
        ('<c r="XFE1"><v>1</v></c>', "the cell XFE1 in row 1"),
        ('<c r="A1" t="s"><v>-1</v></c>', "the shared text -1 of 1"),
        ('<c r="A1" t="inlineStr"><is><t>' + "x" * 40_000 + "</t></is></c>", "40000 characters"),
    ],
)
def test_cells_that_no_spreadsheet_writes_are_refused(cells, said, tmp_path):
    sheet = f'<sheetData><row r="1">{cells}</row></sheetData>'
    with pytest.raises(InputError, match=said):
        read_evidence(book(tmp_path / "t.xlsx", sheet, "<si><t>last</t></si>"))
