"""The report: what stands in it, and that a browser shows it; Chromium where it is there."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import duckdb
import pytest
from typer.testing import CliRunner

import warehouse
from flows import report
from flows.cli import app
from flows.report_rows import pieces, statements
from tests.flows.chromium import axe, needs_chromium, shown
from tests.relations.measure import land_files
from warehouse import Lake

SEEDS = Path(__file__).parents[2] / "seeds"
HOSTILE = "He said </script><script>document.title='gone'</script> & \u2028 <img src=x onerror=1>"
ARTICLE = f"""---
title: "{HOSTILE.replace('"', "'")[:60]}"
publisher: The <b>Bold</b> Day
date: 2026-03-02
---

Mayor Anna Berg said the <script>alert(1)</script> bridge would reopen in May if the money came.

She denied that the bridge was unsafe.
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    folder = tmp_path_factory.mktemp("report")
    (folder / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "bold.txt").write_text(
        'Minister Tom Reed said: "</script><b>No</b>, we will not sell the port to anybody."\n',
        encoding="utf-8",
    )
    made = Lake(folder / "lake")
    files = [folder / "bridge.md", folder / "bold.txt", SEEDS / "article-two-columns.pdf"]
    land_files(made, files, folder)
    return made


@pytest.fixture
def record(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.open(lake.path) as opened:
        yield opened


class _Scripts(HTMLParser):
    """The scripts of a page, and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.names[-1:] == ["script"] and self.scripts:
            self.scripts[-1] += data


def data_of(page: str) -> dict[str, Any]:
    parser = _Scripts()
    parser.feed(page)
    found: dict[str, Any] = json.loads(parser.scripts[0])
    return found


def written(lake: Lake, target: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["report", str(target), "-w", str(lake.path), *options])
    assert result.exit_code == 0, result.output
    return target.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "start", "spans", "expected"),
    [
        ("He said so.", 0, [("c", 8, 10)], [("", "He said "), ("c", "so"), ("", ".")]),
        (
            "He said so if so",
            100,
            [("c", 108, 116), ("k", 111, 116)],
            [("", "… said "), ("c", "so "), ("ck", "if so")],
        ),
        ("all of it", 5, [("c", 0, 99)], [("c", "all of it")]),
        ("beside it", 0, [("s", 50, 60)], [("", "beside it")]),
    ],
)
def test_pieces(
    text: str, start: int, spans: list[tuple[str, int, int]], expected: list[tuple[str, str]]
) -> None:
    assert pieces(text, start, spans) == expected


def test_pieces_show_the_parts_of_every_statement(record: duckdb.DuckDBPyConnection) -> None:
    rows = statements(record, "true")
    assert len(rows) > 20
    for row in rows:
        content = "".join(text for letters, text in row["pieces"] if "c" in letters)
        assert " ".join(content.split()) in " ".join(row["content_text"].split()) or (
            len(row["content_spans"]) > 1
        )
        if row["cue_text"]:
            cue = "".join(text for letters, text in row["pieces"] if "u" in letters)
            assert cue.split() == row["cue_text"].split()


def test_what_documents_say_is_data_and_never_markup(lake: Lake, tmp_path: Path) -> None:
    page = written(lake, tmp_path / "out.html")
    parser = _Scripts()
    parser.feed(page)
    assert parser.names.count("script") == 2  # the data and the program
    assert "b" not in parser.names
    assert "\u2028" not in page
    told = data_of(page)
    said = " ".join(text for row in told["rows"] for _, text in row[8])
    assert "</script><b>No</b>" in said
    assert "The <b>Bold</b> Day" in {one["publisher"] for one in told["documents"]}


def test_the_same_record_gives_the_same_bytes(lake: Lake, tmp_path: Path) -> None:
    assert written(lake, tmp_path / "one.html") == written(lake, tmp_path / "two.html")


def test_where_chooses_and_says_so(lake: Lake, tmp_path: Path) -> None:
    told = data_of(written(lake, tmp_path / "o.html", "--where", "act = 'deny'", "--title", "No"))
    assert {row[1] for row in told["rows"]} == {"deny"}
    assert (told["where"], told["title"]) == ("act = 'deny'", "No")


def test_pictures_are_of_statements_on_pages_and_no_more_than_asked(
    lake: Lake, tmp_path: Path
) -> None:
    told = data_of(written(lake, tmp_path / "o.html", "--pictures", "3"))
    assert len(told["pictures"]) == 3
    on_pages = {row[-1][-1] for row in told["rows"] if row[4]}
    assert told["pictures"].keys() <= on_pages
    assert all(cut.startswith("data:image/jpeg;base64,/9j/") for cut in told["pictures"].values())


def test_a_page_that_would_be_too_large_says_what_it_leaves_out(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_BYTES", 8_000)
    told = data_of(written(lake, tmp_path / "o.html"))
    assert told["left_out"] > 0
    assert told["rows"]


@pytest.mark.parametrize(
    ("options", "words"),
    [(["--where", "speaker = 'x'"], "current_statements"), (["--where", "("], "--where")],
)
def test_a_condition_that_is_none_ends_with_a_clear_line(
    lake: Lake, tmp_path: Path, options: list[str], words: str
) -> None:
    target = tmp_path / "o.html"
    result = CliRunner().invoke(app, ["report", str(target), "-w", str(lake.path), *options])
    assert result.exit_code == 2
    assert words in result.output
    assert not target.exists()


@needs_chromium
def test_a_browser_shows_filters_and_opens_statements(lake: Lake, tmp_path: Path) -> None:
    page = written(lake, tmp_path / "o.html", "--title", "On <i>bridges</i>")
    script = """
      const seenNow = () => [byId("none"), document.querySelector(".plots")].map((e) => e.hidden);
      document.body.dataset.all = seenNow();
      byId("words").value = "zzzz"; filter();
      document.body.dataset.none = seenNow();
      byId("words").value = "port anybody"; filter();
      document.querySelector(".row").click();
    """
    seen = shown(page, tmp_path, script)
    assert '<h1 id="title">On &lt;i&gt;bridges&lt;/i&gt;</h1>' in seen
    items = re.findall(r'<span class="what">(.*?)<span', seen)
    assert len(items) == 1
    assert "</script><b>No</b>" in html.unescape(items[0])
    assert re.search(r'<mark class="s">Minister Tom Reed</mark>', seen)
    assert re.search(r'<p id="count" role="status">1 of \d+ statements</p>', seen)
    assert 'data-all="true,false" data-none="false,true"' in seen
    assert (
        "<small>nothing of the content is in quotation marks</small>" in seen
        or "<small>all of" in seen
    )


# Statements opened, one of them on a cut of its page, and the whole page in the answer.
OPENED = """
  const rows = document.querySelectorAll(".row");
  rows[0].click();
  [...rows].find((row, index) => told.pictures[idOf(chosen[index])]).click();
"""


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    lake: Lake, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    found = axe(written(lake, tmp_path / "o.html"), tmp_path, OPENED, scheme=scheme)
    assert found["violations"] == []
    assert found["checked"] > 20
    assert found["dark"] == (scheme == "dark")


@needs_chromium
def test_axe_finds_what_is_wrong(lake: Lake, tmp_path: Path) -> None:
    spoil = 'document.documentElement.lang = ""; document.querySelector("label").remove();'
    page = written(lake, tmp_path / "o.html").replace("--faint: #66625a", "--faint: #d0cdc6")
    rules = {rule for rule, *_ in axe(page, tmp_path, spoil, scheme="light")["violations"]}
    assert {"html-has-lang", "color-contrast"} <= rules
