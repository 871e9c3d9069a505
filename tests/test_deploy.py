"""The files that put the explorer on a server, and what they promise."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
pytestmark = pytest.mark.skipif(not DEPLOY.is_dir(), reason="without the files of the server")


def options_of_web() -> set[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tregua", "web", "--help"], capture_output=True, text=True, check=True
    )
    return set(re.findall(r"--[a-z-]+", done.stdout))


def test_the_image_is_not_root_and_has_a_health_check():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = text.split("\nFROM ")[-1]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert re.search(r"^HEALTHCHECK .*\n.*readyz", last, re.M)
    assert last.index("USER ") < last.index("CMD [")
    assert "slim" in text and "/var/cache/tregua" in last
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M)
    assert all((ROOT / name).exists() for words in sources for name in words.split())


def test_only_the_proxy_is_reached_from_outside_and_nothing_of_the_explorer_can_be_written():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    explorer, proxy = services["services"]["tregua"], services["services"]["proxy"]
    assert "ports" not in explorer and explorer["networks"] == ["inside"]
    assert services["networks"]["inside"]["internal"] is True
    assert explorer["read_only"] is True and explorer["cap_drop"] == ["ALL"]
    assert proxy["depends_on"] == {"tregua": {"condition": "service_healthy"}}
    subnet = services["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert f"--proxy={subnet}" in explorer["command"]


def test_every_option_that_they_name_is_one_of_the_command():
    known = options_of_web()
    for name in ("Containerfile", "compose.yaml", "tregua.service"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        words = text[text.index("tregua web") :] if name == "tregua.service" else text
        said = {
            w
            for line in words.splitlines()
            if "pip" not in line
            for w in re.findall(r"(?<=[\s\"])--[a-z-]+", line)
        }
        ours = said & {"--host", "--port", "--name", "--proxy", "--metrics", "--log", "--place"}
        assert ours and ours <= known, name
    guide = (ROOT / "docs" / "howto" / "server.md").read_text(encoding="utf-8")
    for line in re.findall(r"^tregua web .+$", guide, re.M):
        assert set(re.findall(r"--[a-z-]+", line)) <= known


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    for path in DEPLOY.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^FROM \S+\.\S+/", text, re.M), path.name
        assert not re.search(r"image: \S+\.\S+/", text), path.name
        assert "/root" not in text and "/home" not in text, path.name


def test_systemd_understands_the_unit(tmp_path):
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("no systemd here")
    unit = tmp_path / "tregua.service"
    text = (DEPLOY / "tregua.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/tregua/bin/tregua", sys.executable), encoding="utf-8")
    done = subprocess.run([found, "verify", str(unit)], capture_output=True, text=True, timeout=60)
    assert "tregua.service" not in done.stderr, done.stderr
