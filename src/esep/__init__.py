"""Esep: crime figures you can check.

The names listed in `__all__` are the ones we promise to keep; each is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from esep.answers import Answer, Answers, open_dataset, parse_question
    from esep.api.client import RemoteAnswers
    from esep.api.client import open_data as open
    from esep.claims import Claim, Report, check
    from esep.model.period import Period
    from esep.model.question import Question
    from esep.problems import EsepError, Problem

__all__ = [
    "Answer",
    "Answers",
    "Claim",
    "EsepError",
    "Period",
    "Problem",
    "Question",
    "RemoteAnswers",
    "Report",
    "__version__",
    "check",
    "open",
    "open_dataset",
    "parse_question",
]


def __getattr__(name: str) -> object:
    """Load a promised name from its room; raise `AttributeError` for any other."""
    if name not in __all__:
        raise AttributeError(f"module 'esep' has no attribute {name!r}")
    if name in ("Claim", "Report", "check"):
        from esep import claims

        return getattr(claims, name)
    if name in ("RemoteAnswers", "open"):
        from esep.api import client

        return client.open_data if name == "open" else client.RemoteAnswers
    if name in ("EsepError", "Problem"):
        from esep import problems

        return getattr(problems, name)
    if name in ("Period", "Question"):
        from esep.model import period, question

        return period.Period if name == "Period" else question.Question
    from esep import answers

    return getattr(answers, name)
