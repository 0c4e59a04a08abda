"""The main job through a real Prefect server: what lands, what is skipped, what is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import warehouse
from flows.artifacts import SPEAKERS_SQL
from tests.conftest import Cli, is_soak
from tests.relations.truth import STORIES

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

SAMPLES = ("full", "ids", "off") if is_soak() else ("full", "ids")
# Columns that tell when and by which run, not what.
RUN_COLUMNS = {
    "run_id",
    "first_seen_run_id",
    "closed_run_id",
    "opened_run_id",
    "first_landed_at",
    "inode",
    "modified_at",
    "retrieved_at",
    "uri",
}
CONTENT_TABLES = (
    "documents",
    "texts",
    "pages",
    "words",
    "segments",
    "sentences",
    "statements",
    "statement_speakers",
    "claims",
    "mentions",
    "entities",
)


def rows(lake: Path | str, table: str) -> list[tuple[object, ...]]:
    """All rows of a table without the columns that differ from run to run, sorted."""
    with warehouse.open(lake) as record:
        names = [
            c[0] for c in record.execute(f"describe {table}").fetchall() if c[0] not in RUN_COLUMNS
        ]
        found = record.execute(f"select {', '.join(names)} from {table}").fetchall()
    return sorted(found, key=repr)


@pytest.fixture(scope="module")
def lake(seeds_lake: Path) -> Path:
    """The seeds, on record."""
    return seeds_lake


def query(lake: Path | str, sql: str) -> list[tuple[object, ...]]:
    with warehouse.open(lake) as record:
        return record.execute(sql).fetchall()


def test_every_seed_is_a_current_document(lake: Path, seeds: Path) -> None:
    files = {p.name for p in seeds.iterdir() if p.suffix not in {".py", ".pyc"} and p.is_file()}
    found = query(lake, "select parse_filename(uri) from sources where document_id is not null")
    assert files - {"README.md", "__init__.py"} <= {str(name) for (name,) in found}


def test_verify_finds_nothing(lake: Path, onrecord: Cli) -> None:
    done = onrecord("verify", "-w", lake)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_run_is_linked_to_its_flow_run(lake: Path) -> None:
    (row,) = query(lake, "select run_id, flow_run_id from runs")
    assert row[0]
    assert row[1]


def test_the_picture_in_the_markdown_copy_is_a_child_with_statements(lake: Path) -> None:
    found = query(
        lake,
        "select s.page_number, d.read_method from sources s join documents d using (document_id) "
        "where s.parent_document_id is not null",
    )
    assert found


def test_again_skips_everything(lake: Path, onrecord: Cli, root: Path) -> None:
    before = {table: rows(lake, table) for table in CONTENT_TABLES}
    done = onrecord("ingest", "seeds", "-w", lake, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "unchanged, skipped" in done.stdout
    assert "Completed." in done.stdout
    assert {table: rows(lake, table) for table in CONTENT_TABLES} == before
    assert query(lake, "select count(*) from runs") == [(2,)]


@pytest.mark.skipif(not is_soak(), reason="in CI, a killed run ends with one worker (test_kill)")
def test_one_worker_and_two_give_the_same_rows(
    lake: Path, onrecord: Cli, root: Path, tmp_path: Path
) -> None:
    done = onrecord("ingest", "seeds", "-w", tmp_path / "one", "--workers", "1", cwd=root)
    assert done.returncode == 0, done.stderr
    for table in CONTENT_TABLES:
        assert rows(tmp_path / "one", table) == rows(lake, table), table


def test_bad_files_are_named_and_good_ones_land(onrecord: Cli, tmp_path: Path, seeds: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    pdf = next(seeds.glob("*.pdf")).read_bytes()
    (folder / "good.txt").write_text("The bridge is safe, said Anna Green, the mayor of Ulm.\n")
    (folder / "good.md").write_text("# News\n\nAnna Green said that the bridge was safe.\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(pdf[: len(pdf) // 3])
    _encrypt(next(seeds.glob("*.pdf")), folder / "secret.pdf")
    (folder / "program.pdf").write_bytes(b"\x7fELF\x02\x01\x01" + os.urandom(5000))
    (folder / "locked.txt").write_text("Nobody may read this.")
    (folder / "locked.txt").chmod(0)
    bad = {
        "empty.txt": "empty",
        "cut.pdf": "truncated",
        "secret.pdf": "encrypted",
        "program.pdf": "wrong_type",
    }
    if os.geteuid() != 0:  # root may read everything
        bad["locked.txt"] = "unreadable"
    done = onrecord("ingest", folder, "-w", tmp_path / "lake", "--workers", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CompletedWithIssues" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    for name in bad:
        assert name in done.stdout, f"{name} is not named"
    named = "select parse_filename(uri), code, remedy from open_issues order by all"
    issues = query(tmp_path / "lake", named)
    assert {str(name): code for name, code, _ in issues} == bad
    assert all(remedy for _, _, remedy in issues)
    landed = query(
        tmp_path / "lake",
        "select parse_filename(uri) from sources join documents using (document_id)",
    )
    assert {"good.txt", "good.md"} <= {str(name) for (name,) in landed}
    assert onrecord("verify", "-w", tmp_path / "lake").returncode == 0
    strict = onrecord("ingest", folder, "-w", tmp_path / "lake", "--strict")
    assert strict.returncode == 1, "an issue ends a strict run with status 1"
    assert query(tmp_path / "lake", named) == issues, "issues must not be doubled"
    mistyped = onrecord("ingest", folder / "nosuch", "-w", tmp_path / "lake")
    assert mistyped.returncode == 1, "there is nothing to be done"
    assert "there is nothing at" in mistyped.stdout


def _encrypt(source: Path, target: Path) -> None:
    import pikepdf

    with pikepdf.open(source) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user="user"))


def test_extract_prints_one_object_per_document_and_names_the_unreadable(
    onrecord: Cli, tmp_path: Path, seed_text: Path
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = onrecord("extract", tmp_path / "empty.txt", seed_text)
    assert done.returncode == 1, "one of them cannot be read"
    assert "Traceback" not in done.stderr
    found = {Path(one["uri"]).name: one for one in map(json.loads, done.stdout.splitlines())}
    assert found.keys() == {"empty.txt", seed_text.name}
    assert [issue["code"] for issue in found["empty.txt"]["issues"]] == ["empty"]
    document = found[seed_text.name]
    assert {"document_id", "uri", "text", "statements", "claims", "issues"} <= document.keys()
    text = document["text"]
    for statement in document["statements"]:
        spans = [*statement["content_spans"], statement["cue_span"], statement["source_span"]]
        for start, end in filter(None, spans):
            assert text[start:end].strip() == text[start:end] != ""
    assert [issue["code"] for issue in document["issues"]] == ["image_missing"]


def test_what_documents_say_reaches_the_ui_only_if_wanted(
    lake: Path, tmp_path: Path, environment: dict[str, str], prefect_home: Path
) -> None:
    (tmp_path / "a.txt").write_text("Anna Green said that the bridge was safe.\n")
    assert lake.exists(), "its run has started the server"
    api_url = json.loads((prefect_home / "server.json").read_text())["api_url"]
    program = tmp_path / "runs.py"
    program.write_text(f"""
from flows.ingest import ingest

if __name__ == "__main__":
    for samples in {SAMPLES}:
        lake = {str(tmp_path)!r} + "/" + samples
        paths = [{str(tmp_path / "a.txt")!r}, {str(STORIES / "04-dock-strike" / "1.md")!r}]
        state = ingest(paths, lake, ui_samples=samples, return_state=True)
        print("run", samples, state.state_details.flow_run_id)
""")
    done = subprocess.run(
        [sys.executable, str(program)],
        env=environment | {"PREFECT_API_URL": api_url},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    runs = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("run ")]
    assert len(runs) == len(SAMPLES)
    for samples, flow_run in runs:
        found = artifacts_of(api_url, flow_run)
        assert {"documents", "issues", "run-summary"} <= found.keys()
        assert ("bridge" in found.get("new-claims", "")) == (samples == "full")
        assert ("new-claims" in found) == (samples != "off")
        assert ("positions" in found) == (samples != "off")
        assert ("is not fair" in found.get("positions", "")) == (samples == "full")
        assert ("Vos" in found.get("positions", "")) == (samples == "full")


def test_who_speaks_most_counts_copies_once(lake: Path) -> None:
    ((run,),) = query(lake, "select max(run_id) from statements")
    with warehouse.open(lake) as record:
        found = record.execute(SPEAKERS_SQL, {"run": run, "most": 2}).fetchall()
    assert found == [("Volodymyr Zelensky", 7), ("Keir Starmer", 6)]


def artifacts_of(api_url: str, flow_run: str) -> dict[str, str]:
    """The artifacts of a flow run by key, as the server has them."""
    asked = json.dumps({"artifacts": {"flow_run_id": {"any_": [flow_run]}}}).encode()
    request = urllib.request.Request(
        f"{api_url}/artifacts/filter", asked, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return {found["key"]: str(found["data"]) for found in json.load(response)}


def test_a_manifest_states_facts_now_and_later(tmp_path: Path, onrecord: Cli) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "a.txt").write_text("The minister said that the bridge was closed.")
    (folder / "b.txt").write_text("The mayor denied that the road was closed.")
    lake = tmp_path / "lake"
    ingest = ("ingest", str(folder), "--warehouse", str(lake))
    done = onrecord(*ingest, "--set", "publisher=The Day", "--collection", "Roads")
    assert done.returncode == 0, done.stdout + done.stderr
    asked = (
        "select uri[-5:], publisher, published_at::text, date_rule "
        "from documents join sources using (document_id) order by 1"
    )
    assert query(lake, asked) == [
        ("a.txt", "The Day", None, None),
        ("b.txt", "The Day", None, None),
    ]
    (tmp_path / "m.csv").write_text(
        "path,published_at\ndrop/a.txt,2025-03-01\ndrop/c.txt,2025-03-01\n"
    )
    done = onrecord(*ingest, "--manifest", str(tmp_path / "m.csv"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "c.txt" in done.stdout + done.stderr
    assert query(lake, asked)[0] == ("a.txt", "The Day", "2025-03-01 00:00:00", "manifest")
    assert query(lake, "select uri[-5:] from documents_without_date") == [("b.txt",)]
    done = onrecord(*ingest, "--set", "publishers=The Day")
    assert done.returncode == 2
    assert "no column 'publishers'" in done.stdout + done.stderr


def test_a_deleted_file_closes_its_place_and_a_forgotten_one_is_refused(
    onrecord: Cli, environment: dict[str, str], tmp_path: Path
) -> None:
    drop, lake = tmp_path / "drop", tmp_path / "lake"
    drop.mkdir()
    for name in ("a", "b", "c"):
        (drop / f"{name}.txt").write_text(f"Anna Green said that bridge {name} was safe.\n")
    own = tmp_path / "flows"  # whoever runs Prefect has such a folder, and stands beside it
    own.mkdir()
    (own / "__init__.py").write_text("raise RuntimeError('not On Record')\n")
    command = [Path(sys.executable).with_name("onrecord"), "ingest", "drop"]
    assert subprocess.run(command, cwd=tmp_path, env=environment, check=False).returncode == 0
    (drop / "a.txt").unlink()
    why = ("--reason", "court order", "--by", "Editor", "--yes")
    assert onrecord("forget", drop / "b.txt", *why, "-w", lake).returncode == 0
    done = onrecord("ingest", drop, "-w", lake)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "b.txt holds a document that was forgotten" in " ".join(done.stdout.split())
    current = "select parse_filename(uri) from current_documents order by 1"
    assert query(lake, current) == [("a.txt",), ("c.txt",)]
    closed = "select parse_filename(uri), closed_run_id is null from sources order by 1"
    assert query(lake, closed) == [("a.txt", False), ("b.txt", True), ("c.txt", True)]
    assert query(lake, "select count(*) from documents") == [(2,)]
    assert onrecord("verify", "-w", lake).returncode == 0
