"""Whatever is sent to the API, it never fails, and answers as its description says: thousands of wild requests."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from esep.api.described import OPERATIONS as OPERATIONS_TOLD
from esep.api.desk import PREFIX
from esep.web import create_app
from esep.web.settings import Settings
from tests.api_sample import make_runner, make_shelf

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 25
HEADERS = {"Host": "localhost", "Authorization": "Bearer sesame"}


# What somebody who knows the data would say: every operation of a question, codes, vintages, filters.
SENSIBLE: dict[str, tuple[str, ...]] = {
    "q": (
        *(
            "murder 2024",
            "fraud share KZ 2024",
            "total change-from:2015 period:2024",
            "murder fold-from:2015 period:2024",
        ),
        *("fraud rate-per:10000 2024", "total trend-since:2017 period:2024", "total bases-from:2015 period:2024"),
        *(
            "total drivers-from:2020 period:2024",
            "total parts-from:2020 period:2024",
            "fraud outlook-to:2026 period:2024",
        ),
        *(
            "total season period:2024-06",
            "total signal period:2024",
            "total compare-regions period:2024",
            "murder 1900",
        ),
    ),
    "as_of": ("1", "2", "packaged", "2025-01-01", "9", ""),
    "data": ("kazakhstan", ""),
    "name": ("kazakhstan",),
    "kind": ("measures", "scopes", "regions", "attributes"),
    "code": ("question-word", "serve-many"),
    "measure": ("murder", "murder,fraud", ""),
    "region": ("KZ", "KZ,KZ-75", ""),
    "scope": ("mia_crimes", ""),
    "period": ("2024", "2024-01..2024-06", ""),
    "limit": ("1", "7", "10000"),
    "from": ("1", "packaged"),
    "to": ("2", ""),
    "agency": ("ESEP",),
    "flow": ("KAZAKHSTAN",),
    "version": ("1.0", "+"),
    "key": ("*", "A.*.murder.*.KZ.*.*", "A.B"),
    "lang": ("en", "ru", "kk", ""),
    "format": ("json", "csv", "parquet", ""),
    "exact": ("true", "false"),
    "with_finding": ("true", "false"),
}
OPERATIONS = tuple(OPERATIONS_TOLD)
STEADY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    derandomize=True,
    database=None,
)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the operations of the whole application by name, with writing open."""
    shelf = make_shelf(Path(tmp_path_factory.mktemp("store")))
    app = create_app(shelf, make_runner(shelf), Settings(rate=0, token="sesame"))
    schema: Any = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app, headers=HEADERS)
    found = (result.ok() for result in schema.get_all_operations())
    return {operation.definition.raw["operationId"]: operation for operation in found}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_address_answers_as_it_is_described(described: Any, name: str, mode: GenerationMode) -> None:
    """No request makes a server error, and every response has the status, the type and the form of the description."""
    operation = described[name]
    made = [0]

    @STEADY
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        made[0] += 1
        case.validate_response(case.call(headers=HEADERS), checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("nothing that it forbids can be sent")
    assert made[0] > 0


def test_every_address_was_tried(described: Any) -> None:
    """The description and the list above name the same operations."""
    assert set(described) == set(OPERATIONS)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in ("check", "keep", "statement")])
def test_sensible_requests_are_answered_as_described(described: Any, name: str) -> None:
    """Requests of somebody who knows the data get answers of the form that is described, nearly all of them figures."""
    operation = described[name]
    chance = random.Random(name)
    raw = operation.definition.raw["parameters"]
    statuses = []
    for _ in range(EXAMPLES):
        said: dict[str, dict[str, str]] = {"query": {}, "path": {}}
        for one in raw:
            is_said = one["in"] == "path" or one.get("required") or chance.random() < 0.4
            if is_said and one["name"] in SENSIBLE:
                said[one["in"]][one["name"]] = chance.choice(SENSIBLE[one["name"]])
        case = operation.Case(query=said["query"], path_parameters=said["path"])
        response = case.call(headers=HEADERS)
        case.validate_response(response, checks=CHECKS)
        statuses.append(response.status_code)
    assert statuses.count(200) >= EXAMPLES // 4
