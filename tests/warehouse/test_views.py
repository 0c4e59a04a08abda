"""The analyst views: current documents only, copies counted once, everything described."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import warehouse
from warehouse import Changes, Lake
from warehouse.catalogue import VIEWS, view_source
from warehouse.ids import content_key

TEXT = "Byrne said it rains if clouds come."
CONTENT = {"char_start": 11, "char_end": 19}
CONDITION = {"char_start": 20, "char_end": 34}


def document(
    key: str,
    uri: str,
    *,
    is_current: bool = True,
    root: str | None = None,
    speaker: str = "Byrne",
) -> Changes:
    """A document with one statement, one claim and one number."""
    changes = Changes()
    changes.add(
        "sources",
        [
            {
                "source_id": f"s-{key}",
                "uri": uri,
                "document_id": key,
                "collection": "wire",
                "is_current": is_current,
                "parent_document_id": root,
            }
        ],
    )
    changes.add(
        "documents",
        [
            {
                "document_id": key,
                "root_document_id": root or key,
                "is_current": is_current,
                "title": None if root else f"Title {key}",
                "publisher": None if root else f"Publisher {key}",
                "published_at": datetime(2026, 1, len(uri)),
                "page_count": 2,
                "ocr_confidence_score": 0.5 if root else None,
                "language_code": "fr" if key == "b" else "en",
            }
        ],
    )
    changes.add("texts", [{"document_id": key, "text": TEXT}])
    shared: dict[str, Any] = {"document_id": key, "position": 0}
    evidence = [{"role": "content", "page_number": 3, "x0": 1.0, "top": 2.0, "x1": 3.0}]
    changes.add(
        "statements",
        [
            {
                **shared,
                "statement_id": f"st-{key}",
                "speaker_name": speaker,
                "source_span": {"char_start": 0, "char_end": 5},
                "act": "commit",
                "content_text": "it rains",
                "content_spans": [CONTENT],
                "condition_text": "if clouds come",
                "condition_span": CONDITION,
                "content_key": content_key("it rains", "Byrne"),
                "evidence": evidence,
            }
        ],
    )
    changes.add(
        "statement_speakers",
        [{**shared, "statement_id": f"st-{key}", "entity_id": "e1", "speaker_name": "Byrne"}],
    )
    quantity = {"text": "3 mm", "span": CONTENT, "value": 3.0, "unit": "mm"}
    date = {"text": "May", "span": CONTENT, "timex": "2026-05"}
    changes.add(
        "claims",
        [
            {
                **shared,
                "claim_id": f"c-{key}",
                "statement_id": f"st-{key}",
                "claim_text": "it rains",
                "predicate": speaker,
                "claim_spans": [CONTENT],
                "quantities": [quantity, quantity],
                "dates": [date],
                "places": [{"text": "Cork", "name": "Cork", "country_code": "IE"}],
                "evidence": evidence,
            }
        ],
    )
    return changes


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two copies of one article, an older version of it, and an image inside the first."""
    lake = Lake(tmp_path_factory.mktemp("lake"))
    together = Changes()
    for part in (
        document("a", "/a"),
        document("b", "/bb"),
        document("old", "/a", is_current=False),
        document("image", "/a#1", root="a"),
    ):
        for table, rows in part.added.items():
            together.added.setdefault(table, []).extend(rows)
    together.add("entities", [{"entity_id": "e1", "canonical_name": "Byrne", "kind": "person"}])
    issue = {"uri": "/a", "code": "no_text", "source_id": "s-a"}
    together.add(
        "issues",
        [
            {"issue_id": "1", **issue},
            {"issue_id": "2", **issue, "closed_run_id": "run2"},
            {"issue_id": "3", "uri": "/gone", "code": "unreadable", "severity": "error"},
        ],
    )
    lake.commit(together)
    return lake.path


EXPECTED: list[tuple[str, list[tuple]]] = [
    (
        "select document_id, title, publisher, uri, collection from current_documents order by 1",
        [
            ("a", "Title a", "Publisher a", "/a", "wire"),
            ("b", "Title b", "Publisher b", "/bb", "wire"),
            ("image", "Title a", "Publisher a", "/a#1", "wire"),
        ],
    ),
    (
        "select claim_id, publisher, page_number, passage_text, condition_text "
        "from claims_with_evidence order by 1 limit 2",
        [
            ("c-a", "Publisher a", 3, "Byrne said it rains", "if clouds come"),
            ("c-b", "Publisher b", 3, "Byrne said it rains", "if clouds come"),
        ],
    ),
    (
        "select speaker_name, kind, act, statement_count, document_count, publisher_count "
        "from statements_by_speaker",
        [("Byrne", "person", "commit", 1, 3, 2)],
    ),
    ("select count(*), count(distinct content_key) from commitments", [(3, 1)]),
    (
        "select distinct condition_text, page_number from conditions",
        [("if clouds come", 3)],
    ),
    (
        "select speaker_name, content_text, telling_count, document_count, uris "
        "from repeated_statements",
        [("Byrne", "it rains", 3, 3, ["/a", "/a#1", "/bb"])],
    ),
    (
        "select issue_id, collection from open_issues order by 1",
        [("1", "wire"), ("3", None)],
    ),
    ("select count(*), sum(value), any_value(unit) from claim_quantities", [(6, 18.0, "mm")]),
    (
        "select distinct date_text, timex, publisher is null from claim_dates",
        [("May", "2026-05", False)],
    ),
    ("select distinct name, country_code from claim_places", [("Cork", "IE")]),
    (
        "select document_id, uri, page_number, review_status from current_statements order by 1",
        [("a", "/a", 3, None), ("b", "/bb", 3, None), ("image", "/a#1", 3, None)],
    ),
    ("select count(*) from reviewed_statements", [(4,)]),
    (
        "select document_count, page_count, failed_count, partial_count, undated_count, "
        "low_ocr_count, other_language_count from reach",
        [(3, 6, 1, 0, 0, 1, 1)],
    ),
]


@pytest.mark.parametrize(
    ("query", "rows"), EXPECTED, ids=[q.split(" from ")[1] for q, _ in EXPECTED]
)
def test_views_answer(lake: Path, query: str, rows: list[tuple]) -> None:
    with warehouse.open(lake) as record:
        assert record.execute(query).fetchall() == rows


def test_every_view_and_column_has_a_comment(lake: Path) -> None:
    with warehouse.open(lake) as record:
        views = record.execute(
            "select view_name, comment from duckdb_views() "
            "where not internal and schema_name <> 'files'"
        )
        found = dict(views.fetchall())
        assert set(VIEWS) <= set(found)
        assert all(found.values())
        silent = record.execute(
            "select table_name, column_name from duckdb_columns() "
            "where not internal and comment is null and schema_name <> 'files'"
        ).fetchall()
        assert silent == []


def test_every_view_file_is_used() -> None:
    folder = Path(warehouse.__file__).parent / "views"
    assert {path.stem for path in folder.iterdir()} == set(VIEWS)
    assert all(view_source(name)[0].endswith(".") for name in VIEWS)


@pytest.mark.parametrize(
    ("view", "column"),
    [("current_statements", "speaker_name"), ("current_claims", "predicate")],
)
def test_a_filter_reaches_the_files_of_what_nobody_reviewed(
    tmp_path: Path, view: str, column: str
) -> None:
    lake = Lake(tmp_path / "lake")
    for name in ("a", "z"):  # beyond what stands in the files, DuckDB would read none of them
        lake.commit(document(name, f"/in/{name}.txt", speaker=name))
    with warehouse.open(lake.path) as record:
        record.execute("set explain_output = 'physical_only'")
        query = f"explain (format json) select document_id from {view} where {column} = 'x'"
        ((_, plan),) = record.execute(query).fetchall()

    def scans(node: dict[str, Any]) -> list[str]:
        own = str(node["extra_info"].get("Filters", ""))
        return [own, *(found for child in node["children"] for found in scans(child))]

    found = [filters for root in json.loads(plan) for filters in scans(root)]
    assert any(f"{column} = 'x'" in filters or f"{column}='x'" in filters for filters in found)


# Act, tense, days of the dates in a claim of a document of 10 January 2026, and the day due.
DUE = [
    ("assert", "future", [("2026-02-01", "2026-02-28")], "2026-02-28"),
    ("assert", None, [("2026-02-01", "2026-02-28")], "2026-02-28"),  # "he would rebuild it in May"
    ("assert", "present", [("2026-02-03", "2026-02-03")], "2026-02-03"),  # "the talks open on …"
    (None, "present", [("2026-02-03", "2026-02-03")], "2026-02-03"),  # the author's own words
    ("commit", "past", [("2026-01-10", "2026-01-10")], "2026-01-10"),
    ("commit", None, [(None, "2026-05-31")], "2026-05-31"),  # "by May"
    ("demand", None, [("2025-12-01", "2026-01-01"), ("2026-03-01", "2026-03-31")], "2026-03-31"),
    ("assert", "past", [("2026-02-03", "2026-02-03")], None),
    ("assert", "present", [("2026-01-01", "2026-12-31")], None),  # "the worst this year"
    ("assert", "future", [("2025-12-01", "2025-12-31")], None),
    ("assert", "future", [], None),
    ("commit", "future", [(None, None)], None),  # "in 60 years"
]


def test_what_falls_due(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    made = Changes()
    shared: dict[str, Any] = {"document_id": "d", "position": 0, "evidence": []}
    made.add(
        "sources", [{"source_id": "s", "uri": "/in/1", "document_id": "d", "is_current": True}]
    )
    published = {"root_document_id": "d", "published_at": datetime(2026, 1, 10, 18)}
    made.add("documents", [{"document_id": "d", "is_current": True, **published}])
    for number, (act, tense, days, _) in enumerate(DUE):
        key = f"{number:02}"
        dates = [
            {
                "text": "then",
                "date_from": low and date.fromisoformat(low),
                "date_to": high and date.fromisoformat(high),
            }
            for low, high in days
        ]
        said = {"statement_id": f"st-{key}", "act": act, "commitment_kind": None}
        if act:
            made.add("statements", [shared | said])
        own = {"statement_id": f"st-{key}" if act else None, "is_author_claim": act is None}
        made.add("claims", [shared | own | {"claim_id": key, "tense": tense, "dates": dates}])
    lake.commit(made)
    with warehouse.open(lake.path) as record:
        found = dict(record.execute("select claim_id, due_to::varchar from due").fetchall())
    assert [found.get(f"{number:02}") for number in range(len(DUE))] == [due for *_, due in DUE]
