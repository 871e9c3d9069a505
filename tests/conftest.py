"""What every test starts from."""

import os
import sys

import pytest

# packages that cannot be had everywhere: with CI set, a test that misses any other fails
NOT_EVERYWHERE = {"ema_workbench"} if sys.version_info < (3, 12) else set()


def _missing(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return what a test was skipped for want of, or an empty text; see `pytest.importorskip`."""
    if not os.environ.get("CI") or report.outcome != "skipped" or not isinstance(report.longrepr, tuple):
        return ""
    reason = str(report.longrepr[2])
    return (
        ""
        if any(name in reason for name in NOT_EVERYWHERE)
        else reason
        if "could not import" in reason
        else ""
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail a test that would be skipped because a package is missing, where every package must be there."""
    report = yield
    if reason := _missing(report):
        report.outcome, report.longrepr = "failed", f"{reason}; with CI set, no package may be missing"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Fail a file of tests that would be skipped as a whole, alike."""
    report = yield
    if reason := _missing(report):
        report.outcome, report.longrepr = "failed", f"{reason}; with CI set, no package may be missing"
    return report


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no terminal say how wide a table is: where COLUMNS is set, words wrap and are not found."""
    monkeypatch.delenv("COLUMNS", raising=False)
