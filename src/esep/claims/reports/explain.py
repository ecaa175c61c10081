"""What the codes of a report mean and what to do about them: verdicts, cautions, reasons, slips, roles, problems."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from esep.claims.claim import FAILING, ROLES, VERDICTS
from esep.language.phrases import find_phrase, read_room, say
from esep.problems import EsepError, Problem, read_catalogue

KINDS = ("verdict", "caution", "reason", "slip", "role", "problem")
# Where the words of a kind stand: room and the beginning of the key.
PHRASES = {"caution": ("claims", "caution_"), "reason": ("claims", "reason_"), "slip": ("report", "diagnosis_")}
MARKS = str.maketrans("{}", "‹›")


@dataclass(frozen=True)
class Explanation:
    """A code in words: its kind (one of `KINDS`), its name or sentence, what it means and what to do (may be empty)."""

    code: str
    kind: str
    name: str
    meaning: str
    remedy: str


@cache
def list_codes() -> dict[str, str]:
    """Return every code that can be explained and its kind; a word of two kinds is the first one's."""
    codes = dict.fromkeys(VERDICTS, "verdict")
    for kind, (room, begin) in PHRASES.items():
        codes |= {
            code: kind for key in read_room(room) if key.startswith(begin) and (code := _name(kind, key)) not in codes
        }
    codes["caution_picked"] = "caution"
    codes |= {role: "role" for role in ROLES if role not in codes}
    return codes | dict.fromkeys(sorted(read_catalogue()), "problem")


def _name(kind: str, key: str) -> str:
    return key.removeprefix("diagnosis_") if kind == "slip" else key


def explain(code: str, language: str) -> Explanation:
    """Return what a code means; `claims.` and `report.` in front of it may stay.

    Raise `EsepError` (`use-code`) for one that does not exist.
    """
    word = re.sub(r"^(claims|check|report)\.", "", code.strip())
    codes = list_codes()
    if word not in codes:
        near = difflib.get_close_matches(word, codes, n=3, cutoff=0.5) or ["wrong", "caution_scope"]
        raise EsepError(Problem("use-code", facts={"code": code, "near": ", ".join(near)}))
    kind = codes[word]
    if kind == "problem":
        entry = read_catalogue()[word][language]
        return Explanation(word, kind, _show(entry["what"]), _show(entry["why"]), _show(entry["remedy"]))
    if kind == "verdict":
        meaning = say(f"report.meaning_{word}", language)
        meaning += f" {say('explain.fails', language)}" if word in FAILING else ""
        return Explanation(
            word, kind, say(f"report.verdict_{word}", language), meaning, say(f"explain.do_{word}", language)
        )
    if kind == "role":
        return Explanation(word, kind, say(f"report.role_{word}", language), say("explain.role", language), "")
    return Explanation(word, kind, _find_sentence(word, kind, language), _find_meaning(word, kind, language), "")


def _find_sentence(word: str, kind: str, language: str) -> str:
    room, begin = PHRASES[kind]
    key = f"{room}.{begin}{word}" if kind == "slip" else f"{room}.{word}"
    phrase = find_phrase("check.caution_picked" if word == "caution_picked" else key, language)
    return _show(phrase if isinstance(phrase, str) else phrase["other"])


def _find_meaning(word: str, kind: str, language: str) -> str:
    """Return the explanation of a code of a card; one that has none yet is told by its sentence alone."""
    key = "slip" if kind == "slip" else word
    return say(f"explain.{key}", language) if key in read_room("explain") else ""


def _show(sentence: str) -> str:
    """Return a sentence with its facts marked as what is filled in."""
    return sentence.translate(MARKS)


def write_explanation(found: Explanation, language: str) -> Iterator[str]:
    """Yield an explanation as lines."""
    kind = say(f"explain.kind_{found.kind}", language)
    yield say("explain.head", language, code=found.code, kind=kind, name=found.name)
    if found.meaning:
        yield f"  {found.meaning}"
    if found.remedy:
        yield f"  → {found.remedy}"
