"""``onrecord export``: what other programs read back is what the record says."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

import warehouse
from flows.cli import app
from tests.conftest import Cli
from warehouse.exporting import claim_reviews, export_rows


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize(
    "asked",
    [
        "current_statements",
        "said_by('Green')",
        "select statement_id, content_text, content_spans, said_date from statements; ",
        "select act from statements -- all",
    ],
)
def test_rows_are_read_back(small_lake: Path, tmp_path: Path, asked: str, ending: str) -> None:
    out = tmp_path / f"it's.{ending}"
    with warehouse.open(small_lake) as record:
        count = export_rows(record, asked, out)
        query = f"from {asked}" if " " not in asked else asked
        expected = record.sql(query).fetchall()
        names = record.sql(query).columns
    assert count == len(expected) > 0
    again = duckdb.sql(f"from '{str(out).replace(chr(39), chr(39) * 2)}'")
    assert again.columns == names
    found = [row[0] for row in again.fetchall()]
    assert found == [row[0] for row in expected]
    if ending == "csv" and "content_spans" in names:
        with out.open(encoding="utf-8", newline="") as rows:
            spans = [json.loads(row["content_spans"]) for row in csv.DictReader(rows)]
        assert spans == [row[names.index("content_spans")] for row in expected]
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing", "out.csv"), "nothing"),
        (("statements", "out.xlsx"), "none of .csv"),
        (("statements",), "give QUERY and OUT"),
        (("select 1; select 2", "out.csv"), "give one query"),
        (("", "out.csv"), "give one query"),
        (("selec 1", "out.csv"), "Parser Error"),
        (("--claimreview", "out.csv"), "none of .json"),
        (("statements", "no/where/out.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said(
    small_lake: Path,
    tmp_path: Path,
    words: tuple[str, ...],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["export", *words, "-w", str(small_lake)])
    assert done.exit_code == 2
    said = done.output + capsys.readouterr().err
    assert message in " ".join(said.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_only_reviewed_statements_become_claim_reviews(
    onrecord: Cli, small_lake: Path, tmp_path: Path
) -> None:
    lake = Path(shutil.copytree(small_lake, tmp_path / "lake", symlinks=True))
    with warehouse.open(lake) as record:
        assert claim_reviews(record)["@graph"] == []
        keys = dict(record.sql("select act, statement_id from statements").fetchall())
    out = tmp_path / "reviews.json"
    warehouse.review(warehouse.Lake(lake), keys["assert"], "verdict", "accepted", by="E", reason="")
    warehouse.review(warehouse.Lake(lake), keys["commit"], "verdict", "rejected", by="E", reason="")
    assert onrecord("export", "--claimreview", out, "-w", lake).returncode == 0
    found = json.loads(out.read_text("utf-8"))
    assert found["@context"] == "https://schema.org"
    (item,) = found["@graph"]
    assert item["@type"] == "ClaimReview"
    assert item["claimReviewed"] == "The bridge is safe"
    assert item["itemReviewed"]["text"] == "“The bridge is safe,”"
    assert item["itemReviewed"]["author"] == {"@type": "Person", "name": "Anna Green"}
    assert missing(item) == ["ClaimReview.url", "Rating.alternateName"]
    item["url"] = "https://example.org/check"
    item["reviewRating"]["alternateName"] = "Half true"
    assert missing(item) == []
    warehouse.review(warehouse.Lake(lake), keys["commit"], "verdict", "accepted", by="E", reason="")
    with warehouse.open(lake) as record:
        told = [item["claimReviewed"] for item in claim_reviews(record)["@graph"]]
    assert [text for text in told if " commits: " in text] == told[1:]


# Properties that ClaimReview, Claim and so on have in schema.org, and those that readers of
# fact-checks require (Google Search Central, "Fact check (ClaimReview) structured data").
PROPERTIES = {
    "ClaimReview": "url author datePublished claimReviewed reviewRating itemReviewed",
    "Rating": "alternateName bestRating name ratingValue worstRating",
    "Claim": "identifier text author datePublished appearance firstAppearance",
    "CreativeWork": "url headline publisher datePublished inLanguage",
    "Organization": "name url",
    "Person": "name url",
}
REQUIRED = {"ClaimReview": ("claimReviewed", "reviewRating", "url"), "Rating": ("alternateName",)}


def missing(item: dict[str, object]) -> list[str]:
    """The required properties that have no value; a property of no type fails."""
    kind = str(item["@type"])
    assert item.keys() - {"@type"} <= set(PROPERTIES[kind].split())
    found = [f"{kind}.{name}" for name in REQUIRED.get(kind, ()) if not item.get(name)]
    for value in item.values():
        found += missing(value) if isinstance(value, dict) else []
    return found
