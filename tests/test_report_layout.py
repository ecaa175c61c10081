"""A checked text is cut for showing without losing a character, a claim or the order of the author."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from esep.claims.claim import OtherNumber
from esep.claims.outside_text import find_host, is_web_address, measure_width, show_outside
from esep.claims.reports.layout import cut_text, order_claims
from tests.report_sample import make_claim, make_other, make_report, make_sample


def join_pieces(text: str, claims: int = 0) -> list[str]:
    """Return the paragraphs of a text without claims."""
    return ["".join(piece.text for piece in part.pieces) for part in cut_text(make_report(text, []))]


def test_lines_that_an_editor_broke_are_joined() -> None:
    """A long line that stops in mid-sentence goes on with the next; a full stop or an empty line ends a paragraph."""
    text = "The first sentence of this statement goes on for quite\na while.\nA second one.\n\nA third\n"
    assert join_pieces(text) == [
        "The first sentence of this statement goes on for quite a while.",
        "A second one.",
        "A third",
    ]


def test_short_lines_stay_apart() -> None:
    """A heading without a full stop is not glued to what follows, whatever letter that begins with."""
    assert join_pieces("Heading\nthen text\r\n1,200 cases") == ["Heading", "then text", "1,200 cases"]


def test_a_claim_that_crosses_a_line_is_not_cut() -> None:
    """A claim broken over two lines stays one piece of one paragraph."""
    text = "They were 102\nthousand. Next\n"
    (paragraph,) = cut_text(make_report(text, [make_claim(text, "102\nthousand", value=102000, decimals=-3)]))
    assert [piece.text for piece in paragraph.pieces] == ["They were ", "102 thousand", ". Next"]
    assert paragraph.claims == (1,)


def test_overlapping_claims_share_a_piece() -> None:
    """Two claims on the same words are both reachable, and a number inside a claim is not marked a second time."""
    text = "It fell 4.5-fold since 1994, the most ever."
    claims = [make_claim(text, "4.5-fold"), make_claim(text, "fell 4.5-fold since 1994")]
    (paragraph,) = cut_text(make_report(text, claims, [make_other(text, "1994", "base_period")]))
    assert [(piece.text, piece.claims, piece.other) for piece in paragraph.pieces] == [
        ("It ", (), 0),
        ("fell 4.5-fold since 1994", (1, 2), 0),
        (", the most ever.", (), 0),
    ]


def test_every_claim_and_number_of_the_sample_is_marked_once() -> None:
    """Each claim and each other number of the sample statement stands in exactly one place of the shown text."""
    report = make_sample()
    pieces = [piece for part in cut_text(report) for piece in part.pieces]
    assert sorted(number for piece in pieces for number in piece.claims) == list(range(1, len(report.claims) + 1))
    assert sorted(piece.other for piece in pieces if piece.other) == list(range(1, len(report.other_numbers) + 1))
    for piece in pieces:
        for number in piece.claims:
            assert piece.text == order_claims(report)[number - 1].span


LINES = st.text(st.sampled_from("ab1 \n\r.,—"), max_size=200)


@given(LINES, st.data())
def test_no_character_but_line_breaks_is_lost(text: str, data: st.DataObject) -> None:
    """Whatever the text and its numbers, what is shown is the text without the space around its lines."""
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    others = [
        OtherNumber(text[a:b], a, b, "date") for a, b in zip(ends[::2], ends[1::2], strict=False) if text[a:b].strip()
    ]
    paragraphs = cut_text(make_report(text, [], others))
    shown = "".join(piece.text for part in paragraphs for piece in part.pieces)
    assert "".join(shown.split()) == "".join(text.split())
    for part in paragraphs:
        for piece in part.pieces:
            assert piece.end - piece.start == len(piece.text)


def test_marks_that_turn_the_writing_round_are_shown_as_such() -> None:
    """A reversed number, an escape sequence and a null cannot act on the reader's screen; offsets keep their place."""
    hostile = "a\u202e6521\u202c b\x1b[31m c\x00 d\u2066\ud800"
    shown = show_outside(hostile)
    assert len(shown) == len(hostile)
    assert shown == "a\ufffd6521\ufffd b\ufffd[31m c\ufffd d\ufffd\ufffd"


def test_ordinary_words_of_three_languages_are_left_alone() -> None:
    """Letters, no-break spaces, the soft hyphen and signs of ordinary prose are shown as they are."""
    text = "Қылмыс 132\u00a0778, −5,3\u202f% — «2024» co\u00adop é 東京 ½ №"
    assert show_outside(text) == text


def test_only_web_addresses_are_linked() -> None:
    """A source is a link only if it is http or https; a script, a file or an address with a line break is not."""
    assert is_web_address("https://qazyr.kz/2024")
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://a\nb", "figures.csv:12", ""):
        assert not is_web_address(bad)
    assert find_host("https://www.qazyr.kz:8080/2024?x") == "qazyr.kz"
    assert find_host("https://[broken") == "https://[broken"


def test_wide_characters_take_two_columns() -> None:
    """A terminal column count: wide letters two, combining ones none (Unicode Standard Annex 11)."""
    assert measure_width("aé東e\u0301\u00ad") == 5
