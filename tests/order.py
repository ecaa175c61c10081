"""In which order tests run on several processes, what one process runs as a whole, and what fails is told at once.

What is stale comes first. A file is one unit of work, so that its fixtures are made once; the pages with examples share
nothing and are a unit each. Units that take long are begun early: the last ones are short, and no process waits.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

EXAMPLES = "::test_the_examples_of_a_page_print_what_it_shows["
# Files and pages in the order of their processor time, longest first; what is not named comes after them.
FIRST = ("test_docs.py",)
LONG = (
    *("test_engines_alike.py", "test_bulletin_browser.py", "test_web_server.py", "test_bulletin_forms.py"),
    *("tutorial.md", "test_explorer_browser.py", "test_heldout.py", "test_cube_disclosure.py", "release.md"),
    *("test_records_slices.py", "test_faults_build.py", "test_cube_trace.py", "test_check_hostile.py"),
    *("test_dataset_mexico_states.py", "test_fuzz_readers.py", "test_check_page_browser.py"),
    *("test_records_oracle.py", "test_dataset_south_africa.py", "test_records_read.py", "test_prose.py"),
    *(
        "test_unseen.py",
        "test_outlets.py",
        "test_claims_unseen.py",
        "test_dataset_mexico_city.py",
    ),
    *("test_dataset_fbi.py", "test_st_louis.py", "test_answers_nowcast.py", "test_web_schema.py", "check.md"),
    *("test_synthetic_build.py", "test_check_data.py", "test_cube_vintages.py", "test_documents.py"),
    *("test_claims_statements.py", "test_cli_vintages.py", "test_define.py", "test_release.py"),
)

ORDER = (*FIRST, *LONG)


class Units(LoadFileScheduling):  # type: ignore[misc]
    """Hand out files as units of work, and pages with examples one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if EXAMPLES in nodeid else nodeid.split("::", 1)[0]


class Crier:
    """Tells what fails when it fails, not after the last test."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the name of a test that failed, and in a line why."""
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            why = crash.message.partition("\n")[0] if crash else ""
            self.terminal.write_line(f"\nFAILED {report.nodeid}\n  {why}", red=True)


def rank(item: pytest.Item) -> int:
    """Return the place of a test in the order of units."""
    name = item.name.partition("[")[2].rstrip("]") if EXAMPLES in item.nodeid else item.path.name
    return ORDER.index(name) if name in ORDER else len(ORDER)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tell failures at once where processes work side by side."""
    if getattr(config.option, "tx", None):
        config.pluginmanager.register(Crier(config.pluginmanager.getplugin("terminalreporter")), "crier")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put units that take long before the others."""
    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Units:
    """Return what hands out the units of work; `--no-loadscope-reorder` keeps it to the order above."""
    return Units(config, log)
