"""A dataset that somebody else serves, asked in the same words: the same question has the same answer."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from esep.answers import Answer, Answers, open_dataset
from esep.answers.exact import answer_from_plain
from esep.api.desk import PREFIX
from esep.model.definition import Definition
from esep.model.plain import from_plain
from esep.model.question import Question
from esep.problems import EsepError, Problem, Where

SECONDS = 60
# No answer is as large; what is larger is something else.
LARGEST_BYTES = 64_000_000
_HERE = ("127.0.0.1", "localhost", "::1")
_SCHEMES = ("http", "https")


class RemoteAnswers:
    """A dataset on a server, as of one vintage; `ask` is that of `Answers`, and the answers are equal.

    `definition` has the names and rules of the dataset, without how its figures were read.
    """

    def __init__(self, url: str, data: str = "", as_of: str | None = None) -> None:
        """Find a dataset on a server; raise `EsepError`: `remote-unreachable`, `remote-other`, `remote-dataset`."""
        self.url = url.rstrip("/").removesuffix(PREFIX)
        # What stands between this machine and others does not stand between it and itself.
        is_here = urlsplit(url).hostname in _HERE
        self._opener = urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if is_here else []))
        known = self._list_datasets()
        if not data and len(known) != 1:
            raise EsepError(Problem("remote-dataset", Where(url), {"url": url, "known": ", ".join(known)}))
        self.name = data or known[0]
        found = self._get(f"/datasets/{quote(self.name, safe='')}/definition", as_of=as_of or "")
        try:
            definition, self.vintage = from_plain(found["definition"]), str(found["vintage"])
            if not isinstance(definition, Definition):
                raise ValueError("no definition")
        except (KeyError, ValueError) as error:
            raise self._doubt(error) from None
        self.definition: Definition = definition

    def ask(self, question: Question | str, *, with_others: bool = True, with_finding: bool = False) -> Answer:
        """Return the answer, as `Answers.ask` does; raise `EsepError` as it does, or where the server cannot answer."""
        flags = {"with_others": with_others, "with_finding": with_finding, "exact": True}
        said = {name: str(flag).lower() for name, flag in flags.items()}
        found = self._get("/ask", q=str(question), data=self.name, as_of=self.vintage, **said)
        try:
            return answer_from_plain(found["exact"], self.definition)
        except (KeyError, ValueError) as error:
            raise self._doubt(error) from None

    def _list_datasets(self) -> list[str]:
        try:
            return [str(one["name"]) for one in self._get("/config")["datasets"]]
        except (KeyError, TypeError) as error:
            raise self._doubt(error) from None

    def _get(self, path: str, **query: str) -> Any:
        said = urlencode({name: value for name, value in query.items() if value})
        request = urllib.request.Request(f"{self.url}{PREFIX}{path}?{said}", headers={"Accept": "application/json"})
        try:
            with self._opener.open(request, timeout=SECONDS) as response:
                return self._read(response)
        except urllib.error.HTTPError as error:
            with error:
                raise self._retell(self._read(error)) from None
        except (OSError, ValueError) as error:
            cause = str(getattr(error, "reason", "") or error)
            raise EsepError(Problem("remote-unreachable", Where(self.url), {"url": self.url, "cause": cause})) from None

    def _read(self, response: Any) -> Any:
        body = response.read(LARGEST_BYTES + 1)
        try:
            if len(body) > LARGEST_BYTES or not isinstance(found := json.loads(body), dict):
                raise ValueError(f"{len(body)} bytes")
        except (ValueError, RecursionError) as error:
            raise self._doubt(error) from None
        return found

    def _retell(self, told: dict[str, Any]) -> EsepError:
        """Return the problems that a server told, as problems."""
        try:
            told_of = told["problems"]
            problems = [Problem(one["code"], Where(one["where"]["name"] or ""), one["facts"]) for one in told_of]
            return EsepError(problems) if problems else self._doubt(ValueError("no problem"))
        except (KeyError, TypeError, AttributeError) as error:
            return self._doubt(error)

    def _doubt(self, error: Exception) -> EsepError:
        """Return the error for what no server of Esep sends."""
        facts = {"url": self.url, "cause": f"{type(error).__name__}: {error}"}
        return EsepError(Problem("remote-other", Where(self.url), facts))


def open_data(
    place: str | Path, data: str = "", *, store: Path | None = None, as_of: str | None = None
) -> Answers | RemoteAnswers:
    """Return a dataset ready to be asked: a packaged name, a folder with a definition, or the address of a server.

    `data` names a dataset of a server that has several, `store` is where the vintages of a folder are kept, `as_of`
    names a vintage. Raises `EsepError`.
    """
    if urlsplit(str(place)).scheme in _SCHEMES:
        return RemoteAnswers(str(place), data, as_of)
    return open_dataset(str(place), store, as_of=as_of)
