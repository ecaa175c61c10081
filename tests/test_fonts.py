"""The fonts that travel with Esep are those of their manifest, with their licence, and have every letter we print."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "src" / "esep" / "fonts"


def test_every_font_file_is_the_one_of_the_manifest() -> None:
    """Each file has the checksum that the manifest gives, nothing else lies there, and the licence is there to read."""
    manifest = tomllib.loads((FONTS / "MANIFEST.toml").read_text(encoding="utf-8"))
    (font,) = manifest.values()
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in FONTS.iterdir() if p.name != "MANIFEST.toml"}
    assert found == font["files"]
    assert "SIL OPEN FONT LICENSE" in (FONTS / font["licence_file"]).read_text(encoding="utf-8")


def test_the_fonts_have_every_letter() -> None:
    """Russian and Kazakh letters, the minus, no-break spaces and quotation marks are all drawn."""
    from fontTools.ttLib import TTFont

    letters = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    for file in FONTS.glob("*.ttf"):
        drawn = TTFont(file).getBestCmap()
        missing = [one for one in f"{letters}{letters.upper()}−–—«»“”≥≤→…№\u00a0\u202f" if ord(one) not in drawn]
        assert missing == [], file.name
