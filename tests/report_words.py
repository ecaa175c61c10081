"""Names and sentences of the sample reports, in three languages, as a dataset and a judgement would give them."""

from __future__ import annotations

import pytest

from esep.language import phrases

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


def name(kind: str, code: str, language: str) -> str:
    """Return the name of a code of the sample, or the code."""
    return NAMES.get(f"{kind}:{code}", (code,) * 3)[("en", "ru", "kk").index(language)]


def let_remarks_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let remarks of the room "sample" be said, as those of a judged text are."""
    read = phrases.read_room
    monkeypatch.setattr(phrases, "read_room", lambda room: SENTENCES if room == "sample" else read(room))
