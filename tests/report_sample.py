"""Reports made by hand for the tests of how a report is shown, with their names and sentences in three languages.

The figures are those of the Ministry's statement of February 2025 and of the Committee's yearly result for 2024
(enbekshiqazaq.kz 146435, qazyr.kz); the burglary figures are those of kursiv.media, 4 April 2022. The wording is ours.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from esep.claims.claim import Claim, Evidence, OtherNumber, Report
from esep.language import phrases
from esep.model.cell import Cell, CellKey
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.printed import Printed
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

NAMES = {
    "measure:total": ("All crimes", "Все преступления", "Барлық қылмыс"),
    "measure:murder": ("Murder", "Убийства", "Кісі өлтіру"),
    "measure:firearm_crimes": (
        "Crimes with firearms",
        "Преступления с применением оружия",
        "Атыс қаруымен жасалған қылмыс",
    ),
    "measure:group_crimes": ("Crimes in a group", "Групповые преступления", "Топпен жасалған қылмыс"),
    "measure:fraud": ("Fraud", "Мошенничество", "Алаяқтық"),
    "measure:burglary_dwelling": ("Theft from dwellings", "Квартирные кражи", "Пәтер ұрлығы"),
    "scope:mia_crimes": ("crimes handled by the Ministry", "преступления в производстве МВД", "ІІМ қарайтын қылмыстар"),
    "scope:committee_offences": (
        "all offences, Committee",
        "все правонарушения, Комитет",
        "барлық құқық бұзушылық, Комитет",
    ),
    "region:KZ": ("Kazakhstan", "Казахстан", "Қазақстан"),
    "body:mia": ("Ministry of Internal Affairs", "Министерство внутренних дел", "Ішкі істер министрлігі"),
    "body:committee": (
        "Committee on Legal Statistics",
        "Комитет по правовой статистике",
        "Құқықтық статистика комитеті",
    ),
}

# Sentences of the kind that judging writes, in the room "sample".
SENTENCES: dict[str, dict[str, str]] = {
    "published": {
        "en": "The published figure is {value}.",
        "ru": "Опубликованная цифра: {value}.",
        "kk": "Жарияланған сан: {value}.",
    },
    "other_scope": {
        "en": "In another universe, {scope}, it is {value}.",
        "ru": "В другом круге учёта ({scope}) это {value}.",
        "kk": "Басқа ауқымда ({scope}) бұл {value}.",
    },
    "same_source": {
        "en": "Same source: nothing independent of {body} was found.",
        "ru": "Тот же источник: независимо от ведомства «{body}» ничего не найдено.",
        "kk": "Дереккөзі сол: «{body}» мекемесінен тәуелсіз ештеңе табылмады.",
    },
    "near_peak": {
        "en": "The base, {period}, lies near the peak of the series.",
        "ru": "База, {period}, лежит у вершины ряда.",
        "kk": "База ({period}) қатардың шыңына жақын.",
    },
    "ratio": {
        "en": "{old} divided by {new} is {value}; no value that prints so would be called {claimed}.",
        "ru": "{old} разделить на {new} — это {value}; так не напечатали бы {claimed}.",
        "kk": "{old} санын {new} санына бөлгенде {value} шығады; ол {claimed} деп басылмас еді.",
    },
    "arithmetic": {
        "en": "The text's own numbers, {old} and {new}, allow {low} to {high}.",
        "ru": "Числа самого текста, {old} и {new}, допускают от {low} до {high}.",
        "kk": "Мәтіннің өз сандары, {old} мен {new}, мына аралықты береді: {low} — {high}.",
    },
    "agrees": {
        "en": "It agrees with the other numbers of the text.",
        "ru": "Согласуется с другими числами текста.",
        "kk": "Мәтіннің басқа сандарымен сай келеді.",
    },
    "nothing_published": {
        "en": "No figure was published for this measure and time, apart from the statement itself.",
        "ru": "Для этого показателя и времени ничего не опубликовано, кроме самого сообщения.",
        "kk": "Бұл көрсеткіш пен уақыт үшін осы хабардың өзінен басқа ештеңе жарияланбаған.",
    },
    "fits_scope": {
        "en": "Of all offences it is {value}; {claimed} holds only among {scope}.",
        "ru": "От всех правонарушений это {value}; {claimed} верно лишь для круга «{scope}».",
        "kk": "Барлық құқық бұзушылықтың {value} бөлігі; {claimed} тек «{scope}» ауқымында дұрыс.",
    },
}

MIA_PAGE = "https://enbekshiqazaq.kz/en/news/146435-the-number-of-serious-crimes-in-kazakhstan.html"
COMMITTEE_PAGE = "https://qazyr.kz/2024-zhyl-bojynsha-prokuratura-kylmystyk-zhagdaj-turaly-malimdedi"
Y2024, Y2023 = Period.year(2024), Period.year(2023)
SAME_SOURCE = Remark("sample.same_source", {"body": "body:mia"})


def name(kind: str, code: str, language: str) -> str:
    """Return the name of a code of the sample, or the code."""
    return NAMES.get(f"{kind}:{code}", (code,) * 3)[("en", "ru", "kk").index(language)]


def let_remarks_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let remarks of the room "sample" be said, as those of a judged text are."""
    read = phrases.read_room
    monkeypatch.setattr(phrases, "read_room", lambda room: SENTENCES if room == "sample" else read(room))


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
    fields.setdefault("interval", Printed(Fraction(value), decimals).near() if value is not None else None)
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


def _ministry() -> dict[str, Any]:
    return {"scope": "mia_crimes", "region": "KZ", "period": Y2024}


def _list_totals() -> list[Claim]:
    total = make_cell("mia_crimes", "total", 2024, 102000, precision="rounded_to_1000")
    spans = tuple((TEXT.index(s), TEXT.index(s) + len(s)) for s in ("102 thousand", "12,700 fewer"))
    own = Evidence("text", "text", Remark("sample.agrees"), spans=spans)
    other = make_cell("committee_offences", "total", 2024, 132778)
    wider = Evidence(
        "figure",
        "other_body",
        Remark("sample.other_scope", {"scope": "scope:committee_offences", "value": (Fraction(132778), "count", 0)}),
        (other,),
    )
    change = {"measure": "total", **_ministry(), "base_period": Y2023, "reason": Remark("sample.agrees")}
    return [
        make_claim(
            TEXT,
            "102 thousand",
            value=102000,
            decimals=-3,
            measure="total",
            **_ministry(),
            verdict="supported",
            rounding="exact",
            true_value=Fraction(102000),
            evidence=(_figure(total), wider),
            reason=_figure(total).remark,
            cautions=(SAME_SOURCE,),
            question="total scope:mia_crimes region:KZ period:2024",
        ),
        make_claim(
            TEXT,
            "12,700 fewer",
            "difference",
            value=-12700,
            decimals=-2,
            **change,
            verdict="supported",
            direction="down",
            rounding="interval",
            evidence=(own,),
        ),
        make_claim(
            TEXT,
            "11%",
            "percent_change",
            value=-11,
            unit="percent",
            **change,
            verdict="rounded",
            direction="down",
            true_value=Fraction(-12700 * 100, 114700),
            rounding="nearest",
            evidence=(own,),
            question="total change-from:2023 scope:mia_crimes region:KZ period:2024",
        ),
        make_claim(
            TEXT,
            "past 200 thousand",
            "threshold",
            value=200000,
            decimals=-5,
            measure="total",
            region="KZ",
            hedge="more_than",
            direction="above",
            interval=Interval(Fraction(200000), None, True),
            reason=Remark("sample.nothing_published"),
        ),
    ]


def _list_single_offences() -> list[Claim]:
    murders = make_cell("mia_crimes", "murder", 2024, 565)
    counted = make_cell("committee_offences", "murder", 2024, 566)
    earlier = make_cell("mia_crimes", "murder", 1997, 2594)
    firearms = make_cell("mia_crimes", "firearm_crimes", 2024, 118)
    peak = Remark("sample.near_peak", {"period": Period.year(1997)})
    return [
        make_claim(
            TEXT,
            "565",
            value=565,
            measure="murder",
            **_ministry(),
            verdict="supported",
            rounding="exact",
            true_value=Fraction(565),
            reason=_figure(murders).remark,
            evidence=(_figure(murders), _figure(counted, "other_body")),
            question="murder scope:mia_crimes region:KZ period:2024",
        ),
        make_claim(
            TEXT,
            "2,594",
            value=2594,
            measure="murder",
            scope="mia_crimes",
            region="KZ",
            period=Period.year(1997),
            verdict="supported",
            true_value=Fraction(2594),
            rounding="exact",
            reason=_figure(earlier).remark,
            evidence=(_figure(earlier),),
            cautions=(peak, SAME_SOURCE),
        ),
        make_claim(
            TEXT,
            "118",
            value=118,
            measure="firearm_crimes",
            **_ministry(),
            verdict="supported",
            rounding="exact",
            true_value=Fraction(118),
            reason=_figure(firearms).remark,
            evidence=(_figure(firearms),),
            cautions=(SAME_SOURCE,),
        ),
        make_claim(
            TEXT,
            "1.5 thousand",
            value=1500,
            decimals=-2,
            measure="firearm_crimes",
            scope="mia_crimes",
            region="KZ",
            reason=Remark("sample.nothing_published"),
        ),
    ]


def _list_group_crimes() -> list[Claim]:
    old, new = make_cell("mia_crimes", "group_crimes", 1994, 24712), make_cell("mia_crimes", "group_crimes", 2024, 5588)
    ratio = Fraction(24712, 5588)
    facts: dict[str, Any] = {
        "old": (Fraction(24712), "count", 0),
        "new": (Fraction(5588), "count", 0),
        "value": (ratio, "fold", 2),
        "claimed": (Fraction(9, 2), "fold", 1),
    }
    levels = [
        make_claim(
            TEXT,
            span,
            value=int(cell.value or 0),
            measure="group_crimes",
            scope="mia_crimes",
            region="KZ",
            period=cell.key.period,
            verdict="supported",
            rounding="exact",
            true_value=cell.value,
            reason=_figure(cell).remark,
            evidence=(_figure(cell),),
            cautions=(SAME_SOURCE,),
        )
        for span, cell in (("24,712", old), ("5,588", new))
    ]
    fold = make_claim(
        TEXT,
        "4.5-fold decrease",
        "fold",
        value=Fraction(9, 2),
        decimals=1,
        unit="fold",
        measure="group_crimes",
        **_ministry(),
        base_period=Period.year(1994),
        direction="down",
        verdict="wrong",
        diagnosis="last_digit",
        true_value=ratio,
        reason=Remark("sample.ratio", facts),
        evidence=(Evidence("derived", "derived", Remark("sample.ratio", facts), (old, new)),),
        cautions=(Remark("sample.near_peak", {"period": Period.year(1994)}),),
        question="group_crimes fold-from:1994 scope:mia_crimes region:KZ period:2024",
    )
    return [*levels, fold]


def _list_burglaries_and_fraud() -> list[Claim]:
    levels = [
        make_claim(
            TEXT,
            span,
            value=value,
            decimals=-3,
            measure="burglary_dwelling",
            region="KZ",
            period=Period.year(year),
            reason=Remark("sample.nothing_published"),
        )
        for span, value, year in (("37 thousand", 37000, 2018), ("12 thousand", 12000, 2021))
    ]
    facts: dict[str, Any] = {
        "old": (Fraction(37000), "count", 0),
        "new": (Fraction(12000), "count", 0),
        "low": (Fraction(-693, 10), "percent", 1),
        "high": (Fraction(-658, 10), "percent", 1),
    }
    spans = tuple((claim.start, claim.end) for claim in levels)
    fall = make_claim(
        TEXT,
        "33.4%",
        "percent_change",
        value=Fraction(-334, 10),
        decimals=1,
        unit="percent",
        region="KZ",
        measure="burglary_dwelling",
        period=Period.year(2021),
        base_period=Period.year(2018),
        direction="down",
        verdict="inconsistent",
        diagnosis="complement",
        true_value=Fraction(-2500, 37),
        reason=Remark("sample.arithmetic", facts),
        evidence=(Evidence("text", "text", Remark("sample.arithmetic", facts), spans=spans),),
    )
    fits = Remark(
        "sample.fits_scope",
        {
            "value": (Fraction(45156 * 100, 132778), "percent", 1),
            "claimed": (Fraction(42), "percent", 0),
            "scope": "scope:mia_crimes",
        },
    )
    fraud = make_cell("committee_offences", "fraud", 2024, 45156)
    whole = make_cell("committee_offences", "total", 2024, 132778)
    share = make_claim(
        TEXT,
        "42%",
        "share",
        value=42,
        unit="percent",
        measure="fraud",
        attribute="share_of:total",
        region="KZ",
        scope="committee_offences",
        period=Y2024,
        verdict="matches_another_scope",
        reason=fits,
        true_value=Fraction(45156 * 100, 132778),
        evidence=(Evidence("derived", "derived", fits, (fraud, whole)),),
        alternatives=(fits,),
        question="fraud share-of:total scope:committee_offences region:KZ period:2024",
    )
    return [*levels, fall, share]


def make_sample() -> Report:
    """Return the report on the sample statement."""
    others = [
        make_other(TEXT, "14 February 2025", "date"),
        make_other(TEXT, "2024", "period"),
        make_other(TEXT, "2023", "base_period"),
        make_other(TEXT, "zero", "target"),
        make_other(TEXT, "1997", "period"),
        make_other(TEXT, "thirty years", "duration"),
        make_other(TEXT, "1994", "base_period"),
        make_other(TEXT, "2018", "base_period"),
        make_other(TEXT, "2021", "period"),
        make_other(TEXT, "190", "article"),
        make_other(TEXT, "three years", "duration"),
    ]
    claims = [*_list_totals(), *_list_single_offences(), *_list_group_crimes(), *_list_burglaries_and_fraud()]
    return make_report(
        TEXT,
        claims,
        others,
        file="statement.txt",
        date=datetime.date(2025, 2, 14),
        date_from="text",
        dataset="kazakhstan",
        notes=(
            Remark(
                "sample.other_scope", {"scope": "scope:committee_offences", "value": (Fraction(-53, 10), "percent", 1)}
            ),
        ),
    )
