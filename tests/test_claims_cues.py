"""How the words by which texts call a code are matched, by the rules on the page about codes."""

from pathlib import Path

import pytest

from esep.claims.names.gazetteer import find_places
from esep.sources.dataset import load_definition
from tests.tables_sample import MONTHS, write_dataset


@pytest.mark.parametrize(
    ("language", "cues", "text", "expected"),
    [
        # Without any * each word is a beginning.
        ("ru", "краж", "Краж, кражами, кражам", ["Краж", "кражами", "кражам"]),
        # With one, a Russian word that ends in a consonant takes its endings, and no more than an ending.
        ("ru", "краж|угон*", "Кражами и угонщики", ["Кражами", "угонщики"]),
        ("ru", "телефон|угон*", "Телефонами, телефонистка", ["Телефонами"]),
        # One that ends in a vowel, or is an abbreviation, stands as it is.
        ("ru", "лото|ТПР|угон*", "Лотошник, ТПРом, лото", ["лото"]),
        ("en", "shoplifting|pilfer*", "Shopliftings and pilferage", ["Shopliftings", "pilferage"]),
        ("en", "till snatch|pilfer*", "a till snatch, till snatches, tills", ["till snatch", "till snatches"]),
    ],
)
def test_words_of_a_code_are_found_in_their_forms(
    language: str, cues: str, text: str, expected: list[str], tmp_path: Path
) -> None:
    """A word of another kind that begins like one is none of its forms."""
    folder = write_dataset(tmp_path / "county", MONTHS)
    columns = {"en": f"{cues},", "ru": f",{cues}"}[language]
    (folder / "codes" / "measures.csv").write_text(
        "code,name_en,name_ru,name_kk,parent,cues_en,cues_ru\n"
        "total,offences,преступления,қылмыстар,,,\n"
        f"theft,larcenies,хищения,ұрлық,total,{columns}\n"
        "fraud,frauds,мошенничества,алаяқтық,total,,\n",
        encoding="utf-8",
    )
    places = find_places(text, language, load_definition(folder))
    assert [text[place.start : place.end] for place in places if place.code == "theft"] == expected
