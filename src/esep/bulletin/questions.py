"""Questions that the figures raise and do not answer, for those who have to ask: computed, never typed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from esep.answers import Answer
from esep.bulletin.document import Block, Item, Notes, Paragraph, Run, Runs
from esep.bulletin.plan import Section
from esep.bulletin.runs import tidy
from esep.bulletin.sections import Desk
from esep.language.write import write_date
from esep.model.codelist import Code
from esep.model.question import Question
from esep.model.tolerances import SMALL_COUNT

# So many rises are asked about, the largest first; so many statements, the newest first; and scopes whose changes
# differ by more than so many points.
MOST_RISES = 3
MOST_STATEMENTS = 5
SCOPES_DIFFER = Fraction(1)


def write_questions(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return the questions that the change of a measure raises, as a list."""
    question = desk.read_question(section.question, section.where)
    if desk.writer.ask(question).figure.value is None:
        return desk.say_absent(section)
    asked = [*_ask_rises(desk, question), *_ask_scopes(desk, question), *_ask_breaks(desk, question)]
    asked += [*_ask_regions(desk, question), *_ask_single(desk, question), *_ask_statements(desk)]
    if not asked:
        return (*desk.open_section(section), Paragraph(desk.writer.say("questions_none"), is_remark=True))
    return (*desk.open_section(section), Notes(tuple(Item(runs) for runs in asked), is_numbered=True))


def _ask_rises(desk: Desk, question: Question) -> Iterator[Runs]:
    """Yield a question for each part that rose the most while the whole rose less or fell."""
    total = _change(desk, question)
    if total.figure.value is None:
        return
    parts = (replace(question, measure=code.code) for code in _list_parts(desk, question.measure))
    found = [(one, _change(desk, one)) for one in parts]
    rises = [(one, change) for one, change in found if _is_rise(desk, one, change, total)]
    rises.sort(key=lambda pair: _difference(desk, pair[0]), reverse=True)
    for one, change in rises[:MOST_RISES]:
        yield desk.writer.say(
            "question_rise",
            measure=desk.writer.name("measure", one.measure),
            before=(desk.writer.run(desk.writer.ask(replace(one, period=desk.previous))),),
            now=(desk.writer.run(desk.writer.ask(one)),),
            change=(desk.writer.run(change),),
            total_change=(desk.writer.run(total),),
            period=desk.writer.period(desk.period),
            base_period=desk.writer.period(desk.previous),
        )


def _list_parts(desk: Desk, measure: str) -> list[Code]:
    return list(desk.writer.answers.definition.measures.children(measure))


def _is_rise(desk: Desk, question: Question, change: Answer, total: Answer) -> bool:
    value, whole = change.figure.value, total.figure.value
    level = desk.writer.ask(replace(question, period=desk.previous)).figure.value
    if value is None or whole is None or level is None:
        return False
    return value > 0 and value > whole and level >= SMALL_COUNT


def _difference(desk: Desk, question: Question) -> Fraction:
    asked = replace(question, operation="difference-from", base_period=desk.previous)
    return desk.writer.ask(asked).figure.value or Fraction(0)


def _ask_scopes(desk: Desk, question: Question) -> Iterator[Runs]:
    """Yield a question for each sibling universe whose change is another one."""
    own = _change(desk, question)
    for code in desk.writer.answers.sibling_scopes(question.scope):
        other = _change(desk, replace(question, scope=code.code))
        if own.figure.value is None or other.figure.value is None:
            continue
        if abs(own.figure.value - other.figure.value) > SCOPES_DIFFER:
            yield desk.writer.say(
                "question_scopes",
                scope=desk.writer.short_name(question.scope),
                other=desk.writer.short_name(code.code),
                change=(desk.writer.run(own),),
                other_change=(desk.writer.run(other),),
            )


def _ask_breaks(desk: Desk, question: Question) -> Iterator[Runs]:
    for entry in _change(desk, question).breaks:
        yield desk.writer.say("question_break", reason=(Run(tidy(entry.reason[desk.writer.language])),))


def _ask_regions(desk: Desk, question: Question) -> Iterator[Runs]:
    """Yield a question where some regions have a figure and others have none."""
    regions = [
        code for code in desk.writer.answers.definition.regions.children(question.region) if code.is_valid(desk.period)
    ]
    missing = sum(desk.writer.ask(replace(question, region=code.code)).figure.value is None for code in regions)
    if 0 < missing < len(regions):
        yield desk.writer.say(
            "question_regions",
            missing=str(missing),
            all=str(len(regions)),
            period=desk.writer.period(desk.period),
        )


def _ask_single(desk: Desk, question: Question) -> Iterator[Runs]:
    """Yield a question where the figure itself has one publisher, although several publish on the same."""
    if len(desk.writer.answers.definition.bodies) < 2:
        return
    answer = desk.writer.ask(question)
    bodies = {cell.body for cell in (*answer.figure.cells, *answer.prints)}
    confirmed = [other for other in answer.others if other.figure.value is not None]
    if len(bodies) == 1 and not confirmed:
        yield desk.writer.say(
            "question_single",
            measure=desk.writer.name("measure", question.measure),
            now=(desk.writer.run(answer),),
            period=desk.writer.period(desk.period),
        )


def _ask_statements(desk: Desk) -> Iterator[Runs]:
    """Yield a question for each statement that no longer holds; its words are quoted and never read as our own."""
    language = desk.writer.language
    for said in desk.statements[:MOST_STATEMENTS]:
        date = write_date(datetime.date.fromisoformat(said["date"]), language) if said["date"] else ""
        yield desk.writer.say(
            "question_statement" if date else "question_statement_undated",
            date=date,
            who=tidy(said["who"]),
            span=tidy(said["span"]),
            right=said[f"right_{language}"],
        )


def _change(desk: Desk, question: Question) -> Answer:
    asked = replace(question, operation="change-from", base_period=desk.previous)
    return desk.writer.ask(asked)
