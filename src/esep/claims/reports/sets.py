"""Reports on many texts, written one after the other as they are ready: nothing of a text is kept when it is done."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from esep.claims.claim import Report
from esep.claims.outside_text import measure_width, show_outside
from esep.claims.reports.render import choose_names, render
from esep.claims.reports.view import count_report, list_open_reasons, write_counts
from esep.language.phrases import say
from esep.problems import Problem
from esep.sources.document import Document

SET_FORMAT = "esep-check-set/1"


@dataclass
class Totals:
    """What was counted over all texts so far."""

    files: int = 0
    failed: int = 0
    unread: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        """Count one report."""
        self.files += 1
        self.failed += report.has_failed
        self.counts.update(count_report(report))
        self.reasons.update(list_open_reasons(report))

    def to_dict(self) -> dict[str, Any]:
        """Return the totals as plain data."""
        names = ("numerals", "claims", "checked", "not_checkable", "other_numbers")
        return {
            "files": self.files,
            "files_failed": self.failed,
            "files_unread": self.unread,
            **{name: self.counts[name] for name in names},
            "not_checkable_by_reason": dict(sorted(self.reasons.items())),
        }

    def say(self, language: str) -> str:
        """Return the totals as one line."""
        names = ("files", "failed", "unread")
        parts = [say(f"check.total_{name}", language, n=getattr(self, name)) for name in names]
        return f"{', '.join(parts)}; {write_counts(dict(self.counts), self.reasons, language)}."


class ReportWriter:
    """Writes reports in one form. Every method returns what is to be written next."""

    def __init__(self, form: str, language: str, *, is_many: bool, is_colour: bool = False) -> None:
        self.form = form
        # The language of the reader where one was asked for; otherwise each report is in that of its text.
        self.language = language
        self.is_many = is_many
        self.is_colour = is_colour
        self.totals = Totals()
        self._problems: list[tuple[str, Problem]] = []
        self._written = 0
        # The report written last, for who lists them.
        self.last: Report | None = None

    @property
    def _default(self) -> str:
        return self.language or "en"

    def begin(self) -> str:
        """Return what stands before the first report."""
        if self.form == "sarif":
            from esep.claims.reports.sarif import write_head

            return write_head(self._default)
        return f'{{"format": "{SET_FORMAT}", "reports": [' if self.form == "json" and self.is_many else ""

    def add(self, report: Report, document: Document) -> str:
        """Return one report."""
        self.totals.add(report)
        self.last = report
        if self.form == "sarif":
            return self._add_results(report, document)
        shown = render(report, self.form, self.language, document=document, is_colour=self.is_colour)
        if not self.is_many or self.form in ("line", "github", "html"):
            return shown
        self._written += 1
        if self.form == "json":
            return ("," if self._written > 1 else "") + "\n" + shown.rstrip("\n")
        title = show_outside(report.file)
        gap = "" if self._written == 1 else "\n"
        return f"{gap}{title}\n{'=' * measure_width(title)}\n\n{shown}"

    def _add_results(self, report: Report, document: Document) -> str:
        from esep.claims.reports.sarif import list_results

        results = list_results(report, document, self._default, choose_names(report, None))
        shown = "".join(
            f"{',' if self._written + index else ''}\n{json.dumps(result, ensure_ascii=False)}"
            for index, result in enumerate(results)
        )
        self._written += len(results)
        return shown

    def tell(self, file: str, problem: Problem) -> str:
        """Return what is written of a problem with one file; a file that could not be checked is counted."""
        if problem.severity == "error":
            self.totals.files += 1
            self.totals.unread += 1
        self._problems.append((file, problem))
        if self.form in ("line", "github"):
            from esep.claims.reports.line import problem_to_github, problem_to_line

            return (problem_to_line if self.form == "line" else problem_to_github)(problem, file, self._default)
        return ""

    def end(self) -> str:
        """Return what stands behind the last report."""
        if self.form == "sarif":
            from esep.claims.reports.sarif import write_tail

            return write_tail(self._problems, self.totals.to_dict(), self._default)
        if not self.is_many:
            return ""
        if self.form == "json":
            problems = [{**p.to_dict(self._default), "file": file} for file, p in self._problems]
            rest = json.dumps({"problems": problems, "counts": self.totals.to_dict()}, ensure_ascii=False, indent=2)
            return f"\n],\n{rest[2:]}\n"
        return f"\n{self.totals.say(self._default)}\n" if self.form == "text" else ""
