"""`drivers-from`: how much of the change of a count goes with the number of people, how much with the rate per head."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.pairs import (
    HUNDRED,
    Pair,
    choose_rate_decimals,
    count_decimals,
    list_inside,
    name_times,
    read_inside,
    read_pair,
    read_people,
    refuse,
    refuse_pair,
    say_step,
)
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.statistics.compare import compute_difference
from esep.statistics.contributions import find_simpson
from esep.statistics.factors import CompositionSplit, Split, split_composition_rate, split_population_rate

# The two factors of a count, in the order of the split.
EFFECTS = ("population", "rate")

if TYPE_CHECKING:
    from esep.answers.asking import Answers


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the difference of two counts, and the finding that splits it into population and rate (Kitagawa).

    Where every region inside has its count and its population in both periods, the change of the rate is split further
    into where people live (composition) and the rates inside the regions.
    """
    pair, people = read_pair(answers, question), read_people(answers, question)
    refused = refuse_pair(answers, question, pair, "drivers", "count")
    if refused is not None:
        return refused
    if people.values is None or min(people.values) <= 0:
        facts: dict[str, Fact] = {"region": f"region:{question.region}", **name_times(question)}
        return refuse("drivers", "count", "O", [Remark("drivers.no_population", facts)], pair.cells)
    figure = compute_difference(pair.after, pair.before)
    return figure, _find(answers, question, pair, people)


def _find(answers: Answers, question: Question, pair: Pair, people: Pair) -> Finding:
    assert pair.values is not None
    assert people.values is not None
    split = split_population_rate(pair.values[0], people.values[0], pair.values[1], people.values[1])
    inside = _split_inside(answers, question, pair)
    sentences = [*_say_split(answers, question, pair, people, split)]
    if inside is not None:
        sentences += _say_inside(answers, inside)
    cells = (*pair.cells, *people.cells, *(inside.cells if inside else ()))
    return Finding(
        method="drivers",
        sentences=tuple(sentences),
        estimates=_estimate(pair, split),
        rows=inside.rows if inside else (),
        assumptions=(
            Remark("drivers.assumes_arithmetic"),
            Remark("drivers.assumes_population", {"scope": f"scope:{answers.definition.population_scope}"}),
        ),
        level="L1",
        n=2,
        status=pair.status if pair.status != "A" else people.status,
        cells=tuple(dict.fromkeys(cells)),
    )


def _say_split(answers: Answers, question: Question, pair: Pair, people: Pair, split: Split[Fraction]) -> list[Remark]:
    assert pair.values is not None
    assert people.values is not None
    times = name_times(question)
    decimals = _choose_split_decimals(split, pair)
    about: dict[str, Fact] = {"measure": f"measure:{question.measure}", "region": f"region:{question.region}"}
    counts: dict[str, Fact] = {
        "before": (pair.values[0], "count", pair.before.decimals),
        "after": (pair.values[1], "count", pair.after.decimals),
    }
    effects: dict[str, Fact] = {
        name: (effect, "count", decimals) for name, effect in zip(EFFECTS, split.effects, strict=True)
    }
    counted: dict[str, Fact] = {
        "before": (people.values[0], "persons", people.before.decimals),
        "after": (people.values[1], "persons", people.after.decimals),
    }
    per, unit = answers.definition.rate_base, f"per_{answers.definition.rate_base}"
    rates = [count / number * per for count, number in zip(pair.values, people.values, strict=True)]
    digits = choose_rate_decimals(rates)
    facts: dict[str, Fact] = {"before": (rates[0], unit, digits), "after": (rates[1], unit, digits)}
    sentences = [
        say_step("drivers.counts", split.change, pair.decimals, {**about, **times, **counts}),
        Remark("drivers.split", effects),
        Remark("drivers.people", {**times, **counted}),
        Remark("drivers.rate", {"measure": about["measure"], **times, **facts}),
    ]
    is_exact = all(spread.is_point for found in (pair, people) for spread in found.intervals)
    if is_exact and split.change * (rates[1] - rates[0]) < 0:
        sentences.append(Remark("drivers.opposite"))
    return sentences


def _choose_split_decimals(split: Split[Fraction], pair: Pair) -> int:
    """Return decimals at which the printed effects add up to the printed change: a half must not be rounded twice."""
    is_half = any((2 * effect) % 2 == 1 for effect in split.effects)
    return 1 if is_half and pair.decimals == 0 else pair.decimals


def _estimate(pair: Pair, split: Split[Fraction]) -> tuple[Estimate, ...]:
    decimals = _choose_split_decimals(split, pair)
    found = [
        Estimate(f"{name}_effect", effect, "count", decimals)
        for name, effect in zip(EFFECTS, split.effects, strict=True)
    ]
    base = pair.before.value
    if base:
        digits = count_decimals(pair, pair.intervals[0])
        found += [
            Estimate(f"{name}_points", HUNDRED * effect / base, "percentage_points", digits)
            for name, effect in zip(EFFECTS, split.effects, strict=True)
        ]
    return tuple(found)


@dataclass(frozen=True)
class Inside:
    """The split of a rate over the regions inside, its rows, cells and what warns of it."""

    split: CompositionSplit
    people: tuple[tuple[Fraction, Fraction], ...]
    rows: tuple[FindingRow, ...]
    cells: tuple[Cell, ...]
    regions: tuple[str, ...]


def _split_inside(answers: Answers, question: Question, pair: Pair) -> Inside | None:
    """Return the split over the regions inside, `None` unless all of them are known and add up to the whole."""
    regions = list_inside(answers, question)
    counts = read_inside(answers, question, regions)
    scope = answers.definition.population_scope
    people = read_inside(
        answers, replace(question, attribute=""), regions, measure="population", scope=scope, unit="persons"
    )
    if len(regions) < 2 or counts is None or people is None:
        return None
    known = [count.values for count in counts.values() if count.values is not None]
    sizes = [number.values for number in people.values() if number.values is not None]
    if (sum(v[0] for v in known), sum(v[1] for v in known)) != pair.values or min(map(min, sizes)) <= 0:
        return None
    per = answers.definition.rate_base
    rates = [(c[0] / p[0] * per, c[1] / p[1] * per) for c, p in zip(known, sizes, strict=True)]
    split = split_composition_rate(
        [p[0] for p in sizes], [r[0] for r in rates], [p[1] for p in sizes], [r[1] for r in rates]
    )
    unit = f"per_{per}"
    digits = choose_rate_decimals(rate for pair_of_rates in rates for rate in pair_of_rates)
    rows = tuple(
        FindingRow(
            f"region:{region}",
            (
                Estimate("rate_before", before, unit, digits),
                Estimate("rate_after", after, unit, digits),
                Estimate("inside", effect, unit, digits + 1),
            ),
        )
        for region, (before, after), effect in zip(regions, rates, split.rates, strict=True)
    )
    cells = tuple(cell for found in (*counts.values(), *people.values()) for cell in found.cells)
    return Inside(split, tuple(sizes), rows, cells, regions)


def _say_inside(answers: Answers, inside: Inside) -> list[Remark]:
    split, per = inside.split, answers.definition.rate_base
    unit, digits = f"per_{per}", choose_rate_decimals((split.before, split.after)) + 1
    facts: dict[str, Fact] = {
        "n": len(inside.regions),
        "composition": (split.composition_effect, unit, digits),
        "rates": (split.rate_effect, unit, digits),
    }
    sentences = [Remark("drivers.inside", facts)]
    steps = dict(zip(inside.regions, split.rates, strict=True))
    weights = {region: sizes[1] for region, sizes in zip(inside.regions, inside.people, strict=True)}
    warning = find_simpson(steps, weights, split.after - split.before, split.rate_effect)
    if warning.is_rate_opposite:
        sentences.append(Remark("drivers.simpson"))
    elif warning.against is not None:
        sentences.append(Remark("drivers.against", {"share": (HUNDRED * warning.against, "percent", 0)}))
    return sentences
