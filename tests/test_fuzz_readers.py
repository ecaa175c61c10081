"""No bytes and no edit of a definition end in anything but a problem, or in rows that are all accounted for."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import few
from tests.fuzz_sample import load_spoilt, pack, read_definition_files, read_spoilt, unpack, write_seeds

FORMS = tuple(write_seeds())
# A query engine is opened for every example: the forms share the examples of one test.
EXAMPLES = few(8, tests=12)
# A place from 0 to 1, how many bytes go there, and what comes instead.
WORDS = (b"", b'"', b"\0", b",", b"\r", b"\n", b"\xff", b"\xef\xbb\xbf", b"=", b"[[", b"}", b"'''", b"1e999", b"nan")
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 8), st.one_of(st.sampled_from(WORDS), st.binary(max_size=6))),
    min_size=1,
    max_size=4,
)
Edits = list[tuple[float, int, bytes]]


def spoil(data: bytes, edits: Edits) -> bytes:
    """Return data with some bytes of it replaced by others."""
    for share, length, new in edits:
        start = round(share * len(data))
        data = data[:start] + new + data[start + length :]
    return data


def spoil_inside(name: str, data: bytes, edits: Edits) -> bytes:
    """Return a packed file whose content was spoilt before it was packed."""
    if name.endswith(".gz"):
        return gzip.compress(spoil(gzip.decompress(data), edits), mtime=0)
    members = unpack(data)
    chosen = next(member for member in members if "sheet1" in member or member.endswith(".csv"))
    return pack({**members, chosen: spoil(members[chosen], edits)})


@pytest.mark.parametrize("name", FORMS)
@EXAMPLES
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    """Under the name of any form, bytes by chance; where the form shows itself by its first bytes, behind those."""
    read_spoilt(name, data)
    read_spoilt(name, write_seeds()[name][:16] + data)


@pytest.mark.parametrize("name", FORMS)
@EXAMPLES
@given(edits=EDITS)
def test_a_spoilt_file_is_read_or_refused(name: str, edits: Edits) -> None:
    """A good file of every form with some bytes replaced: no row of it is lost without a word."""
    read_spoilt(name, spoil(write_seeds()[name], edits))


@pytest.mark.parametrize("name", ["a.csv.gz", "a.zip", "a.xlsx"])
@EXAMPLES
@given(edits=EDITS)
def test_a_file_that_was_packed_spoilt_is_read_or_refused(name: str, edits: Edits) -> None:
    """What is packed soundly and is wrong inside."""
    read_spoilt(name, spoil_inside(name, write_seeds()[name], edits))


@pytest.mark.parametrize("name", read_definition_files())
@few(40)
@given(edits=EDITS)
def test_a_spoilt_definition_is_loaded_or_refused(name: str, edits: Edits) -> None:
    """A good definition with some bytes of one of its files replaced, its rules of records read too."""
    load_spoilt(name, spoil(read_definition_files()[name], edits))
