"""Text stored in columns by its marks: the same texts in the same places as the query engine takes from the lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from esep.records import stored_columns, text_codes
from esep.records.stored_columns import store_columns
from esep.sources.rows import Layout
from tests.conftest import few
from tests.sources_sample import fetch, stage, write

LAYOUT = Layout("*.csv", ("utf-8",), ",", {"first": ("a",), "last": ("c",)})
TEXTS = st.text(st.sampled_from(list("ab ,é0")), max_size=20)


def hold(data: bytes) -> bool:
    """Hold what is stored in columns to what the engine reads; return whether its marks alone were looked for."""
    with TemporaryDirectory() as folder, stage(write(Path(folder), data), layout=LAYOUT) as (one,):
        (found,) = store_columns([one], Path(folder))
        assert found.is_seekable
        assert fetch(found) == fetch(one)
        return one.lines is not None


@few(50)
@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=40),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 9),
)
@example([("", "", "")], "\n", True, False, 1)
def test_texts_stored_by_their_marks_are_those_of_the_engine(
    rows: list[tuple[str, str, str]], end: str, is_open: bool, has_mark: bool, group: int
) -> None:
    """Quoted or not, empty, in other letters, with or without a mark at the beginning and an end at the last line."""
    lines = [
        ",".join(f'"{text}"' if "," in text else text for text in (a, b.replace(",", ""), "x")) for a, b, _ in rows
    ]
    text = ("\ufeff" if has_mark else "") + end.join(["a,b,c", *lines]) + ("" if is_open else end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_columns, "ROWS_PER_GROUP", group)
        # A last line with a quotation mark and no end is left to the engine.
        assert hold(text.encode()) or (is_open and '"' in lines[-1])


@pytest.mark.parametrize("most", [1, 2, 300, 70_000])
def test_a_column_with_more_texts_than_are_numbered_is_stored_as_it_is(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers of one byte, of two, and texts themselves stand beside each other in one column."""
    monkeypatch.setattr(text_codes, "MOST_TEXTS", most)
    monkeypatch.setattr(stored_columns, "ROWS_PER_GROUP", 1_000)
    monkeypatch.setattr(stored_columns, "_BLOCK", 4_096)
    lines = [f"{place * place % 977},x,{'é' * (place % 50)}" for place in range(5_000)]
    assert hold("\n".join(["a,b,c", *lines, ""]).encode())


def test_a_long_text_is_stored_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text longer than is compared word by word stands among short ones, and they are numbered again after it."""
    monkeypatch.setattr(stored_columns, "_BLOCK", 2_048)
    lines = [f"{'long ' * 100 if place == 70 else 'short'},x,y" for place in range(200)]
    assert hold("\n".join(["a,b,c", *lines, ""]).encode())


def test_texts_that_lead_to_one_slot_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two slots for all of them nearly every text is found at another one's place."""
    monkeypatch.setattr(text_codes, "_SLOT_BITS", 1)
    lines = [f"{place % 31},x,{'12345678' * (place % 7)}" for place in range(2_000)]
    assert hold("\n".join(["a,b,c", *lines, ""]).encode())


def test_a_file_that_changes_meanwhile_is_left_to_the_engine(tmp_path: Path) -> None:
    """Where the marks do not make the lines that were counted, what is stored is what the engine reads."""
    with stage(write(tmp_path, b"a,b,c\n1,2,3\n4,5,6\n"), layout=LAYOUT) as (one,):
        assert one.lines is not None
        for width, rows in ((4, 2), (3, 1)):
            changed = replace(one, lines=replace(one.lines, width=width), rows=rows)
            (found,) = store_columns([changed], tmp_path)
            assert fetch(replace(found, rows=2)) == fetch(one)
