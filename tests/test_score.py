"""`esep score`: what it counts on statements labelled by hand here, and what it says of labels it cannot read."""

import json
import shutil
from pathlib import Path

import pytest

from esep.answers import open_dataset
from esep.claims.score.counts import Score, score_folder
from esep.claims.score.table import compute_wilson, score_to_dict, write_score
from esep.cli import main
from esep.problems import EsepError
from esep.sources.dataset import find_dataset_folder

TEXT = "In 2024 the Ministry of Internal Affairs registered 565 murders. For help call 102."
CLAIM = {
    "start": TEXT.index("565"),
    "end": TEXT.index("565") + 3,
    "operator": "level",
    "measure": "murder",
    "scope": "mia_crimes",
    "region": "KZ",
    "period": "2024",
    "base_period": None,
    "value": 565,
    "hedge": None,
    "direction": None,
    "verdict": "supported",
}


def write_labels(folder: Path, **changes: object) -> Path:
    """Write one labelled statement, its claim changed as asked."""
    statement = {"id": "one", "language": "en", "release_date": "2025-02", "text": TEXT, "claims": [CLAIM | changes]}
    (folder / "labels.jsonl").write_text(json.dumps(statement) + "\n", encoding="utf-8")
    return folder


def score(folder: Path) -> Score:
    """Return the score against the packaged figures of Kazakhstan."""
    return score_folder(folder, lambda name: open_dataset(name or "kazakhstan"))


def test_agreement_counts_once_everywhere(tmp_path: Path) -> None:
    """The Ministry's 565 murders of 2024 are found, read as labelled and passed: every share is one of one."""
    data = score_to_dict(score(write_labels(tmp_path)))["languages"]["en"]
    for name in ("detection recall", "operator", "value", "hedge", "reading, first", "right claims passed"):
        assert data["shares"][name]["share"] == 1, name
    assert data["f1"]["span F1"] == 1
    assert data["confusion"] == [{"labelled": "supported", "given": "supported", "n": 1}]


def test_equal_value_of_another_year_is_not_the_same_reading(tmp_path: Path) -> None:
    """A label that says 2023 is not met by a claim read as 2024, although value and operator agree."""
    found = score(write_labels(tmp_path, period="2023"))
    data = score_to_dict(found)["languages"]["en"]["shares"]
    assert (data["value"]["share"], data["reading, first"]["share"]) == (1, 0)
    assert [(miss.kind, miss.span) for miss in found.misses] == [("reading", "565")]


def test_an_error_that_passes_lowers_recall_and_no_precision(tmp_path: Path) -> None:
    """A claim labelled wrong that the checker passes is a missed error; nothing was flagged, so nothing falsely."""
    data = score_to_dict(score(write_labels(tmp_path, verdict="wrong")))["languages"]["en"]
    assert data["shares"]["flagged errors, recall"] == {"hits": 0, "of": 1, "share": 0, "interval": [0.0, 0.7935]}
    assert data["shares"]["flagged errors, precision"]["share"] is None
    assert data["counts"]["errors passed"] == 1


def test_an_unscored_label_counts_nowhere(tmp_path: Path) -> None:
    """A label that reasonable people may dispute adds neither a label nor a spurious claim."""
    counts = score(write_labels(tmp_path, scored=False)).total().counts
    assert (counts["labels"], counts["claims"]) == (0, 0)


def test_wilson_interval_of_a_known_share() -> None:
    """8 of 10 gives 0.490 to 0.943 (Brown, Cai and DasGupta 2001 give the formula; worked by hand with z = 1.96)."""
    bounds = compute_wilson(8, 10)
    assert bounds is not None
    assert [round(float(bound), 3) for bound in bounds] == [0.49, 0.943]
    assert compute_wilson(0, 0) is None
    whole = compute_wilson(10, 10)
    assert whole is not None
    assert [round(float(bound), 3) for bound in whole] == [0.722, 1]


def test_command_prints_tables_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table names every measure, `--misses` lists what differs, and `--json` is the same as plain data."""
    folder = str(write_labels(tmp_path, period="2023"))
    assert main(["score", folder, "--data", "kazakhstan", "--misses"]) == 0
    printed = capsys.readouterr().out
    assert "| flagged errors, recall |" in printed
    assert "one\treading\t'565'" in printed
    assert main(["score", folder, "--data", "kazakhstan", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == score_to_dict(score(Path(folder)))


def test_a_dataset_beside_the_statements_is_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The label names `own`; no dataset of that name is packaged, so it can only be the folder under `datasets`."""
    folder = write_labels(tmp_path)
    [lines] = folder.glob("*.jsonl")
    statements = [json.loads(line) | {"dataset": "own"} for line in lines.read_text(encoding="utf-8").splitlines()]
    lines.write_text("".join(json.dumps(each) + "\n" for each in statements), encoding="utf-8")
    shutil.copytree(find_dataset_folder("kazakhstan"), folder / "datasets" / "own")
    assert main(["score", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["languages"]["en"]["counts"]["with data"] == 1


def test_tables_beside_the_statements_are_built_for_the_while(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables of a region come as CSV files beside their definition; the user's own store stays as it was."""
    monkeypatch.setenv("ESEP_STORE", str(tmp_path / "store"))
    folder = write_labels(tmp_path)
    [lines] = folder.glob("*.jsonl")
    statements = [json.loads(line) | {"dataset": "own"} for line in lines.read_text(encoding="utf-8").splitlines()]
    lines.write_text("".join(json.dumps(each) + "\n" for each in statements), encoding="utf-8")
    shutil.copytree(Path(__file__).parent / "data/outlets/datasets/kz-oblast", folder / "datasets" / "own")
    assert main(["score", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["languages"]["en"]["counts"]["with data"] == 1
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", "nothing labelled", "score-nothing"),
        ("a.jsonl", "{", "score-label"),
        ("a.jsonl", '{"id": 1}', "score-label"),
        ("a.claims.json", '{"id": 1, "language": "en", "text": "x", "claims": [{}]}', "score-label"),
    ],
)
def test_a_folder_without_good_labels_is_refused(tmp_path: Path, name: str, content: str, code: str) -> None:
    """A score over a part of the labels would look like one over all, so the first bad line ends it."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        score(tmp_path)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_score_of_the_development_material_can_be_written(shared: Path) -> None:
    """Both tables are written for real labels, every language by itself."""
    table = write_score(score(shared / "claims" / "development"))
    assert table.startswith("| | en | ru | kk | other | all |")
    assert "| labelled, given: |" in table
