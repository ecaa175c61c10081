"""The language of a text, and its sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.language.detect import detect_language, split_sentences

TEXTS = [
    ("en", "Police registered 12,700 fewer crimes in 2024 than in 2023."),
    ("en", "Crime drops 11%"),
    ("ru", "За год преступность снизилась на 11%."),
    ("ru", "Убийства: 565"),
    ("kk", "Қылмыс азайды"),
    ("kk", "Былтыр 140 272 құқық бұзушылық тіркелді."),
    ("kk", "Bıyl qylmys sany azaıdy, dep habarlady polısıa."),
    ("", ""),
    ("", "12 345; 2024"),
    ("", "El número de robos fue menor que en 2018, y los homicidios más."),
    ("", "Le nombre de vols a baissé de 5 % par rapport à 2023."),
    ("", "Die Zahl der Straftaten ist im Jahr 2024 um 5 Prozent gesunken."),
    ("", "犯罪統計 2024"),
    ("", "Кількість крадіжок у 2024 році зменшилася на 5% та було менше ніж торік."),
    ("", "Броят на кражбите през 2024 година е намалял с 5%, като ще се проверява."),
    ("", "Кылмыштын саны 2024-жылы менен салыштырганда азайган, бул боюнча үчүн болгон."),
]

SENTENCES = [
    ("en", ["Of 2,594 cases in 1997. ", "Then 4.5 per cent."]),
    ("en", ["Mr. Smith of No. 5, e.g. John, came. ", "He left."]),
    ("en", ["The U.S. Police came. ", "\"Yes.\" ", "Good!"]),
    ("ru", ["По ст. 190 в 2024 г. учтено 12 тыс. дел, т.е. меньше. ", "Так."]),
    ("ru", ["Было 12 тыс. ", "Стало меньше."]),
    ("ru", ["А. Б. Иванов из г. Алматы сказал: «Да.» ", "Всё."]),
    ("ru", ["Заголовок\n", "Первая строка текста. ", "Вторая.\n\n", "Третья"]),
    ("kk", ["2026 ж. 12 наурыз күні 5 млн. теңге. ", "Содан соң азайды."]),
    ("en", ["A heading without a stop\n", "- an item, and\nits rest.\n", "- another"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), TEXTS, ids=lambda value: value[:24])
def test_the_language_of_a_text_is_known(language: str, text: str) -> None:
    """English, Russian and Kazakh in both scripts are told apart; a text in none of them is not forced into one."""
    assert detect_language(text) == language


@pytest.mark.parametrize(("language", "sentences"), SENTENCES, ids=lambda value: str(value)[:24])
def test_sentences_end_where_a_reader_ends_them(language: str, sentences: list[str]) -> None:
    """Abbreviations, initials and decimals end no sentence; full stops, headings, items and blank lines do."""
    text = "".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text, language)] == sentences


@given(st.text(st.sampled_from("aБ1. \n!?«»-г,тыс"), max_size=80), st.sampled_from(["en", "ru", "kk", ""]))
def test_sentences_cover_the_text(text: str, language: str) -> None:
    """Every character of a text belongs to exactly one sentence, in order, and no sentence is empty."""
    bounds = split_sentences(text, language)
    assert "".join(text[start:end] for start, end in bounds) == text
    assert all(start < end for start, end in bounds)


def test_a_wrapped_text_keeps_its_sentences() -> None:
    """Lines that a machine broke at a fixed width go on, even before a capital letter."""
    text = "In the first two months of the year the police registered in\nKazakhstan 12 cases. Then\nnone."
    assert len(split_sentences(text, "en")) == 2


@pytest.mark.parametrize("unit", [" \n", ". ", "A. ", "a\n", "..."])
def test_splitting_takes_time_in_proportion_to_the_text(unit: str) -> None:
    """Long runs of breaks, points and spaces are split without searching the same place again and again."""
    text = "5" + unit * 100_000
    began = time.process_time()
    assert split_sentences(text, "ru")
    # about a second at most on a slow machine; a quadratic splitter takes minutes
    assert time.process_time() - began < 15
