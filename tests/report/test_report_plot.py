import json
import sys
from xml.etree import ElementTree

import fake
import pytest

from tregua.errors import InputError, RunError
from tregua.pictures.style import letters
from tregua.report import draw, save_pictures
from tregua.report.plot.kinds import placed

pytest.importorskip("matplotlib")
SVG = "{http://www.w3.org/2000/svg}"


def words(path):
    root = ElementTree.parse(path).getroot()
    return [" ".join("".join(t.itertext()).split()) for t in root.iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def drawn(place, tmp_path_factory):
    small = fake.make(draws=48, months=14).isel(policy=[0, 2, 3, 5])
    stamped = small.assign_attrs(manifest=fake.manifest(text="custody_mortality: {fixed: 0}"))
    folder = tmp_path_factory.mktemp("pictures")
    return stamped, save_pictures(stamped, folder, place=place)


def test_every_picture_of_the_page_is_drawn(drawn):
    assert [p.stem for p in drawn[1]] == [
        "ranges", "authors", "deaths", "held", "tradeoff", "map", "structures", "readings", "turning",
        "evidence-un_killed",
    ]  # fmt: skip


def test_each_picture_takes_its_rights_its_stamps_and_its_source_along(drawn):
    for path in drawn[1]:
        text = " ".join(words(path))
        assert "held arbitrarily, person-years" in text, path
        assert "died in custody" in text, path
        assert "Outside the evidence: deaths in custody a year" in text, path
        assert "priors, uncalibrated" in text and "seed 1" in text and "10 March 2024" in text, path
    # the map is of regions, whose figures are counted
    assert "MODEL ONLY" not in " ".join(words(next(p for p in drawn[1] if p.stem == "map")))
    told = " ".join(words(next(p for p in drawn[1] if p.stem == "map")))
    assert "Share under gang control" in told
    assert "Deaths a month" in told
    assert "if it operates" in told
    assert told.count("May 2025") > 2
    for one in drawn[1]:
        assert "Haiti, April 2024 to May 2025" in " ".join(words(one)), one.stem


def test_equal_results_have_equal_pictures(drawn, place, tmp_path):
    stamped, first = drawn
    for form in ("svg", "png", "pdf"):
        (one,) = save_pictures(stamped, tmp_path / "a", format=form, names=["ranges"], place=place)
        (two,) = save_pictures(stamped, tmp_path / "b", format=form, names=["ranges"], place=place)
        assert one.read_bytes() == two.read_bytes()
        assert one.suffix == f".{form}"
    assert (tmp_path / "a" / "ranges.svg").read_bytes() == first[0].read_bytes()
    assert (tmp_path / "a" / "ranges.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "a" / "ranges.pdf").read_bytes().startswith(b"%PDF")


def test_names_full_of_markup_and_mathematics_are_drawn_as_they_are(place, tmp_path):
    name = r"<b>&$x_1$ \frac{1}{2} 100 $ %"
    policies = {k: (*v[:2], name, *v[3:]) for k, v in list(fake.POLICIES.items())[:3]}
    (path,) = save_pictures(fake.make(policies, months=14), tmp_path, names=["ranges"], place=place)
    assert any(r"$x_1$ \frac{1}{2}" in text for text in words(path))


def test_a_picture_can_be_had_from_python(result, place):
    figure = draw(result, "deaths", place=place)
    assert len([ax for ax in figure.axes if ax.get_visible()]) == 5  # a collapse is not drawn


def test_what_there_is_not_is_named(result, tmp_path):
    with pytest.raises(InputError, match="did you mean 'deaths'"):
        draw(result, "death")
    with pytest.raises(InputError, match="jpg"):
        save_pictures(result, tmp_path, format="jpg")


def test_without_matplotlib_it_says_how_to_get_it(result, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(RunError, match=r"pip install 'tregua\[plot\]'"):
        save_pictures(result, tmp_path)


def test_letters_go_on_after_z():
    assert letters(28)[-3:] == ["Z", "AA", "AB"]


def test_circles_do_not_hide_each_other():
    territories = [
        {"lat": 18.5 + 0.001 * i, "lon": -72.3, "people": 1e5 * (1 + i % 4)} for i in range(12)
    ] + [{"lat": 19.9, "lon": -73.0, "people": 9e5}, {"lat": 18.5, "lon": -72.3, "people": None}]
    at = placed(territories)
    assert at == placed(json.loads(json.dumps(territories)))
    for i, (x, y, r) in enumerate(at):
        assert -1e-9 <= x - r and x + r <= 1 + 1e-9
        for a, b, s in at[:i]:
            assert ((x - a) ** 2 + (y - b) ** 2) ** 0.5 > 0.97 * (r + s)
