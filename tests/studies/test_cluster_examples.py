"""The examples for clusters: the script of dask runs, that of Slurm is sound where Slurm is not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "docs" / "howto" / "cluster"
pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="without the documentation")


@pytest.mark.slow
def test_the_script_of_dask_gives_the_digest_of_one_process(tmp_path):
    pytest.importorskip("distributed")
    import tregua

    text = (EXAMPLES / "spread.py").read_text(encoding="utf-8")
    assert "members=48" in text
    (tmp_path / "spread.py").write_text(text.replace("members=48", "members=6"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "spread.py"], cwd=tmp_path, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    place = tregua.load_place("haiti")
    scenarios = [tregua.load_scenario(name, place) for name in ("haiti/no-mission", "haiti/offer-6000")]
    alone = tregua.run(scenarios, place, members=6, dt="week")
    assert done.stdout.strip().splitlines()[-1] == tregua.digest(alone)


def test_the_script_of_slurm_is_sound_and_refuses_a_task_alone(tmp_path):
    script = EXAMPLES / "tregua.sbatch"
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    assert subprocess.run([bash, "-n", str(script)]).returncode == 0
    around = {"PATH": "/usr/bin:/bin", "SLURM_NTASKS": "1", "SLURM_JOB_ID": "1"}
    alone = subprocess.run(
        [bash, str(script), "study", "compare", "haiti"],
        cwd=tmp_path, env=around, capture_output=True, text=True,
    )  # fmt: skip
    assert alone.returncode == 2 and "two tasks" in alone.stderr
