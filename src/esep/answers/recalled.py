"""Answers for one piece of work, in which what is asked again is not looked up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esep.answers.answer import Answer
from esep.answers.asking import Answers
from esep.answers.methods import METHODS
from esep.model.question import Question


class Recalled(Answers):
    """Answers that remember what was asked of them. They last as long as the work: what they keep has no bound."""

    def __init__(self, answers: Answers) -> None:
        vars(self).update(vars(answers))
        self._cube.expect_many()
        self._told: dict[Question, Answer] = {}
        self._earlier: list[Answers] = []
        self._unopened: Iterator[Answers] | None = None
        self._list_earlier = answers.open_earlier
        self.open_earlier = self._recall_earlier

    def ask(self, question: Question | str, *, with_others: bool = True, with_finding: bool = False) -> Answer:
        """Return the answer, as `Answers.ask` does."""
        if isinstance(question, str) or with_finding or question.operation in METHODS:
            return super().ask(question, with_others=with_others, with_finding=with_finding)
        answer = self._told.get(question)
        if answer is None:
            answer = self._told[question] = super().ask(question, with_others=False)
        return replace(answer, others=self.ask_siblings(question)) if with_others else answer

    def _recall_earlier(self) -> Iterator[Answers]:
        if self._unopened is None:
            self._unopened = map(Recalled, self._list_earlier())
        yield from self._earlier
        for answers in self._unopened:
            self._earlier.append(answers)
            yield answers
