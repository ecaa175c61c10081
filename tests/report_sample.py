"""Reports made by hand for the tests of how a report is shown, on a statement in our own words.

The figures are those of the Ministry's statement of February 2025 and of the Committee's yearly result for 2024
(enbekshiqazaq.kz 146435, qazyr.kz); the burglary figures are those of kursiv.media, 4 April 2022.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from esep.claims.claim import Claim, Evidence, OtherNumber, Report
from esep.model.cell import Cell, CellKey
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.remark import Remark

TEXT = """Fewer crimes on the Ministry's books in 2024

14 February 2025

The Ministry of Internal Affairs registered 102 thousand crimes last year. That is 12,700 fewer than in 2023, or 11%. In
the nineties their number went past 200 thousand, and the aim of the Ministry is to come down to zero.

Murders came to 565, against 2,594 in 1997. Crimes committed with firearms fell to 118; thirty years ago there were
1.5 thousand of them.

Groups committed 24,712 crimes in 1994 and 5,588 in 2024: a 4.5-fold decrease.

Thefts from dwellings went from 37 thousand in 2018 down to 12 thousand in 2021, a fall of 33.4%.

Fraud (article 190) accounts for 42% of all offences. The council that heard the report has sat for three years.
"""

MIA_PAGE = "https://enbekshiqazaq.kz/en/news/146435-the-number-of-serious-crimes-in-kazakhstan.html"
COMMITTEE_PAGE = "https://qazyr.kz/2024-zhyl-bojynsha-prokuratura-kylmystyk-zhagdaj-turaly-malimdedi"
Y2024, Y2023 = Period.year(2024), Period.year(2023)
# 12,650/115,150 and 12,750/114,250: the ends that 12,700 of (102,000 + 12,700), both rounded, allow.
ELEVEN = Interval(Fraction(-1275000, 114250), Fraction(-1265000, 115150))
SAME_SOURCE = Remark("sample.same_source", {"body": "body:mia"})


def make_cell(scope: str, measure: str, year: int, value: int, **more: Any) -> Cell:
    """Return a published cell of Kazakhstan."""
    body, page = ("mia", MIA_PAGE) if scope.startswith("mia") else ("committee", COMMITTEE_PAGE)
    key = CellKey(scope, measure, more.pop("attribute", ""), "KZ", Period.year(year), more.pop("unit", "count"))
    return Cell(key, Fraction(value), body=body, source=more.pop("source", page), **more)


def make_claim(text: str, span: str, operator: str = "level", **fields: Any) -> Claim:
    """Return a claim at the first place of its span in the text."""
    start = text.index(span)
    value = fields.pop("value", None)
    decimals = fields.pop("decimals", 0)
    fields.setdefault("unit", "count")
    fields.setdefault("id", f"c{start}")
    fraction = Fraction(value) if value is not None else None
    return Claim(
        span=span, start=start, end=start + len(span), operator=operator, value=fraction, decimals=decimals, **fields
    )


def make_other(text: str, span: str, role: str) -> OtherNumber:
    """Return a number that claims nothing at the first place of its span in the text."""
    start = text.index(span)
    return OtherNumber(span, start, start + len(span), role)


def make_report(text: str, claims: list[Claim], others: list[OtherNumber] | None = None, **fields: Any) -> Report:
    """Return a report on a text."""
    given: dict[str, Any] = {"file": "", "language": "en", "date": None, "date_from": "", "dataset": "", **fields}
    return Report(text=text, claims=tuple(claims), other_numbers=tuple(others or ()), **given)


def _figure(cell: Cell, independence: str = "same_body") -> Evidence:
    assert cell.value is not None
    amount = (cell.value, cell.key.unit, 0)
    return Evidence("figure", independence, Remark("sample.published", {"value": amount}), (cell,))


def _text(remark: Remark, *spans: str) -> Evidence:
    return Evidence("text", "text", remark, spans=tuple((TEXT.index(s), TEXT.index(s) + len(s)) for s in spans))


def _claim_published(span: str, cell: Cell, *more: Evidence, **fields: Any) -> Claim:
    """Return a level that a published cell supports."""
    assert cell.value is not None
    key = cell.key
    known: dict[str, Any] = {"measure": key.measure, "scope": key.scope, "region": key.region, "period": key.period}
    own = _figure(cell)
    fields = {"value": cell.value, "true_value": cell.value, "rounding": "exact", "reason": own.remark, **fields}
    question = f"{key.measure} scope:{key.scope} region:{key.region} period:{key.period}"
    return make_claim(TEXT, span, **known, verdict="supported", evidence=(own, *more), question=question, **fields)


def _claim_open(span: str, value: int, decimals: int, measure: str, year: int | None = None) -> Claim:
    """Return a level for which nothing is published."""
    period = Period.year(year) if year else None
    known: dict[str, Any] = {
        "measure": measure,
        "region": "KZ",
        "period": period,
        "reason": Remark("sample.nothing_published"),
    }
    return make_claim(TEXT, span, value=value, decimals=decimals, **known)


def _list_totals() -> list[Claim]:
    total = make_cell("mia_crimes", "total", 2024, 102000, precision="rounded_to_1000")
    wider = make_cell("committee_offences", "total", 2024, 132778)
    said = Remark("sample.other_scope", {"scope": "scope:committee_offences", "value": (Fraction(132778), "count", 0)})
    own = _text(Remark("sample.agrees"), "102 thousand", "12,700 fewer")
    change: dict[str, Any] = {"measure": "total", "scope": "mia_crimes", "region": "KZ", "direction": "down"}
    change |= {"period": Y2024, "base_period": Y2023, "reason": own.remark, "evidence": (own,)}
    eleven = {
        "true_value": Fraction(-12700 * 100, 114700),
        "interval": ELEVEN,
        "rounding": "nearest",
        "unit": "percent",
    }
    question = "total change-from:2023 scope:mia_crimes region:KZ period:2024"
    past = {"hedge": "more_than", "direction": "above"}
    nothing = Remark("sample.nothing_published")
    other = Evidence("figure", "other_body", said, (wider,))
    fewer = {"verdict": "supported", "rounding": "interval", "decimals": -2}
    return [
        _claim_published("102 thousand", total, other, decimals=-3, cautions=(SAME_SOURCE,)),
        make_claim(TEXT, "12,700 fewer", "difference", value=-12700, **fewer, **change),
        make_claim(TEXT, "11%", "percent_change", value=-11, verdict="rounded", question=question, **eleven, **change),
        make_claim(TEXT, "past 200 thousand", "threshold", value=200000, measure="total", reason=nothing, **past),
    ]


def _list_single_offences() -> list[Claim]:
    counted = _figure(make_cell("committee_offences", "murder", 2024, 566), "other_body")
    peak = Remark("sample.near_peak", {"period": Period.year(1997)})
    return [
        _claim_published("565", make_cell("mia_crimes", "murder", 2024, 565), counted),
        _claim_published("2,594", make_cell("mia_crimes", "murder", 1997, 2594), cautions=(peak, SAME_SOURCE)),
        _claim_published("118", make_cell("mia_crimes", "firearm_crimes", 2024, 118), cautions=(SAME_SOURCE,)),
        _claim_open("1.5 thousand", 1500, -2, "firearm_crimes"),
    ]


def _list_group_crimes() -> list[Claim]:
    old, new = make_cell("mia_crimes", "group_crimes", 1994, 24712), make_cell("mia_crimes", "group_crimes", 2024, 5588)
    ratio = Fraction(24712, 5588)
    facts: dict[str, Any] = {"old": (Fraction(24712), "count", 0), "new": (Fraction(5588), "count", 0)}
    facts |= {"value": (ratio, "fold", 2), "claimed": (Fraction(9, 2), "fold", 1)}
    said = Remark("sample.ratio", facts)
    known: dict[str, Any] = {"measure": "group_crimes", "scope": "mia_crimes", "region": "KZ", "period": Y2024}
    known |= {"base_period": Period.year(1994), "direction": "down", "verdict": "wrong", "diagnosis": "last_digit"}
    known |= {"true_value": ratio, "reason": said, "evidence": (Evidence("derived", "derived", said, (old, new)),)}
    known["cautions"] = (Remark("sample.near_peak", {"period": Period.year(1994)}),)
    known["question"] = "group_crimes fold-from:1994 scope:mia_crimes region:KZ period:2024"
    return [
        _claim_published("24,712", old, cautions=(SAME_SOURCE,)),
        _claim_published("5,588", new, cautions=(SAME_SOURCE,)),
        make_claim(TEXT, "4.5-fold decrease", "fold", value=Fraction(9, 2), decimals=1, unit="fold", **known),
    ]


def _list_burglaries() -> list[Claim]:
    facts: dict[str, Any] = {"old": (Fraction(37000), "count", 0), "new": (Fraction(12000), "count", 0)}
    facts |= {"low": (Fraction(-693, 10), "percent", 1), "high": (Fraction(-658, 10), "percent", 1)}
    own = _text(Remark("sample.arithmetic", facts), "37 thousand", "12 thousand")
    known: dict[str, Any] = {"measure": "burglary_dwelling", "region": "KZ", "direction": "down", "evidence": (own,)}
    known |= {"period": Period.year(2021), "base_period": Period.year(2018), "reason": own.remark}
    known |= {"verdict": "inconsistent", "diagnosis": "complement", "true_value": Fraction(-2500, 37)}
    fall = Fraction(-334, 10)
    return [
        _claim_open("37 thousand", 37000, -3, "burglary_dwelling", 2018),
        _claim_open("12 thousand", 12000, -3, "burglary_dwelling", 2021),
        make_claim(TEXT, "33.4%", "percent_change", value=fall, decimals=1, unit="percent", **known),
    ]


def _list_fraud() -> list[Claim]:
    share = Fraction(45156 * 100, 132778)
    facts: dict[str, Any] = {"value": (share, "percent", 1), "claimed": (Fraction(42), "percent", 0)}
    fits = Remark("sample.fits_scope", {**facts, "scope": "scope:mia_crimes"})
    fraud = make_cell("committee_offences", "fraud", 2024, 45156)
    whole = make_cell("committee_offences", "total", 2024, 132778)
    known: dict[str, Any] = {"measure": "fraud", "attribute": "share_of:total", "scope": "committee_offences"}
    known |= {"region": "KZ", "period": Y2024, "verdict": "matches_another_scope", "reason": fits, "unit": "percent"}
    known |= {"true_value": share, "evidence": (Evidence("derived", "derived", fits, (fraud, whole)),)}
    question = "fraud share-of:total scope:committee_offences region:KZ period:2024"
    return [make_claim(TEXT, "42%", "share", value=42, alternatives=(fits,), question=question, **known)]


def _list_others() -> list[OtherNumber]:
    roles = {
        "14 February 2025": "date",
        "2024": "period",
        "2023": "base_period",
        "zero": "target",
        "1997": "period",
        "thirty years": "duration",
        "1994": "base_period",
        "2018": "base_period",
        "2021": "period",
        "190": "article",
        "three years": "duration",
    }
    return [make_other(TEXT, span, role) for span, role in roles.items()]


def make_sample() -> Report:
    """Return the report on the sample statement."""
    claims = [*_list_totals(), *_list_single_offences(), *_list_group_crimes(), *_list_burglaries(), *_list_fraud()]
    facts: dict[str, Any] = {"scope": "scope:committee_offences", "value": (Fraction(-53, 10), "percent", 1)}
    known: dict[str, Any] = {"file": "statement.txt", "date": datetime.date(2025, 2, 14), "date_from": "text"}
    return make_report(
        TEXT, claims, _list_others(), **known, dataset="kazakhstan", notes=(Remark("sample.other_scope", facts),)
    )
