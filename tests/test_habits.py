"""What those who work on Tregua rely on: hooks, templates, changelog fragments, bounds, the release."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import bounds  # noqa: E402
import changelog  # noqa: E402
import releasing  # noqa: E402

GITHUB = ROOT / ".github"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
whole = pytest.mark.skipif(not GITHUB.is_dir(), reason="an sdist has no templates and no hooks")


# -- hooks, templates, pages


@whole
def test_hooks_run_what_lint_runs_and_fetch_nothing():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    lint = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2].partition("\n\n")[0]
    for hook in hooks:
        words = hook["entry"].removeprefix(".venv/bin/").removesuffix(" --force-exclude")
        assert f"$(BIN)/{words}" in lint


@whole
def test_issue_forms_are_whole():
    forms = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
    assert len(forms) == 3
    for path in forms:
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert form["name"] and form["description"]
        fields = [field for field in form["body"] if field["type"] != "markdown"]
        assert all(field["attributes"]["label"] for field in fields)
        ids = [field["id"] for field in fields]
        assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize(
    "name", ["SECURITY.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "changelog.d/README.md"]
)
def test_links_lead_to_files(name):
    page = ROOT / name
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_script_that_contributing_names_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in re.findall(r"`(scripts/[\w.]+)", text):
        assert (ROOT / name).is_file()
    targets = re.findall(r"^([a-z]+(?: [a-z]+)*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert set(re.findall(r"`make (\w+)`", text)) <= {word for line in targets for word in line.split()}


# -- changelog fragments


def test_the_fragments_here_are_right():
    assert changelog.mistakes(ROOT / "changelog.d") == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.improved.md", "A thing.", "KIND one of numbers, added, changed, fixed"),
        ("numbers.md", "A thing.", "expected NAME.KIND.md"),
        ("Big.added.md", "A thing.", "in small letters"),
        ("x.added.md", " \n", "empty"),
        ("x.added.md", "- A thing.", "no bullet"),
        ("x.numbers.md", "**numbers** A thing.", "no flag"),
        ("x.added.md", "A thing", "full stop"),
        ("x.added.md", "A thing. " * 100 + "End.", "at most 600"),
        ("x.added.md", "A thing.\n\nAnother.", "several paragraphs"),
    ],
)
def test_a_fragment_that_does_not_fit(tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "good.fixed.md").write_text("A fault is gone.\n", encoding="utf-8")
    found = changelog.mistakes(tmp_path)
    assert len(found) == 1
    assert name in found[0] and said in found[0]


def test_all_mistakes_at_once(tmp_path):
    for name in ("a.nonesuch.md", "b.added.md"):
        (tmp_path / name).write_text("A thing", encoding="utf-8")
    assert len(changelog.mistakes(tmp_path)) == 2


def test_a_section_is_made_of_the_fragments_and_flags_numbers(tmp_path):
    pytest.importorskip("towncrier")
    for name in ("pyproject.toml", "CHANGELOG.md", "changelog.d/template.md", "changelog.d/README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    before = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    (tmp_path / "changelog.d/a.fixed.md").write_text("A fault\nis gone.\n", encoding="utf-8")
    (tmp_path / "changelog.d/b.numbers.md").write_text("Killing moved.\n", encoding="utf-8")
    changelog.towncrier("--yes", folder=tmp_path)
    after = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    section = after.partition("<!-- towncrier release notes start -->\n\n")[2].partition("\n\n## ")[0]
    title, _, entries = section.partition("\n\n")
    assert re.fullmatch(rf"## {re.escape(changelog.version())} \(\d{{4}}-\d\d-\d\d\)", title)
    assert entries == "- **numbers** Killing moved.\n- A fault\n  is gone."
    assert after.replace(section + "\n\n", "") == before
    assert sorted(p.name for p in (tmp_path / "changelog.d").iterdir()) == ["README.md", "template.md"]


# -- bounds


def test_the_tests_at_the_bounds_are_there():
    for test in bounds.TESTS:
        path, _, name = test.partition("::")
        assert not name or f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8"), test
        assert (ROOT / path).is_file(), test


def test_every_requirement_of_a_user_is_tried_and_has_a_lower_bound():
    wanted = bounds.requirements()
    project = PROJECT["project"]
    assert set(project["dependencies"]) <= set(wanted)
    assert {bounds.name_of(r) for r in wanted} >= {
        *bounds.TOOLS,
        "numpy",
        "numcodecs",
        "fastapi",
        "matplotlib",
    }
    extras = [r for wanted in project["optional-dependencies"].values() for r in wanted]
    assert [r for r in [*project["dependencies"], *extras] if ">=" not in r] == []


def test_what_the_sources_import_is_declared():
    names = {
        "numpy",
        "numba",
        "pydantic",
        "yaml",
        "cyclopts",
        "rich",
        "xarray",
        "jinja2",
        "zarr",
        "numcodecs",
        "openpyxl",
    }
    imported = set()
    for path in (ROOT / "src/tregua").rglob("*.py"):
        imported |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.M))
    declared = {bounds.name_of(r).replace("pyyaml", "yaml") for r in PROJECT["project"]["dependencies"]}
    assert imported & names == declared


def test_pythons_that_were_not_tried_are_named(monkeypatch, capsys):
    monkeypatch.setattr(bounds, "wheel", lambda folder: folder)
    monkeypatch.setattr(
        bounds, "try_one", lambda which, python, version, *rest: bounds.Tried(version, True, 1.0)
    )
    monkeypatch.setattr(bounds, "version_of", lambda python: "3.12")
    assert bounds.main(["lowest", "somewhere/python"]) == 0
    out = capsys.readouterr().out
    assert "Python 3.12: passed" in out
    assert "Python 3.11: not tried" in out and "Python 3.13: not tried" in out


def test_a_python_that_fails_is_a_failure(monkeypatch, capsys):
    monkeypatch.setattr(bounds, "wheel", lambda folder: folder)
    monkeypatch.setattr(
        bounds, "try_one", lambda which, python, version, *rest: bounds.Tried(version, False, 1.0)
    )
    assert bounds.main(["newest", sys.executable]) == 1
    assert "FAILED" in capsys.readouterr().out
    assert bounds.main(["between"]) == 2


# -- the release


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Make a wheel and an sdist by hand of what git would know."""
    monkeypatch.setattr(releasing, "tracked", lambda *folders: {"src/tregua/a.py", "src/tregua/w.po"})
    alone = ("CITATION.cff", "LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "SECURITY.md")

    def make(wheel=("tregua/a.py", "tregua/CITATION.cff"), left_out=()):
        with zipfile.ZipFile(tmp_path / "t-1-py3-none-any.whl", "w") as archive:
            for name in wheel:
                source = ROOT / "CITATION.cff" if name.endswith("CITATION.cff") else ROOT / "LICENSE"
                archive.write(source, name)
        with tarfile.open(tmp_path / "t-1.tar.gz", "w:gz") as archive:
            for name in {"src/tregua/a.py", "src/tregua/w.po", *alone} - set(left_out):
                archive.add(ROOT / "LICENSE", f"t-1/{name}")
        return releasing.contents(tmp_path)

    return make


def test_a_whole_release_has_no_mistake(built):
    assert built() == []


def test_a_file_that_the_wheel_lacks_or_has_too_much(built):
    found = built(wheel=("tregua/b.py", "tregua/CITATION.cff"))
    assert found == ["the wheel lacks tregua/a.py", "the wheel holds tregua/b.py, which git does not know"]


def test_a_file_that_the_sdist_lacks(built):
    assert built(left_out=("SECURITY.md",)) == ["the sdist lacks SECURITY.md"]


def test_installed_refuses_the_sources(monkeypatch):
    class Editable:
        def locate_file(self, name):
            return ROOT / "src" / name

    monkeypatch.setattr("importlib.metadata.distribution", lambda name: Editable())
    assert "not a wheel" in releasing.installed()[0]


def test_sources_that_are_not_ready(tmp_path, monkeypatch):
    for name in ("CITATION.cff", "CHANGELOG.md", "src/tregua/_version.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "src/tregua/_version.py").write_text('__version__ = "9.1"\n', encoding="utf-8")
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "changelog.d/x.added.md").write_text("A thing.", encoding="utf-8")
    monkeypatch.setattr(releasing, "ROOT", tmp_path)
    monkeypatch.setattr(releasing, "run", lambda *words: " M README.md")
    assert len(releasing.ready()) == 5
    (tmp_path / "changelog.d/x.added.md").unlink()
    (tmp_path / "CHANGELOG.md").write_text("## 9.1 (2027-01-02)\n", encoding="utf-8")
    (tmp_path / "CITATION.cff").write_text('\nversion: "9.1"\ndate-released: 2027-01-02\n', encoding="utf-8")
    monkeypatch.setattr(releasing, "run", lambda *words: "")
    assert releasing.ready() == []


def test_a_release_goes_into_an_empty_folder(tmp_path):
    (tmp_path / "old.whl").touch()
    done = subprocess.run(
        [ROOT / "scripts/release", "--trial", tmp_path], capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 2
    assert "not empty" in done.stderr


def test_the_release_never_uploads():
    text = "".join(
        (ROOT / "scripts" / name).read_text(encoding="utf-8") for name in ("release", "releasing.py")
    )
    assert not re.search(r"twine|publish|git push|git tag|curl", text)


# -- types


def test_type_checkers_are_allowed_to_look():
    assert (ROOT / "src/tregua/py.typed").read_bytes() == b""
