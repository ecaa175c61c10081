"""Things of the model as plain data and back: nothing is lost, and nothing else can be made from what others send."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.answers import open_dataset
from esep.answers.exact import answer_from_plain, answer_to_plain, tell_definition
from esep.model.cell import Cell, CellKey
from esep.model.codelist import CodeList
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.plain import from_plain, to_plain
from esep.model.remark import Remark

FRACTIONS = st.fractions()
PERIODS = st.dates(datetime.date(1800, 1, 1)).flatmap(
    lambda first: st.dates(first).map(lambda last: Period(first, last))
)
INTERVALS = st.builds(Interval, st.none() | FRACTIONS, st.none() | FRACTIONS, st.booleans(), st.booleans())
KEYS = st.builds(CellKey, st.text(), st.text(), st.text(), st.text(), PERIODS, st.text(), st.none() | PERIODS)
CELLS = st.builds(Cell, KEYS, st.none() | FRACTIONS, st.text(), st.text(), coverage=st.none() | FRACTIONS)
FACTS = st.dictionaries(
    st.text().filter(lambda name: name != "$"),
    st.text() | st.integers() | PERIODS | st.tuples(FRACTIONS, st.text(), st.integers()),
)
THINGS = (
    CELLS
    | st.builds(Remark, st.text(), FACTS)
    | st.builds(Figure, FRACTIONS, st.text(), st.integers(), st.text(), INTERVALS, st.tuples(CELLS), st.text())
)


@given(THINGS)
def test_a_thing_comes_back_as_it_was(thing: Any) -> None:
    """Through JSON and back a thing is equal to itself, to the last digit of every fraction."""
    assert from_plain(json.loads(json.dumps(to_plain(thing), allow_nan=False))) == thing


def test_a_definition_comes_back_without_how_it_was_read() -> None:
    """Names, rules and breaks of a dataset come back; its files, and where they lie, are not told."""
    definition = tell_definition(open_dataset("kazakhstan").definition)
    text = json.dumps(to_plain(definition), ensure_ascii=False)
    back = from_plain(json.loads(text))
    assert to_plain(back) == to_plain(definition)
    assert (back.breaks, back.bodies, back.default_scope) == (
        definition.breaks,
        definition.bodies,
        "committee_offences",
    )
    assert "definition.toml" not in text


@pytest.mark.parametrize(
    "data",
    [
        {"$": "Popen", "args": ["true"]},
        {"$": "Cell", "key": 1},
        {"$": "Cell", "key": 1, "value": None, "more": 2},
        {"$": "Fraction", "is": "1/0"},
        {"$": "Fraction", "is": "much"},
        {"$": "Period", "is": "2024-13"},
        {"$": "Period", "is": {}},
        {"$": "date"},
        {"$": ["Cell"]},
        {"$": "__class__"},
    ],
)
def test_what_describes_nothing_of_the_model_is_refused(data: Any) -> None:
    """A class that is none of the model's, a missing or strange field, a number that is none: each is an error."""
    with pytest.raises(ValueError, match=r".+"):
        from_plain(data)


def test_what_is_nothing_of_the_model_cannot_be_written() -> None:
    """An object that nobody foresaw, or a table by other keys than names, is an error rather than a guess."""
    for thing in (object(), {1: "a"}, {"$": "a"}, CodeList, Fraction):
        with pytest.raises(TypeError):
            to_plain(thing)


@pytest.mark.parametrize(
    "change", [{"dataset": "other"}, {"figure": None, "others": 3}, {"others": [{}]}, {"notes": {}}]
)
def test_an_answer_that_is_none_is_refused(change: dict[str, Any]) -> None:
    """What lacks a part of an answer, or is of another dataset, makes none."""
    answers = open_dataset("kazakhstan")
    told = answer_to_plain(answers.ask("murder 2024"))
    assert answer_from_plain(told, answers.definition) == answers.ask("murder 2024")
    if change == {"notes": {}}:
        del told["notes"]
        change = {}
    with pytest.raises(ValueError, match=r".+"):
        answer_from_plain({**told, **change}, answers.definition)
