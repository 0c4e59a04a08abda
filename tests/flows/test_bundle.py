"""A bundle can be checked without On Record: its sums, its rows, its pictures, its page."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import duckdb
import pikepdf
import pyarrow.parquet as pq
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

import warehouse
from flows.cli import app
from tasks.discover import discover
from tests.flows.chromium import axe, needs_chromium, shown
from tests.flows.test_report import data_of
from tests.relations.measure import land_files
from warehouse import Changes, Lake

SEEDS = Path(__file__).parents[2] / "seeds"
HOSTILE = 'Minister Tom Reed said: "</script><b>No</b>, we will not sell the port to anybody."\n'
LONG_PAGES = 40


def long_pdf(path: Path) -> None:
    canvas = Canvas(str(path), invariant=True)
    for number in range(1, LONG_PAGES + 1):
        text = f"Page {number} of this long report has some words on roads."
        canvas.drawString(72, 700, text if number != 33 else "Mayor Anna Berg denied the claim.")
        canvas.showPage()
    canvas.save()


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "port <1>.txt").write_text(HOSTILE, encoding="utf-8")
    long_pdf(folder / "long.pdf")
    made = Lake(folder / "lake")
    files = [folder / "port <1>.txt", folder / "long.pdf", SEEDS / "article-two-columns.pdf"]
    land_files(made, files, folder)
    return made


def packed(lake: Lake, target: Path, which: str, *options: str) -> zipfile.ZipFile:
    result = CliRunner().invoke(app, ["bundle", which, str(target), "-w", str(lake.path), *options])
    assert result.exit_code == 0, result.output
    return zipfile.ZipFile(target)


def names(bundle: zipfile.ZipFile, folder: str) -> list[str]:
    return [n.removeprefix(f"{folder}/") for n in bundle.namelist() if n.startswith(f"{folder}/")]


def test_every_file_has_its_sum_and_every_statement_its_row_and_picture(
    lake: Lake, tmp_path: Path
) -> None:
    query = "select statement_id from current_statements where speaker_name = 'Emmanuel Macron'"
    with packed(lake, tmp_path / "case.zip", query) as bundle:
        lines = bundle.read("SHA256SUMS").decode().splitlines()
        sums = {line[66:]: line[:64] for line in lines}
        assert sums.keys() == set(bundle.namelist()) - {"SHA256SUMS"}
        for name, told in sums.items():
            assert hashlib.sha256(bundle.read(name)).hexdigest() == told
        rows = list(csv.DictReader(io.StringIO(bundle.read("rows/statements.csv").decode())))
        assert {row["speaker_name"] for row in rows} == {"Emmanuel Macron"}
        table = pq.read_table(io.BytesIO(bundle.read("rows/statements.parquet")))
        assert table.column("statement_id").to_pylist() == [row["statement_id"] for row in rows]
        assert names(bundle, "pictures") == [f"{row['statement_id'][:20]}.png" for row in rows]
        picture = Image.open(
            io.BytesIO(bundle.read(f"pictures/{rows[0]['statement_id'][:20]}.png"))
        )
        assert min(picture.size) > 500
        (original,) = names(bundle, "originals")
        assert original.endswith("-article-two-columns.pdf")
        assert sums[f"originals/{original}"] == rows[0]["document_id"]
        assert len(data_of(bundle.read("index.html").decode())["rows"]) == len(rows)


def test_the_same_record_gives_the_same_bytes(lake: Lake, tmp_path: Path) -> None:
    query = "select statement_id from red_lines"
    for name in ("one", "two"):
        packed(lake, tmp_path / f"{name}.zip", query).close()
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_of_a_long_document_only_the_pages_that_count(lake: Lake, tmp_path: Path) -> None:
    query = "select statement_id from current_statements where uri like '%long.pdf'"
    with packed(lake, tmp_path / "case.zip", query) as bundle:
        (name,) = names(bundle, "originals")
        with pikepdf.open(io.BytesIO(bundle.read(f"originals/{name}"))) as part:
            assert len(part.pages) == 1
        assert (
            f"{name} holds of {LONG_PAGES} pages these: 33." in bundle.read("README.txt").decode()
        )


def test_hostile_names_and_words_stay_words(lake: Lake, tmp_path: Path) -> None:
    query = "select statement_id from current_statements where speaker_name = 'Tom Reed'"
    with packed(lake, tmp_path / "case.zip", query) as bundle:
        assert [name[13:] for name in names(bundle, "originals")] == ["port_1_.txt"]
        assert "<b>No</b>" not in bundle.read("index.html").decode()


def test_sensitive_documents_stay_out_when_asked(lake: Lake, tmp_path: Path) -> None:
    copy = tmp_path / "secret.txt"
    copy.write_text("Minister Eva Holm said the dam would break.\n", encoding="utf-8")
    other = tmp_path / "open.txt"
    other.write_text("Mayor Tom Reed said the port would close.\n", encoding="utf-8")
    own = Lake(tmp_path / "lake")
    land_files(own, [copy, other], tmp_path)
    (source,) = discover([copy]).sources
    with own.contents() as contents:
        rows = contents.among("sources", "document_id", [str(source.document_id)])
    changes = Changes()
    changes.replace("sources", [row | {"sensitivity": "confidential"} for row in rows])
    own.commit(changes)
    query = "select statement_id from current_statements"
    with packed(own, tmp_path / "all.zip", query) as bundle:
        assert any(name.endswith("secret.txt") for name in names(bundle, "originals"))
    with packed(own, tmp_path / "some.zip", query, "--without-sensitive") as bundle:
        originals = names(bundle, "originals")
        assert [name.endswith("open.txt") for name in originals] == [True]
        assert "Eva Holm" not in bundle.read("index.html").decode()
        assert "documents marked sensitive: 1." in bundle.read("README.txt").decode()
        assert data_of(bundle.read("index.html").decode())["hidden"] == 1
    page = tmp_path / "page.html"
    for options, is_told in (([], True), (["--without-sensitive"], False)):
        call = ["report", str(page), "-w", str(own.path), "--pictures", "0", *options]
        result = CliRunner().invoke(app, call)
        assert ("Eva Holm" in page.read_text("utf-8"), result.exit_code) == (is_told, 0)
        assert ("--without-sensitive leaves them out" in " ".join(result.output.split())) == is_told


def reviewed(lake: Lake, folder: Path) -> zipfile.ZipFile:
    """A bundle of one statement on a page, which a person corrected in a copy of the record."""
    own = Lake(shutil.copytree(lake.path, folder / "lake", symlinks=True))
    own.adopt()
    query = "select statement_id from current_statements where speaker_name = 'Emmanuel Macron'"
    with warehouse.open(own.path) as record:
        (key,) = record.execute(f"{query} order by 1 limit 1").fetchall()[0]
    warehouse.review(own, key, "act", "support", by="A. <b>Editor</b>", reason="he agrees")
    return packed(own, folder / "case.zip", key)


@needs_chromium
def test_its_page_shows_the_trail_and_leads_to_the_files(lake: Lake, tmp_path: Path) -> None:
    with reviewed(lake, tmp_path) as bundle:
        seen = shown(bundle.read("index.html").decode(), tmp_path, "")
        for link in re.findall(r'<a href="((?:originals|pictures)/[^"]*)"', seen):
            bundle.getinfo(unquote(link))
    assert len(re.findall(r'<a href="(?:originals|pictures)/', seen)) == 2
    assert re.search(r'<p id="beside">.*README.txt', seen)
    assert re.search(r'<button type="button" class="row" aria-expanded="true">', seen)
    assert re.search(r'<form id="filters"[^>]* hidden', seen)
    (trail,) = re.findall(r'<ul class="trail"><li>(.*?)</li></ul>', seen)
    assert "A. <b>Editor</b>: act: " in html.unescape(trail)
    assert trail.endswith("→ support – he agrees")


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    lake: Lake, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    with reviewed(lake, tmp_path) as bundle:
        page = bundle.read("index.html").decode()
    found = axe(page, tmp_path, "", scheme=scheme)
    assert (found["violations"], found["dark"]) == ([], scheme == "dark")
    assert found["checked"] > 20


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("abcdef012345", "No statement or claim has an id"),
        ("select 1 as x", "no column statement_id but x"),
        ("nonsense", "no id, and no query"),
        ("select statement_id from statements where false", "means no statement"),
    ],
)
def test_what_means_nothing_ends_with_a_clear_line(
    lake: Lake, tmp_path: Path, which: str, words: str
) -> None:
    target = tmp_path / "case.zip"
    result = CliRunner().invoke(app, ["bundle", which, str(target), "-w", str(lake.path)])
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    assert not target.exists()


def test_the_sums_are_those_that_sha256sum_checks(lake: Lake, tmp_path: Path) -> None:
    with packed(lake, tmp_path / "case.zip", "commitments") as bundle:
        bundle.extractall(tmp_path / "case")
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(check, cwd=tmp_path / "case", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "case" / "rows" / "claims.csv").write_text("forged")
    assert subprocess.run(check, cwd=tmp_path / "case", check=False).returncode == 1


def test_every_column_is_explained(lake: Lake, tmp_path: Path) -> None:
    with packed(lake, tmp_path / "case.zip", "commitments") as bundle:
        told = list(csv.DictReader(io.StringIO(bundle.read("rows/columns.csv").decode())))
        for name in ("statements", "claims", "documents", "sources", "reviews"):
            (head,) = csv.reader([bundle.read(f"rows/{name}.csv").decode().partition("\n")[0]])
            assert [row["column_name"] for row in told if row["file"] == name] == head
    assert all(row["meaning"] for row in told)


def test_a_claim_stands_for_its_statement(lake: Lake, tmp_path: Path) -> None:
    with duckdb.connect(str(lake.path / "catalog.duckdb"), read_only=True) as record:
        query = "select min(claim_id) from claims group by is_author_claim order by is_author_claim"
        (said,), (own,) = record.execute(query).fetchall()
        query = "select left(statement_id, 1) as d from statements group by d having count(*) > 1"
        ((digit,), *_) = record.execute(query).fetchall()
    with packed(lake, tmp_path / "case.zip", said) as bundle:
        assert said in bundle.read("rows/claims.csv").decode()
    for which, words in ((own, "no statement"), (digit, "is the beginning of several ids")):
        call = ["bundle", which, str(tmp_path / "x.zip"), "-w", str(lake.path)]
        result = CliRunner().invoke(app, call)
        assert (result.exit_code, words in " ".join(result.output.split())) == (2, True)


def test_an_id_is_enough(lake: Lake, tmp_path: Path) -> None:
    with duckdb.connect(str(lake.path / "catalog.duckdb"), read_only=True) as record:
        (key,) = record.execute("select min(statement_id) from current_statements").fetchall()[0]
    with packed(lake, tmp_path / "case.zip", key[:16]) as bundle:
        assert names(bundle, "pictures") == [f"{key[:20]}.png"]
