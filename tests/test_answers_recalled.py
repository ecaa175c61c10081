"""What is asked twice in one piece of work is looked up once, and answered as before."""

import pytest

from esep.answers import Answers, Recalled, open_dataset, parse_question
from esep.cube.cube import CellCube

QUESTIONS = (
    "murder period:2024",
    "total change-from:2023 period:2024",
    "total trend-since:2015 period:2024",
    "fraud share-of:total scope:mia_crimes period:2024",
)


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("with_others", [True, False])
def test_answers_are_the_same_each_time(text: str, with_others: bool) -> None:
    """Every field equals that of the answer without memory, the first time and the second, in either order."""
    answers = open_dataset("kazakhstan")
    question = parse_question(text, answers.definition)
    recalled = Recalled(answers)
    for others in (with_others, not with_others, with_others):
        assert recalled.ask(question, with_others=others) == answers.ask(question, with_others=others)


def test_the_second_time_no_cell_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A level, its change and the same in the sibling universes: nothing is left to find in the cube."""
    recalled = Recalled(open_dataset("kazakhstan"))
    question = parse_question(QUESTIONS[1], recalled.definition)
    first = recalled.ask(question)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("looked for again")

    monkeypatch.setattr(CellCube, "find", refuse)
    assert recalled.ask(question) == first


def test_earlier_vintages_are_opened_once() -> None:
    """Two looks at what was true before open each vintage once, a broken-off look no more than it needs."""
    answers, opened = open_dataset("kazakhstan"), []

    def list_earlier() -> "map[Answers]":
        def open_one(name: str) -> Answers:
            opened.append(name)
            return Answers(answers.definition, CellCube(()), name)

        return map(open_one, ["v2", "v1"])

    answers.open_earlier = list_earlier
    recalled = Recalled(answers)
    assert next(iter(recalled.open_earlier())).vintage == "v2"
    assert opened == ["v2"]
    assert [one.vintage for one in recalled.open_earlier()] == ["v2", "v1"]
    assert [one.vintage for one in recalled.open_earlier()] == ["v2", "v1"]
    assert opened == ["v2", "v1"]
