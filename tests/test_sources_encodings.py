"""Text in other encodings: what fits is read, what does not is named by its byte, and a guess is told as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.problems import EsepError
from esep.sources.encodings import write_utf_8
from esep.sources.rows import Layout
from esep.sources.scan import BLOCK, Misfit
from esep.sources.stage import stage_sources
from tests.sources_sample import HEADER, read, refuse, stage, vary, write

AUTO = vary(encodings=("auto",))
RUSSIAN = "Кража, тайное хищение чужого имущества; Алматинская область"
KAZAKH = "Ұрлық, бөтеннің мүлкін жасырын жымқыру; Түркістан облысы, Қызылорда, Әйтеке би"
SPANISH = "Niñez; abuso sexual; código penal; Peñón de los Baños; José Ángel; agresión; lesión"
FRENCH = "Vol à l’étalage; Évêché; cœur; blessé à Orléans"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (RUSSIAN, "windows-1251", "windows-1251"),
        (RUSSIAN, "cp866", "cp866"),
        (KAZAKH, "kz1048", "kz1048"),
        (SPANISH, "windows-1252", "windows-1252"),
        (SPANISH, "iso-8859-1", "windows-1252"),  # the two agree on every letter of it
        (FRENCH, "windows-1252", "windows-1252"),
        ("O’Fallon – Park", "windows-1252", "windows-1252"),  # signs alone
    ],
)
def test_an_encoding_is_guessed_by_its_letters_and_told(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    """A legacy file is read in the encoding in which its letters make words, with a warning that says which."""
    path = write(tmp_path, HEADER + f'1,"{text}"\n'.encode(encoding))
    with stage(path, layout=AUTO) as (staged,):
        assert [(one.code, one.facts["encoding"], one.severity) for one in staged.remarks] == [
            ("encoding-guessed", name, "warning")
        ]
    assert read(path, layout=AUTO) == [(2, "", "1", text)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_that_shows_itself_is_no_guess(tmp_path: Path, encoding: str) -> None:
    """UTF-8 fits or does not, UTF-16 has its mark: both are read without a warning."""
    path = write(tmp_path, f"Number,Village\n1,{KAZAKH[:5]}\n".encode(encoding))
    with stage(path, layout=AUTO) as (staged,):
        assert staged.remarks == ()
    assert read(path, layout=AUTO) == [(2, "", "1", KAZAKH[:5])]


def test_a_file_without_the_mark_of_utf_16_is_not_read_as_that(tmp_path: Path) -> None:
    """The next declared encoding is tried; where there is none the first byte is named."""
    path = write(tmp_path, HEADER + b"1,U\n")
    assert read(path, layout=vary(encodings=("utf-16", "utf-8"))) == [(2, "", "1", "U")]
    assert refuse(tmp_path / "work", path, layout=vary(encodings=("utf-16",))) == [("encoding-wrong", "a.csv", 1)]


def test_plain_letters_need_no_encoding(tmp_path: Path) -> None:
    """A file of ASCII alone is read as it is under every encoding that agrees with it."""
    path = write(tmp_path, HEADER + b"1,U\n")
    for encodings in (("windows-1251",), ("cp866", "utf-8"), ("auto",)):
        with stage(path, layout=vary(encodings=encodings)) as (staged,):
            assert str(path) in staged.relation


@pytest.mark.parametrize("layout", [AUTO, vary(encodings=("utf-8", "windows-1251"))])
def test_mixed_encodings_are_told_and_not_guessed(tmp_path: Path, layout: Layout) -> None:
    """One name pasted from another system into a file of UTF-8 is named by its byte and line."""
    # б is 0xE1 in Windows-1251 (unicode.org, CP1251.TXT): the byte after the header, "1,", two of "Ұ" and a line end.
    path = write(tmp_path, HEADER + "1,Ұрлық\n".encode() + b"2,\xe1\n")
    assert refuse(tmp_path / "work", path, layout=layout) == [("encoding-mixed", "a.csv", 3)]
    with pytest.raises(EsepError) as caught:
        stage_sources([path], layout, tmp_path / "again")
    (problem,) = caught.value.problems
    assert (problem.facts["byte"], path.read_bytes()[int(problem.facts["offset"])]) == ("0xe1", 0xE1)


RUSSIAN_LINES = ("Кража", "Грабёж; «Алматы»", "Разбой", "Мошенничество")
SPANISH_LINES = ("Niñez", "código penal", "Peñón", "agresión")


def join_halves(first: str, second: str, lines: tuple[str, ...], times: int = 100) -> bytes:
    """Return a file of which one half is written in one encoding and the other half in another."""
    halves = ((first, 0), (second, len(lines) * times))
    return HEADER + b"".join(
        f"{start + n + 1},{line}\n".encode(encoding)
        for encoding, start in halves
        for n, line in enumerate(lines * times)
    )


@pytest.mark.parametrize("is_utf_8_first", [True, False])
@pytest.mark.parametrize(("lines", "other"), [(RUSSIAN_LINES, "windows-1251"), (SPANISH_LINES, "windows-1252")])
@pytest.mark.parametrize("declared", [("auto",), ("utf-8", "{other}"), ("{other}",), ("{other}", "utf-8")])
def test_halves_of_two_encodings_are_told(
    tmp_path: Path, lines: tuple[str, ...], other: str, declared: tuple[str, ...], *, is_utf_8_first: bool
) -> None:
    """Two exports joined into one file are told by the first byte that is not UTF-8, whichever comes first."""
    halves = ("utf-8", other) if is_utf_8_first else (other, "utf-8")
    data = join_halves(*halves, lines)
    path = write(tmp_path, data)
    layout = vary(encodings=tuple(one.format(other=other) for one in declared))
    # 400 lines to a half, behind one line of header.
    assert refuse(tmp_path / "work", path, layout=layout) == [("encoding-mixed", "a.csv", 402 if is_utf_8_first else 2)]
    with pytest.raises(EsepError) as caught:
        stage_sources([path], layout, tmp_path / "again")
    facts = caught.value.problems[0].facts
    assert (facts["fitting"], facts["others"]) == ("400", "400")
    assert f"0x{data[int(facts['offset'])]:02x}" == facts["byte"]
    with pytest.raises(UnicodeDecodeError) as wrong:
        data.decode()
    assert int(facts["offset"]) == wrong.value.start


@pytest.mark.parametrize("encodings", [("auto",), ("utf-8", "windows-1251"), ("windows-1251",)])
def test_lines_of_utf_8_in_an_older_file_are_told(tmp_path: Path, encodings: tuple[str, ...]) -> None:
    """Where most lines are windows-1251, the first one in UTF-8 is named, and its first letter."""
    old = "1,Кража\n".encode("windows-1251")
    data = HEADER + old * 10 + "11,Разбой\n".encode() + old * 10
    path = write(tmp_path, data)
    assert refuse(tmp_path / "work", path, layout=vary(encodings=encodings)) == [("encoding-mixed", "a.csv", 12)]
    with pytest.raises(EsepError) as caught:
        stage_sources([path], vary(encodings=encodings), tmp_path / "again")
    facts = caught.value.problems[0].facts
    # Р is 0xD0 0xA0 in UTF-8 (unicode.org); it stands behind "11,".
    assert (facts["byte"], int(facts["offset"])) == ("0xd0", data.index(b"11,") + 3)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN.upper(), "cp866"),
        (KAZAKH, "kz1048"),
        (SPANISH.upper(), "windows-1252"),
        (FRENCH, "iso-8859-15"),
        ("小小; 小新", "gbk"),  # 小 is 0xD0 0xA1, which is С in UTF-8 (unicode.org, CP936.TXT)
        ("20°C; Р°; В»; №; «№»; А®", "windows-1251"),
    ],
)
def test_words_of_one_encoding_raise_no_alarm(tmp_path: Path, text: str, encoding: str) -> None:
    """Each word of an honest file alone on its line, declared, is read as what it is."""
    words = [word.strip() for word in text.encode(encoding, "replace").decode(encoding).replace(",", ";").split(";")]
    path = write(tmp_path, HEADER + "".join(f"1,{word}\n" for word in words).encode(encoding))
    assert [row[-1] for row in read(path, layout=vary(encodings=(encoding,)))] == words
    with stage(path, layout=vary(encodings=(encoding,))) as (staged,):
        assert staged.remarks == ()


def test_a_name_spoilt_long_ago_stops_no_file(tmp_path: Path) -> None:
    """One line of UTF-8 among a thousand of windows-1252 is read as the others, as it may stand so in the register.

    It is told: header and a thousand lines stand before it.
    """
    path = write(tmp_path, HEADER + "1,Peñón\n".encode("windows-1252") * 1000 + "2,Peñón\n".encode())
    for encodings in (("utf-8", "windows-1252"), ("windows-1252",), ("auto",)):
        layout = vary(encodings=encodings)
        assert read(path, layout=layout)[-1] == (1002, "", "2", "PeÃ±Ã³n")
        with stage(path, layout=layout) as (staged,):
            told = [
                (one.code, one.where.line, one.facts["fitting"]) for one in staged.remarks if "fitting" in one.facts
            ]
        assert told == [("encoding-strays", 1002, "1")]


@pytest.mark.parametrize(
    ("data", "encodings", "line", "byte"),
    [
        (HEADER + b"1,U\x81\n", ("utf-8", "windows-1252"), 2, "0x81"),
        (HEADER + b"1,U\n2,\x00\n", ("utf-8", "windows-1252"), 3, "0x00"),
        (HEADER + b"1,U\n2,\x00\n", ("windows-1251",), 3, "0x00"),
        (HEADER + b"1,U\n2,\x00\n", ("auto",), 3, "0x00"),
        (HEADER + b"1,\xd2", ("utf-8",), 2, "0xd2"),  # a letter of two bytes, cut off
        (HEADER + "1,Ұ\n".encode() * BLOCK + b"2,\x98\n", ("utf-8",), BLOCK + 2, "0x98"),
        (HEADER + b"\xb1\xb1\xb5\n", ("auto",), 2, "0xb1"),  # signs alone, in every encoding
        (b"\xff\xfe" + "Number,Village\n".encode("utf-16-le") + b"1", ("utf-16",), 2, "0x31"),
    ],
)
def test_a_byte_that_fits_nothing_is_named(
    tmp_path: Path, data: bytes, encodings: tuple[str, ...], line: int, byte: str
) -> None:
    """The problem says which byte of which line stands in the way, counted from the beginning of the file."""
    path = write(tmp_path, data)
    assert refuse(tmp_path / "work", path, layout=vary(encodings=encodings)) == [("encoding-wrong", "a.csv", line)]
    with pytest.raises(EsepError) as caught:
        stage_sources([path], vary(encodings=encodings), tmp_path / "again")
    (problem,) = caught.value.problems
    assert problem.facts["byte"] == byte
    assert f"0x{data[int(problem.facts['offset'])]:02x}" == byte


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40), st.integers(0, 5))
def test_a_copy_in_utf_8_says_what_the_file_says(text: str, shift: int) -> None:
    """Whatever a file holds, and wherever its blocks are cut, its copy holds the same characters."""
    from tempfile import TemporaryDirectory

    text = "я" * (BLOCK // 2 - shift) + text
    with TemporaryDirectory() as folder:
        source, target = write(Path(folder), text.encode("utf-16")), Path(folder) / "copy"
        assert write_utf_8(source, "utf-16", target) is None
        assert target.read_bytes().decode("utf-8") == text


def test_a_file_that_does_not_fit_leaves_no_copy(tmp_path: Path) -> None:
    """A copy that was begun in the wrong encoding is taken away again."""
    source = write(tmp_path, b"a" * BLOCK + b"\n\n\x98")
    assert write_utf_8(source, "windows-1251", tmp_path / "copy") == Misfit(BLOCK + 2, 0x98, 3)
    assert not (tmp_path / "copy").exists()
