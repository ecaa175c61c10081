"""`esep check-data`: every part of the report against rows whose answer was worked out by hand."""

from __future__ import annotations

import csv
import datetime
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from esep.bulletin.quality_page import render_quality
from esep.cli import main
from esep.language.phrases import find_phrase
from esep.model.definition import Definition
from esep.problems import LANGUAGES, Where, read_catalogue
from esep.records.check import list_checks
from esep.records.quality import check_quality
from esep.records.quality_codes import find_nearest
from esep.records.quality_report import Quality, Silence
from esep.records.quality_silence import find_silences, write_month
from esep.records.quality_view import view_to_text, write_view
from esep.records.rules import read_rules
from esep.records.rules_units import Gap
from esep.sources.dataset import load_definition
from esep.sources.text import write_text
from tests.records_sample import DATA, extend_register, load_hamlet

DAY = datetime.date(2024, 6, 1)
HAMLET = str(DATA / "hamlet")


def test_a_pipe_is_written_to_and_a_link_stays_a_link(tmp_path: Path) -> None:
    """Only a file gets its content by a new file in its place: of a device such as /dev/null nothing would be left."""
    pipe, target, link = (tmp_path / name for name in ("pipe", "target.html", "link.html"))
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text(pipe, "report")
    assert os.read(reader, 100) == b"report"
    os.close(reader)
    assert pipe.is_fifo()
    target.touch()
    link.symlink_to(target)
    write_text(link, "report")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "report"


@pytest.fixture(scope="module")
def faulty() -> Quality:
    """Return the report on the handmade file with a fault or more in most rows."""
    return check_quality(load_hamlet(), [DATA / "faulty.csv"], DAY)


def survey(definition: Definition, folder: Path, *rows: str) -> Quality:
    """Return the report on a file with these rows, the header first."""
    source = folder / "rows.csv"
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return check_quality(definition, [source], DAY)


def test_every_rule_that_rows_broke_is_counted(faulty: Quality) -> None:
    """Number, first line and rules are those that faulty.expected.csv says, worked out by hand."""
    with (DATA / "faulty.expected.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    lines: dict[tuple[str, str], list[int]] = {}
    for row in expected:
        lines.setdefault((row["element"], row["rule"]), []).append(int(row["line"]))
    found = {(one.element, one.rule): (one.rows, one.first.line) for one in faulty.findings}
    assert found == {key: (len(places), min(places)) for key, places in lines.items()}
    rows = faulty.rows
    assert (rows.read, rows.accepted, rows.rejected, rows.duplicates) == (24, 2, 22, 0)


def test_values_that_broke_a_rule_are_shown_the_frequent_first(tmp_path: Path) -> None:
    """Two rows have 31.02.2024 and one has a word in place of the date."""
    rows = ("1,2024-02-31,theft", "2,soon,theft", "3,2024-02-31,theft", "4,2024-02-01,theft")
    found = survey(extend_register(tmp_path), tmp_path, "id,registered,offence", *rows)
    assert [(one.rule, one.rows, one.samples) for one in found.findings] == [
        ("record-date-bad", 3, ("2024-02-31", "soon"))
    ]


def test_codes_are_sorted_by_what_the_definition_says(tmp_path: Path) -> None:
    """Of seven rows three are good, one is fixed, one ignored, two are stops; a typing error has a suggestion."""
    tables = '[records.codes.measure]\nfix = { "THEFT " = "theft", "Theft" = "theft" }\nignore = ["TEST"]'
    definition = extend_register(tmp_path, tables=tables)
    texts = ("theft", "theft", "murder", "Theft", "TEST", "robery", "qqq")
    rows = (f"{number},2024-01-05,{text}" for number, text in enumerate(texts, 1))
    found = survey(definition, tmp_path, "id,registered,offence", *rows)
    assert [(total.meaning, total.codes, total.rows) for total in found.code_totals] == [
        ("good", 2, 3),
        ("fixed", 1, 1),
        ("ignored", 1, 1),
        ("stop", 2, 2),
    ]
    assert [(use.text, use.meaning, use.rows, use.first.line, use.member, use.nearest) for use in found.codes] == [
        ("theft", "good", 2, 2, "theft", ""),
        ("murder", "good", 1, 4, "murder", ""),
        ("Theft", "fixed", 1, 5, "theft", ""),
        ("TEST", "ignored", 1, 6, "", ""),
        ("qqq", "stop", 1, 8, "", ""),
        ("robery", "stop", 1, 7, "robbery", "robbery"),
    ]
    assert (found.verdict, found.stops, found.stopped_rows) == ("decide", 2, 2)


def test_codes_that_stop_a_build_do_not_stop_the_report(tmp_path: Path) -> None:
    """With unknown = "stop" a build would end at the unknown code; the report says which one that is."""
    definition = extend_register(tmp_path, tables='[records.codes.measure]\nunknown = "stop"')
    found = survey(definition, tmp_path, "id,registered,offence", "1,2024-01-05,theft", "2,2024-01-05,fraud")
    assert [(use.text, use.first.line) for use in found.list_codes("measure", "stop")] == [("fraud", 3)]
    assert (found.verdict, found.rows.accepted, found.rows.rejected) == ("decide", 1, 1)


def test_states_of_records_are_sorted_like_codes(tmp_path: Path) -> None:
    """A withdrawn record is good; a state that nobody declared is a stop, and the nearest is suggested."""
    tables = '[records.status]\ncounted = ["active"]\nwithdrawn = ["withdrawn"]'
    definition = extend_register(tmp_path, tables=tables, columns='status = ["state"]')
    rows = ("1,2024-01-05,theft,active", "2,2024-01-05,theft,withdrawn", "3,2024-01-05,theft,activ")
    found = survey(definition, tmp_path, "id,registered,offence,state", *rows)
    states = [(use.text, use.meaning, use.member, use.nearest) for use in found.codes if use.field == "status"]
    assert states == [
        ("active", "good", "counted", ""),
        ("withdrawn", "good", "withdrawn", ""),
        ("activ", "stop", "counted", "active"),
    ]


def test_dates_in_the_future_and_out_of_order_are_told(tmp_path: Path) -> None:
    """Row 2 happened three days after it was registered; row 3 is registered on the day after that of the snapshot."""
    tables = '[records.dates.occurred]\nformats = ["%Y-%m-%d"]\nearliest = 1900-01-01\nis_required = false'
    definition = extend_register(tmp_path, tables=tables, columns='occurred = ["happened"]')
    rows = (
        "1,2024-01-05,theft,2024-01-05",
        "2,2024-01-05,theft,2024-01-08",
        "3,2024-06-02,theft,",
        "4,2024-06-01,theft,",
    )
    found = survey(definition, tmp_path, "id,registered,offence,happened", *rows)
    registered, occurred = found.dates
    assert (registered.rows, registered.future, registered.first) == (4, 1, Where("rows.csv", 4))
    assert (registered.earliest, registered.latest) == (datetime.date(2024, 1, 5), datetime.date(2024, 6, 2))
    assert (occurred.rows, occurred.future, occurred.first) == (2, 0, None)
    (order,) = found.orders
    assert (order.before, order.after, order.rows, order.days) == ("occurred", "registered", 1, 3)
    assert (order.first, order.is_by_month) == (Where("rows.csv", 3), False)


def test_a_month_and_a_day_are_compared_by_months(faulty: Quality) -> None:
    """Lines 16 and 17 are dated in months after 2023-11; the other days of November are not after its first day."""
    (order,) = faulty.orders
    assert (order.rows, order.first, order.days) == (2, Where("faulty.csv", 16), 61)
    assert order.is_by_month


@pytest.mark.parametrize(("rule", "duplicates"), [("none", 0), ("same_id", 3)])
def test_repeated_ids_are_told_by_their_content(rule: str, duplicates: int, tmp_path: Path) -> None:
    """Id 1 stands there three times, twice alike; id 2 twice with other days; a rejected row repeats nothing."""
    extend_register(tmp_path)
    file = tmp_path / "register" / "definition.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('rule = "none"', f'rule = "{rule}"', 1), encoding="utf-8")
    definition = load_definition(file.parent)
    rows = (
        *("1,2024-01-05,theft", "1,2024-01-05,theft", "2,2024-01-05,theft", "1,2024-01-05,murder"),
        *("2,2024-01-06,theft", "3,2024-01-05,theft", "3,2024-99-05,theft"),
    )
    found = survey(definition, tmp_path, "id,registered,offence", *rows)
    repeats = found.repeats
    assert repeats is not None
    assert (repeats.rule, repeats.ids, repeats.same, repeats.different) == (rule, 2, 1, 2)
    assert (repeats.first, repeats.samples) == (Where("rows.csv", 2), ("1", "2"))
    assert found.rows.duplicates == duplicates


def test_a_reporter_is_silent_or_halves_against_its_own_months() -> None:
    """Medians by hand: of A's other months 40, of B's 10, which is too few to judge by; C says exactly a half."""
    start = 2024 * 12
    counts = {"A": (40, 40, 0, 19, 40, 44), "B": (10, 10, 0, 10, 10, 10), "C": (30, 30, 15, 30, 30, 30)}
    rows = [(who, start + month, n) for who, numbers in counts.items() for month, n in enumerate(numbers) if n]
    reason = dict.fromkeys(LANGUAGES, "a strike")
    gap = Gap("A", datetime.date(2024, 3, 10), datetime.date(2024, 3, 20), reason)
    months, silences = find_silences(rows, [gap])
    assert months == {"2024-01": 80, "2024-02": 80, "2024-03": 15, "2024-04": 59, "2024-05": 80, "2024-06": 84}
    assert silences == (
        Silence("A", "2024-03", "silent", 0, 40.0, True),
        Silence("A", "2024-04", "halved", 19, 40.0, False),
    )


def test_a_month_without_any_row_is_a_month() -> None:
    """Nobody reports February: the months run through, over the end of a year too."""
    months, silences = find_silences([("A", 2023 * 12 + 11, 2), ("A", 2024 * 12 + 1, 3)], [])
    assert months == {"2023-12": 2, "2024-01": 0, "2024-02": 3}
    assert silences == ()
    assert write_month(2023 * 12 + 11) == "2023-12"
    assert find_silences([], []) == ({}, ())


def test_months_are_of_the_rows_that_are_not_rejected(faulty: Quality) -> None:
    """Two rows of the faulty file are in order, both of November 2023."""
    assert faulty.months == {"2023-11": 2}


@pytest.mark.parametrize(
    ("text", "nearest"), [("THEFT", "theft"), ("robery", "robbery"), ("zzz", ""), ("x" * 100_000, "")]
)
def test_the_nearest_known_code_is_near(text: str, nearest: str) -> None:
    """A word in capitals or with a letter too few has its nearest; what is like nothing has none."""
    assert find_nearest(text, {"theft": "theft", "robbery": "robbery"}) == nearest


def test_every_rule_of_records_has_words_in_the_report() -> None:
    """A rule that the report could not name would end it; those of the hamlet and all others are in the catalogue."""
    rules = {check.rule for check in list_checks(read_rules(load_hamlet()))}
    source = Path(__file__).parent.parent / "src" / "esep" / "records" / "check.py"
    rules |= {code for code in read_catalogue() if f'"{code}"' in source.read_text(encoding="utf-8")}
    assert {"record-code-ignored", "record-status-unknown", "record-mark-wrong", "record-ragged"} <= rules
    for rule in (*rules, "record-duplicate", "record-duplicate-differs"):
        assert find_phrase("quality.rule_" + rule.removeprefix("record-").replace("-", "_"), "kk")


@pytest.mark.parametrize(
    ("rows", "status", "verdict"),
    [
        (("1,2023-11,03.11.2023,1,0101,U",), 0, "fine"),
        (("1,2023-11,03.11.2023,1,0101,U", "2,2023-11,,1,0101,U"), 1, "rejects"),
        (("1,2023-11,03.11.2023,1,0101,U", "2,2023-11,03.11.2023,1,9901,U"), 1, "decide"),
        (("1,2023-11,,1,0101,U",), 1, "nothing"),
    ],
)
def test_the_exit_status_tells_whether_something_is_rejected(
    rows: Sequence[str], status: int, verdict: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 where every row is accepted, 1 otherwise; the verdict stands in the JSON."""
    source = tmp_path / "rows.csv"
    source.write_text("\n".join(("Number,Month,Day,Count,Code,Village", *rows)) + "\n", encoding="utf-8")
    assert main(["check-data", HAMLET, str(source), "--format", "json", "--date", "2024-06-01"]) == status
    assert json.loads(capsys.readouterr().out)["verdict"] == verdict


def test_wrong_use_and_unreadable_sources_have_their_own_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A day that is none is wrong use (2), a file that is not there cannot be read (3); neither leaves a file."""
    report, rejects = tmp_path / "report.html", tmp_path / "rejects.csv"
    places = ["-o", str(report), "--rejects", str(rejects)]
    assert main(["check-data", HAMLET, str(DATA / "plain.csv"), "--date", "someday", *places]) == 2
    assert main(["check-data", HAMLET, str(tmp_path / "none.csv"), *places]) == 3
    assert list(tmp_path.iterdir()) == []
    assert "file-missing" in capsys.readouterr().err


def test_figures_of_others_are_refused_with_one_problem(capsys: pytest.CaptureFixture[str]) -> None:
    """Published figures have no records: the report says so, and not what a definition of records would need."""
    assert main(["check-data", "kazakhstan", "none.csv"]) == 3
    said = capsys.readouterr().err
    assert said.count(" error [") + said.startswith("error [") == 1
    assert "[quality-kind]" in said


@pytest.mark.parametrize(("language", "word"), [("en", "SYNTHETIC"), ("ru", "УСЛОВНЫЙ"), ("kk", "ЖАСАНДЫ")])
def test_the_report_is_headed_by_the_title_of_its_dataset(faulty: Quality, language: str, word: str) -> None:
    """What a dataset says of itself, that its records are invented, heads the terminal, the page and the JSON."""
    titles = load_definition("kazakhstan-register").title
    view = write_view(replace(faulty, titles=titles), language)
    assert word in view_to_text(view).splitlines()[0]
    page = render_quality(view, language)
    assert all(word in page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0] for tag in ("title", "h1"))
    assert word in replace(faulty, titles=titles).to_dict(language)["title"]


def test_the_rejects_say_whether_rows_were_compared(tmp_path: Path) -> None:
    """A date that is none concerns its row alone; a repeated id is a matter of two rows. The file is replaced whole."""
    extend_register(tmp_path)
    file = tmp_path / "register" / "definition.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('rule = "none"', 'rule = "same_id"', 1), encoding="utf-8")
    source, rejects = tmp_path / "rows.csv", tmp_path / "rejects.csv"
    source.write_text(
        "id,registered,offence\n1,2024-01-05,theft\n1,2024-01-05,theft\n=2,never,theft\n", encoding="utf-8"
    )
    rejects.write_text("an older one", encoding="utf-8")
    check_quality(load_definition(file.parent), [source], DAY, rejects)
    with rejects.open(encoding="utf-8", newline="") as stream:
        found = [(r["line"], r["record_id"], r["rule"], r["cross_record"]) for r in csv.DictReader(stream)]
    assert found == [("4", "'=2", "record-date-bad", "no"), ("3", "1", "record-duplicate", "yes")]


def test_rejects_that_cannot_be_written_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder stands where the file should be: a problem with the path, and nothing half-written beside it."""
    place = tmp_path / "rejects.csv"
    place.mkdir()
    assert main(["check-data", HAMLET, str(DATA / "plain.csv"), "--rejects", str(place)]) == 3
    assert "file-unwritable" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [place]


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what it would load."""
        self.tags.append(tag)
        self.tags += [name for name, _ in attrs if name in ("src", "href", "onerror", "onclick")]

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def test_hostile_values_stay_texts_of_the_page(tmp_path: Path) -> None:
    """Marks of HTML, control characters and long values from the file are shown as text, bounded, in every language."""
    hostile = "<img src=x onerror=alert(1)>"
    rows = (f"{hostile},2024-01-05,{hostile}", f"2,2024-01-05,{'y' * 500}", "3,2024-01-05,\x1b[31mred")
    found = survey(extend_register(tmp_path), tmp_path, "id,registered,offence", *rows)
    for language in LANGUAGES:
        view = write_view(found, language)
        page = Page(render_quality(view, language))
        assert not {"img", "script", "link", "src", "href", "onerror"} & set(page.tags)
        assert hostile in page.texts
        assert "y" * 130 not in "".join(page.texts)
        assert "\x1b" not in "".join(page.texts) + view_to_text(view)


def test_the_report_is_whole_in_every_language(faulty: Quality) -> None:
    """The page and the text hold the four counts and the first place of every rule, in all three languages."""
    texts = set()
    for language in LANGUAGES:
        view = write_view(faulty, language)
        page, text = render_quality(view, language), view_to_text(view)
        assert page.startswith("<!doctype html>")
        assert f'<html lang="{language}">' in page
        assert page == render_quality(write_view(faulty, language), language)
        for finding in faulty.findings:
            assert str(finding.first) in page
            assert str(finding.first) in text
        texts.add(text)
    assert len(texts) == len(LANGUAGES)


def test_long_tables_are_cut_on_a_terminal_only(tmp_path: Path) -> None:
    """Thirty unknown codes: the terminal shows twenty and says how many more, the page all of them."""
    rows = (f"{number},2024-01-05,c{number:02d}" for number in range(30))
    found = survey(extend_register(tmp_path), tmp_path, "id,registered,offence", *rows)
    view = write_view(found, "en")
    assert "… +10" in view_to_text(view)
    assert "c29" not in view_to_text(view)
    assert "<td>c29</td>" in render_quality(view, "en")


def test_the_page_is_readable_in_both_themes(
    page: object, find_violations: Callable[[object], list[str]], faulty: Quality, tmp_path: Path
) -> None:
    """The engine of accessibility rules finds nothing, in light and dark, and a phone need not scroll sideways."""
    from playwright.sync_api import Page as Open

    assert isinstance(page, Open)
    file = tmp_path / "quality.html"
    file.write_text(render_quality(write_view(faulty, "ru"), "ru"), encoding="utf-8")
    page.set_viewport_size({"width": 390, "height": 844})
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(file.as_uri())
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_month_of_st_louis_adds_up(shared: Path) -> None:
    """January 2017: the rows, districts and ids that the module csv counts in the file are those of the report."""
    source = shared / "data" / "A01-stlouis-2015-2017" / "original" / "january2017.csv"
    with source.open(encoding="latin-1", newline="") as file:
        rows = list(csv.DictReader(file))
    found = check_quality(load_definition("st-louis"), [source], DAY)
    assert (found.rows.read, found.rows.accepted) == (len(rows), len(rows))
    districts = {use.text: use.rows for use in found.list_codes("region", "good")}
    assert districts == {text: sum(r["District"].strip() == text for r in rows) for text in districts}
    assert sum(districts.values()) == len(rows)
    ids = [next(iter(row.values())) for row in rows]
    assert found.repeats is not None
    assert found.repeats.same + found.repeats.different == len(ids) - len(set(ids))
    assert found.months == {"2017-01": len(rows)}


def test_postgresql_gives_the_same_report(postgres_address: str, faulty: Quality) -> None:
    """The same rows are looked at by the same expressions on another engine."""
    found = check_quality(load_hamlet(), [DATA / "faulty.csv"], DAY, engine=postgres_address)
    assert found.to_dict() == faulty.to_dict()
