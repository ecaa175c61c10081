"""Looking a claim up: from a reading to questions, and from answers to graded attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from esep.answers import Answer, Answers
from esep.claims.arithmetic.consistency import COMPUTE, grade_claim, is_reversed
from esep.claims.arithmetic.grade import Grade, Truth, grade_bound, grade_nth
from esep.claims.arithmetic.pace import count_years, list_line_paces, spread_over_years
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.claims.verdicts.part_cells import list_local_scopes
from esep.language.write import MONEY, RATE_BASES
from esep.model.codelist import Code
from esep.model.definition import Definition
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.statistics.compare import compute_difference, compute_rate

# A level of at least so much is printed with enough digits that meeting another cell by accident is rare (about 1 in
# 100 for four digits against the latest year): only such a level may settle a period or region that was left open.
TELLING_LEVEL = Fraction(1_000)

LEAP_YEAR = 366

OPERATIONS = {
    "level": "level",
    "threshold": "level",
    "per_day": "level",
    "rate": "rate-per",
    "percent_change": "change-from",
    "difference": "difference-from",
    "fold": "fold-from",
    "share": "share-of",
    "one_in_n": "share-of",
    "percentage_points": "share-of",
}


@dataclass(frozen=True)
class Attempt:
    """One reading of a claim, the answer to it, and how the claim fits it (`None` where the data have no value)."""

    reading: Reading
    answer: Answer
    grade: Grade | None

    @property
    def is_pass(self) -> bool:
        """Return whether there is a value and the claim fits it."""
        return self.grade is not None and self.grade.is_pass


def to_question(mention: Mention, reading: Reading) -> Question | None:
    """Return the question that a claim answers, `None` where its reading leaves something open."""
    if mention.operator not in OPERATIONS or reading.period is None or not reading.measure or reading.base_region:
        return None
    # A clearance rate is a share by itself.
    is_share = mention.operator in ("share", "percentage_points")
    operation = "level" if is_share and not reading.whole else OPERATIONS[mention.operator]
    if mention.operator == "percentage_points" and reading.base_period is None:
        return None
    if operation.endswith("-from") and reading.base_period in (None, reading.period):
        return None
    if mention.is_pace and not (operation == "change-from" and count_years(reading.period, reading.base_period)):
        return None
    measure, whole = reading.measure, reading.whole
    rate_base = int(mention.unit.removeprefix("per_")) if operation == "rate-per" else 0
    return Question(
        measure=measure,
        scope=reading.scope,
        region=reading.region,
        period=reading.period,
        attribute=reading.attribute,
        operation=operation,
        base_period=reading.base_period if operation.endswith("-from") else None,
        whole=whole if operation == "share-of" else "",
        whole_region=reading.whole_region if operation == "share-of" else "",
        rate_base=rate_base,
    )


def try_reading(mention: Mention, reading: Reading, answers: Answers, *, with_others: bool = True) -> Attempt | None:
    """Return the attempt of one reading, `None` where it makes no question."""
    question = to_question(mention, reading)
    if question is None or _asks_nothing(question, answers.definition):
        return None
    answer = answers.ask(question, with_others=with_others)
    if mention.operator == "rate" and answer.figure.value is None:
        return _try_rates(mention, reading, answer, answers)
    if mention.operator == "per_day":
        answer = replace(answer, figure=spread_over_days(answer.figure, question.period))
    if mention.is_pace:
        return _try_pace(mention, reading, answer, answers)
    if mention.operator == "percentage_points":
        answer = _subtract_share(answer, reading, answers)
    figure = answer.figure
    if mention.is_of_rate and (attempt := _try_rate_change(mention, reading, answer, answers)) is not None:
        return attempt
    if mention.unit in MONEY and figure.unit != mention.unit:
        return Attempt(reading, answer, None)
    return Attempt(reading, answer, _grade(mention, figure))


def _try_pace(mention: Mention, reading: Reading, answer: Answer, answers: Answers) -> Attempt:
    """Return the attempt of a change a year: by its two ends first, else by the line through all years between."""
    question = answer.question
    ends = replace(answer, figure=spread_over_years(answer.figure, count_years(question.period, question.base_period)))
    attempt = Attempt(reading, ends, _grade(mention, ends.figure))
    if attempt.grade is None or attempt.is_pass:
        return attempt
    lines = (Attempt(reading, line, _grade(mention, line.figure)) for line in list_line_paces(question, ends, answers))
    return next((line for line in lines if line.is_pass), attempt)


def _subtract_share(answer: Answer, reading: Reading, answers: Answers) -> Answer:
    """Return how many points a share is above that of the base period."""
    assert reading.base_period is not None
    base = answers.ask(replace(answer.question, period=reading.base_period), with_others=False)
    if answer.figure.unit != "percent":
        return replace(answer, figure=Figure(None, "percentage_points", 0, "O"))
    return replace(answer, figure=replace(compute_difference(answer.figure, base.figure), unit="percentage_points"))


def ask_others(attempt: Attempt, answers: Answers) -> Attempt:
    """Return an attempt with the answers that other scopes give to its question."""
    answer = attempt.answer
    return replace(attempt, answer=replace(answer, others=answers.ask_siblings(answer.question)))


def _try_rates(mention: Mention, reading: Reading, answer: Answer, answers: Answers) -> Attempt:
    """Return the attempt of a rate of a part of a year: as it was published, else on the population of that year.

    A publisher may have carried the part on to a whole year, so that both are rates of it; a text that prints the
    number beside the rate is held to the second.
    """
    question = answer.question
    published = answers.read_level(replace(question, operation="level", rate_base=0), f"per_{question.rate_base}")
    figures = [_rate_on_year(question, answers)]
    if published.value is not None and not mention.is_counted:
        figures.insert(0, published)
    tries = [Attempt(reading, replace(answer, figure=figure), _grade(mention, figure)) for figure in figures]
    return next((one for one in tries if one.is_pass), tries[0])


def _try_rate_change(mention: Mention, reading: Reading, answer: Answer, answers: Answers) -> Attempt | None:
    """Return the attempt of a change of a rate, `None` where there are no rates.

    Many a text says rate and means the number: what fits the change of the count is taken for that.
    """
    question = answer.question
    assert question.base_period is not None
    asked = replace(question, operation="rate-per", base_period=None, rate_base=answers.definition.rate_base)
    rates = [
        answers.ask(replace(asked, period=period), with_others=False).figure
        for period in (question.period, question.base_period)
    ]
    if any(rate.value is None for rate in rates):
        return None
    figure = COMPUTE[mention.operator](*rates)
    attempt = Attempt(reading, replace(answer, figure=figure), _grade(mention, figure))
    of_count = Attempt(reading, answer, _grade(mention, answer.figure))
    return of_count if of_count.is_pass and not attempt.is_pass else attempt


def _rate_on_year(question: Question, answers: Answers) -> Figure:
    """Return the rate of a part of a year on the population of that year, which is what releases divide by."""
    level = replace(question, operation="level", rate_base=0)
    definition = answers.definition
    count = answers.read_level(level, "count")
    people = Question(
        "population", definition.population_scope, question.region, Period.year(question.period.start.year)
    )
    population = answers.ask(people, with_others=False).figure
    return compute_rate(count, population, question.rate_base)


def spread_over_days(figure: Figure, period: Period) -> Figure:
    """Return a count as an average per day; many an office divides a leap year by 365 as well."""
    if figure.value is None or figure.interval is None:
        return figure
    share = Fraction(1, period.days)
    formula = f"({figure.formula}) / {period.days}"
    interval = figure.interval.scale(share)
    if period.days == LEAP_YEAR:
        longer = figure.interval.scale(Fraction(1, LEAP_YEAR - 1))
        interval = Interval(interval.low, longer.high)
    return replace(figure, value=figure.value * share, unit="per_day", decimals=1, interval=interval, formula=formula)


def name_scope(attempt: Attempt, answers: Answers) -> Reading:
    """Return a reading in the scope that counts the very same offences and has the figures for them.

    That is the scope of the cells that answered it; where none did, the one scope in which the measure is published.
    """
    reading = attempt.reading
    measure = attempt.answer.definition.measures.find(reading.measure)
    if measure is None or reading.scope not in measure.same_in:
        return reading
    scopes = {cell.key.scope for cell in attempt.answer.figure.cells}
    scopes = scopes or {c.key.scope for c in answers.find_cells(measure=reading.measure)} & set(measure.same_in)
    return replace(reading, scope=scopes.pop()) if len(scopes) == 1 and scopes <= set(measure.same_in) else reading


def _asks_nothing(question: Question, definition: Definition) -> bool:
    """Return whether a share is one of itself, or a whole taken as a part of its own part: nobody claims that."""
    if question.operation != "share-of":
        return False
    widest = definition.default_region
    is_all = question.measure == question.whole and question.region == (question.whole_region or question.region)
    is_all = is_all and not question.attribute
    measures = definition.measures
    is_above = question.whole in measures and question.measure in tuple(measures.lineage(question.whole))[1:]
    return is_all or is_above or question.region == question.whole_region == widest


def _grade(mention: Mention, figure: Figure) -> Grade | None:
    if figure.value is None or figure.interval is None:
        return None
    if mention.operator in ("level", "threshold") and figure.unit in ("percent", *RATE_BASES):
        return None
    truth = Truth(figure.value, figure.interval)
    if mention.operator == "threshold":
        return grade_bound(mention.printed, truth, mention.direction)
    if mention.operator == "one_in_n":
        return grade_nth(mention.value, truth, mention.hedge)
    if mention.operator == "fold" and is_reversed(mention, figure):
        return Grade("wrong", diagnosis="reversed")
    return grade_claim(mention, truth)


def list_readings(mention: Mention, reading: Reading, answers: Answers) -> list[Reading]:
    """Return the readings to try, the text's own first: then the scopes that texts call by the same words.

    Only dimensions that the text left open vary, and never by how near a value comes to the claim.
    """
    definition = answers.definition
    siblings: tuple[str, ...] = ()
    code = definition.scopes.find(reading.scope)
    if code is not None:
        siblings = tuple(s for s in code.siblings if not reading.is_scope_named or _is_same_body(definition, s, code))
    if not reading.is_scope_named and _may_search(mention):
        siblings = (*siblings, *(c.code for c in definition.scopes if c.code not in (*siblings, reading.scope)))
    siblings = (*siblings, *(scope for scope in list_local_scopes(reading, answers) if scope not in siblings))
    readings = [reading, *(replace(reading, scope=scope) for scope in siblings)]
    if reading.attribute and _may_search(mention):
        readings += [replace(r, attribute="") for r in list(readings)]
    if _may_search(mention) and not reading.is_region_named and reading.region != definition.default_region:
        readings += [replace(r, region=definition.default_region) for r in list(readings)]
    return readings


def find_only_scope(reading: Reading, tried: Sequence[Reading], answers: Answers) -> list[Reading]:
    """Return the reading in the one scope in which its figure is published, where no body is named.

    What does not fit there may be of a body that published nothing: such a reading can only pass.
    """
    if reading.is_scope_named or reading.period is None:
        return []
    series = {"measure": reading.measure, "attribute": reading.attribute, "region": reading.region}
    cells = answers.find_cells(**series, period=reading.period, base_period=None)
    scopes = {cell.key.scope for cell in cells}
    only = scopes.pop() if len(scopes) == 1 else reading.scope
    return [] if only in {one.scope for one in tried} else [replace(reading, scope=only)]


def _is_same_body(definition: Definition, scope: str, other: Code) -> bool:
    code = definition.scopes.find(scope)
    return code is not None and code.extra.get("body") == other.extra.get("body")


def _may_search(mention: Mention) -> bool:
    return mention.operator == "level" and (mention.value >= TELLING_LEVEL or mention.unit in MONEY)


def find_period(mention: Mention, reading: Reading, answers: Answers) -> tuple[Reading, ...]:
    """Return the readings in which a telling level equals a published one exactly, where the text names no period."""
    if not _may_search(mention) or reading.is_period_settled or reading.is_period_named:
        return ()
    found: dict[tuple[str, Period], Reading] = {}
    scopes = [reading.scope, *(code.code for code in answers.sibling_scopes(reading.scope))]
    for scope in scopes:
        cells = answers.find_cells(
            scope=scope, measure=reading.measure, attribute=reading.attribute, region=reading.region, unit="count"
        )
        for cell in cells:
            if cell.value == mention.value and cell.key.base_period is None:
                found[scope, cell.key.period] = replace(reading, scope=scope, period=cell.key.period)
    return tuple(found.values())


def is_other_year(period: Period | None, told: Period | None) -> bool:
    """Return whether a period is that spoken of in another year."""
    return (
        period is not None
        and told is not None
        and period != told
        and period == told.shift_years(period.start.year - told.start.year)
    )


def try_other_scopes(mention: Mention, reading: Reading, answers: Answers, tried: set[str]) -> list[Attempt]:
    """Return the passing attempts in scopes of other bodies, for a claim that does not fit as it reads."""
    others = [code.code for code in answers.sibling_scopes(reading.scope) if code.code not in tried]
    attempts = (try_reading(mention, replace(reading, scope=scope), answers, with_others=False) for scope in others)
    return [attempt for attempt in attempts if attempt is not None and attempt.is_pass]
