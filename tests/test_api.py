"""The API: its numbers are those of `answers`, in every form, and whatever is wrong is told in one shape."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from esep.answers.answer import to_number
from esep.answers.shelf import Shelf
from esep.api.desk import PREFIX
from esep.api.schemas import SCHEMAS
from esep.problems import LANGUAGES
from tests.api_sample import SHOWN, TEXT, Client, make_client, make_shelf

FLOW = "/sdmx/3.0/data/dataflow/ESEP/KAZAKHSTAN"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return a shelf with two vintages."""
    return make_shelf(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def client(shelf: Shelf) -> Client:
    """Return a client of the API."""
    return make_client(shelf)


def walk(client: Client, path: str) -> Iterator[dict[str, Any]]:
    """Yield the cells of all pages."""
    following = path
    while following:
        page = client.get(following).json()
        assert page["count"] == len(page["cells"])
        yield from page["cells"]
        following = page["next"]


def test_the_pages_of_cells_hold_every_cell_once(client: Client, shelf: Shelf) -> None:
    """Whatever the size of a page, all pages together are the cube, in its order, exactly."""
    cells = shelf["kazakhstan"].find_cells()
    for limit in (1000, 37):
        found = list(walk(client, f"{PREFIX}/cells?limit={limit}"))
        assert [one["key"] for one in found] == [str(cell.key) for cell in cells]
        exact = [None if one["exact_value"] is None else Fraction(one["exact_value"]) for one in found]
        assert exact == [cell.value for cell in cells]
        assert [one["status"] for one in found] == [cell.status for cell in cells]


def test_a_list_stays_of_its_vintage(client: Client, shelf: Shelf) -> None:
    """The pages of a list are of one vintage, even where a newer one is served meanwhile."""
    old = client.get(f"{PREFIX}/cells?as_of=1&measure=murder&limit=1").json()
    following = old["next"]
    assert f"as_of={old['vintage']}" in following
    assert client.get(following).json()["vintage"] == old["vintage"] != shelf["kazakhstan"].vintage
    cursor = following.partition("cursor=")[2].partition("&")[0]
    other = client.get(f"{PREFIX}/cells?measure=fraud&cursor={cursor}")
    assert (other.status_code, other.json()["code"]) == (422, "serve-parameter")
    mixed = client.get(f"{PREFIX}/cells?as_of=2&cursor={cursor}")
    assert (mixed.status_code, mixed.json()["code"]) == (422, "serve-parameter")


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("measure=murder", lambda cell: cell.key.measure == "murder"),
        ("measure=murder,fraud&region=KZ", lambda c: c.key.measure in ("murder", "fraud") and c.key.region == "KZ"),
        ("period=2024", lambda cell: str(cell.key.period) == "2024"),
        ("since=2023&until=2024-06", lambda c: c.key.period.start.year >= 2023 and str(c.key.period.end) < "2024-07"),
        ("unit=percent", lambda cell: cell.key.unit == "percent"),
        ("attribute=-", lambda cell: cell.key.attribute == ""),
        ("status=A&scope=mia_crimes", lambda cell: cell.status == "A" and cell.key.scope == "mia_crimes"),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_it_says(client: Client, shelf: Shelf, query: str, keep: Any) -> None:
    """Each filter leaves exactly the cells that it names; codes with commas between them are alternatives."""
    expected = [str(cell.key) for cell in shelf["kazakhstan"].find_cells() if keep(cell)]
    assert expected
    assert [one["key"] for one in walk(client, f"{PREFIX}/cells?{query}&limit=50")] == expected


def test_an_answer_is_that_of_answers(client: Client, shelf: Shelf) -> None:
    """For every level of the packaged figures the API gives the number, the status and the sentence of `answers`."""
    answers = shelf["kazakhstan"]
    keys = [cell.key for cell in answers.find_cells(unit="count", attribute="", base_period=None)]
    for key in keys[::5]:
        question = f"{key.measure} scope:{key.scope} region:{key.region} period:{key.period}"
        told = client.get(f"{PREFIX}/ask", params={"q": question}).json()
        answer = answers.ask(question)
        assert told["value"] == to_number(answer.figure.value)
        assert told["exact_value"] == (None if answer.figure.value is None else str(answer.figure.value))
        assert told["sentence"] == {language: answer.sentence(language) for language in LANGUAGES}
        assert (told["status"], told["vintage"]) == (answer.figure.status, answers.vintage)


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        # 565 murders by the count of the Ministry in 2024: ../shared/methods/kazakhstan.md, section 4.
        ("/ask?q=murder scope:mia_crimes 2024&as_of=1", "given"),
        ("/datasets/kazakhstan/codes/regions", "codes"),
        ("/datasets/kazakhstan/vintages", "vintages"),
        ("/datasets/kazakhstan/changes?from=1&to=2", "changes"),
    ],
)
def test_what_json_says_comes_as_a_table(client: Client, path: str, rows: str) -> None:
    """A figure, codes, vintages and changes are rows of CSV and of Parquet with the values that JSON has."""
    import duckdb

    told = client.get(f"{PREFIX}{path}").json()
    expected = [told] if rows == "given" else told[rows]
    glue = "&" if "?" in path else "?"
    text = client.get(f"{PREFIX}{path}", headers={"Accept": "text/csv"})
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    found = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig"))))
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(client.get(f"{PREFIX}{path}{glue}format=parquet").content)
        file.flush()
        table = duckdb.read_parquet(file.name)
        typed = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    assert len(found) == len(typed) == len(expected) > 0
    for row, cells, plain in zip(found, typed, expected, strict=True):
        for name in plain.keys() & cells.keys():
            one = plain[name]
            if not isinstance(one, list):
                assert row[name] == ("" if one is None else str(one))
                assert str(cells[name]) == str(one) or cells[name] == one
    if rows == "given":
        assert (found[0]["value"], found[0]["interval_low"], typed[0]["value"]) == ("565", "565", 565)
        assert found[0]["sentence_kk"] == told["sentence"]["kk"]
    if rows == "changes":
        assert [row["after_value"] for row in found] == [str(one["after"]["value"]) for one in expected]


def test_no_rows_are_a_table_with_its_head(client: Client) -> None:
    """Between a vintage and itself nothing moved: CSV has its header line, Parquet its columns."""
    path = f"{PREFIX}/datasets/kazakhstan/changes?from=1&to=1"
    assert client.get(f"{path}&format=csv").text.lstrip("\ufeff").startswith("kind,key,body,before_value")
    assert client.get(f"{path}&format=parquet").content[:4] == b"PAR1"


def test_the_same_cells_come_as_csv_and_parquet(client: Client, shelf: Shelf) -> None:
    """The tables hold the rows of the JSON, with the names of codes; Accept and format= choose alike."""
    import pyarrow.parquet as pq

    path = f"{PREFIX}/cells?measure=murder"
    keys = [(one["measure"], one["period"], one["value"]) for one in client.get(path).json()["cells"]]
    text = client.get(path, headers={"Accept": "text/csv"})
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert [(r["measure"], r["period"], float(r["value"]) if r["value"] else None) for r in rows] == keys
    table = client.get(f"{path}&format=parquet")
    assert table.headers["content-type"] == "application/vnd.apache.parquet"
    found = pq.read_table(io.BytesIO(table.content)).to_pylist()
    assert [(r["measure"], r["period"], r["value"]) for r in found] == keys
    assert (
        client.get(path, headers={"Accept": "application/vnd.apache.parquet;q=1, text/csv;q=0.2"}).content[:4]
        == b"PAR1"
    )
    assert client.get(f"{path}&limit=1&format=csv").headers["link"].endswith('rel="next"')


def test_sdmx_takes_keys_and_filters(client: Client, shelf: Shelf) -> None:
    """A key, wildcards and filters give the observations that they name, in SDMX-CSV."""

    def read(path: str) -> list[dict[str, str]]:
        response = client.get(f"{FLOW}/{path}")
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("application/vnd.sdmx.data+csv")
        return list(csv.DictReader(io.StringIO(response.text)))

    keys = {str(cell.key) for cell in shelf["kazakhstan"].find_cells()}
    assert len(read("1.0/*")) == len(keys)
    yearly = read("1.0/A.mia_crimes.murder.*.KZ.count._Z")
    assert yearly
    assert {(one["SCOPE"], one["MEASURE"], one["FREQ"]) for one in yearly} == {("mia_crimes", "murder", "A")}
    assert {one["STRUCTURE_ID"] for one in yearly} == {"ESEP:KAZAKHSTAN(1.0)"}
    late = read("+/*?c[TIME_PERIOD]=ge:2024%2Ble:2024&c[MEASURE]=murder,fraud")
    assert {one["TIME_PERIOD"][:4] for one in late} == {"2024"}
    assert {one["MEASURE"] for one in late} == {"murder", "fraud"}
    assert read("1.0/*?c[MEASURE]=sw:murd") == read("1.0/*?c[MEASURE]=sw:murd&asOf=2")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/ask?q=murdr 2024", 422, "question-word"),
        ("/ask", 422, "serve-parameter"),
        ("/ask?q=murder 2024&as_of=7", 404, "serve-vintage"),
        ("/ask?q=murder 2024&as_of=../../etc/passwd", 404, "serve-vintage"),
        ("/ask?q=murder 2024&data=../st-louis", 404, "serve-dataset"),
        ("/ask?q=murder 2024&format=xml", 406, "serve-format"),
        ("/ask?q=murder 2024&with_finding=yes", 422, "serve-parameter"),
        ("/ask?q=murder 2024&q=fraud 2024", 422, "serve-extra"),
        ("/cells?measur=murder", 422, "serve-extra"),
        ("/cells?measure=murdr", 422, "serve-parameter"),
        ("/cells?period=twelve", 422, "serve-parameter"),
        ("/cells?limit=10001", 422, "serve-parameter"),
        ("/cells?cursor=bm90aGluZw", 422, "serve-parameter"),
        ("/datasets/..%2F..%2Fetc", 404, "serve-unknown"),
        ("/datasets/nothing", 404, "serve-dataset"),
        ("/datasets/kazakhstan/codes/secrets", 422, "serve-parameter"),
        ("/problems/nothing", 404, "serve-unknown"),
        ("/statements/0123456789abcdef", 404, "serve-unknown"),
    ],
)
def test_what_is_wrong_is_told_in_one_shape(client: Client, path: str, status: int, code: str) -> None:
    """Every problem has its status, its code and, in the language of the reader, what, why and remedy."""
    for language in LANGUAGES:
        response = client.get(f"{PREFIX}{path}", headers={"Accept-Language": f"{language}-XX, en;q=0.5"})
        told = response.json()
        assert (response.status_code, told["code"], told["status"]) == (status, code, status)
        assert response.headers["content-type"] == "application/problem+json"
        assert told["language"] == response.headers["content-language"] == language
        assert (told["title"], told["problems"][0]["what"]) == (told["what"], told["what"])
        validate("problem", told)


def validate(name: str, data: Any) -> None:
    """Hold data to one of the forms of the description."""
    Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}).validate(data)


@pytest.mark.parametrize(("name", "path"), SHOWN.items())
def test_an_answer_has_the_form_that_is_described(client: Client, name: str, path: str) -> None:
    """What the API gives is what its description says."""
    response = client.get(f"{PREFIX}{path}")
    assert response.status_code == 200
    validate(name, response.json())


def test_a_method_that_is_not_possible_is_told_with_those_that_are(client: Client) -> None:
    """Data are read here: what would write gets 405 and the methods that there are."""
    for method in ("PUT", "DELETE", "PATCH", "POST"):
        told = client.ask(method, f"{PREFIX}/cells")
        assert (told.status_code, told.json()["code"], told.headers["allow"]) == (405, "serve-method", "GET, HEAD")


def test_whoever_has_it_gets_nothing_again(client: Client) -> None:
    """The ETag changes with vintage, question, form and language, and spares an answer that is known."""
    base = f"{PREFIX}/ask?q=murder 2024"
    paths = (base, f"{base}&as_of=1", f"{base}&lang=ru", f"{PREFIX}/ask?q=fraud 2024", f"{base}&exact=true")
    tags = [client.get(path).headers["etag"] for path in paths]
    assert len(set(tags)) == len(paths)
    again = client.get(base, headers={"If-None-Match": f'"other", W/{tags[0]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tags[0])
    assert client.get(base, headers={"If-None-Match": tags[1]}).status_code == 200
    assert client.get(base, headers={"Accept-Language": "kk"}).headers["etag"] not in tags


def test_changes_are_those_of_diff(client: Client, shelf: Shelf) -> None:
    """What moved between two vintages comes page by page, as `esep diff` has it."""
    from esep.answers.revising import compare_vintages

    expected = compare_vintages("kazakhstan", shelf.store, "1", "2").to_dict()
    first = client.get(f"{PREFIX}/datasets/kazakhstan/changes?from=1&to=2&limit=2").json()
    changes = first["changes"]
    following = first["next"]
    while following:
        page = client.get(following).json()
        changes, following = [*changes, *page["changes"]], page["next"]
    assert {**first, "changes": changes, "next": None} == {**expected, "next": None}
    assert first["moved"] == len(changes) > 2


def test_a_text_is_checked(client: Client) -> None:
    """A text sent as such or in JSON has the same report; what cannot be read is told."""
    plain = client.post(f"{PREFIX}/check?as_of=1", content=TEXT, headers={"Content-Type": "text/plain"})
    assert plain.status_code == 200
    assert [claim["verdict"] for claim in plain.json()["claims"]] == ["supported"]
    assert client.post(f"{PREFIX}/check", json={"text": TEXT, "as_of": "1"}).json() == plain.json()
    for body, kind, code in (
        (b"\xff\xfe\xff", "text/plain", "serve-parameter"),
        (b"{", "application/json", "serve-parameter"),
        (b'{"text": 1}', "application/json", "serve-parameter"),
        (b'{"text": "a 1", "file": "x"}', "application/json", "serve-extra"),
        (b"[" * 50_000, "application/json", "serve-parameter"),
        (b"x", "application/pdf", "serve-media"),
        (b"", "text/plain", "text-empty"),
        (b"no number in this English text", "text/plain", "text-without-number"),
        (b"1 " * 100_001, "text/plain", "text-too-long"),
    ):
        told = client.post(f"{PREFIX}/check", content=body, headers={"Content-Type": kind})
        assert (told.json()["code"], told.status_code) == (code, 415 if code == "serve-media" else 422)
    assert client.post(f"{PREFIX}/check?date=tomorrow", content=TEXT).json()["code"] == "serve-parameter"
    assert client.post(f"{PREFIX}/check?scope=x", content=TEXT).json()["code"] == "use-scope"


def test_a_fault_of_the_program_names_no_file(client: Client, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged store, and an error nobody thought of, are told by a number only; the log has the rest."""
    from esep.cube.manifest import make_damaged

    for error in (make_damaged(shelf.store / "secret.parquet", "bits"), ZeroDivisionError("secret")):

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("esep.api.cells.read_page", fail)
        told = client.get(f"{PREFIX}/cells?limit=3")
        assert (told.status_code, told.json()["code"]) == (500, "serve-failed")
        assert "secret" not in told.text
        assert str(shelf.store) not in told.text


def test_the_page_of_the_description_loads_nothing_from_elsewhere(client: Client) -> None:
    """The docs are one page and one stylesheet, without a script and without another host."""
    page = client.get(f"{PREFIX}/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert 'href="http' not in page.text
    described = client.get(f"{PREFIX}/openapi.json").json()
    for path, ways in described["paths"].items():
        assert path in page.text
        for told in ways.values():
            assert told["description"]
            assert told["responses"]["default"]["content"]
    assert client.get(f"{PREFIX}/docs.css").headers["content-type"].startswith("text/css")
    assert set(client.get(f"{PREFIX}/").json()["addresses"]) == set(described["paths"])
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
