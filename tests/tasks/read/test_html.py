"""Web pages: the article with its lines, without what surrounds it; pictures; what pages state."""

from __future__ import annotations

import base64
import io
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from tasks.read import Unreadable
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Reading, Source

PROSE = "The minister said on Tuesday that the bridge would be built before the end of the year."
MORE = "Her party had promised the town a second crossing for more than a decade, she added."


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (120, 40), 255).save(buffer, "PNG")
    return buffer.getvalue()


def read(folder: Path, page: str | bytes, name: str = "page.html") -> Reading:
    path = folder / "site" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_document(Source(str(path), path, "test", len(page)), Settings())


def blocks(reading: Reading) -> list[tuple[str, int | None, str]]:
    return [
        (s.kind, s.level, reading.text[slice(*s.spans[0])] if s.spans else "")
        for s in reading.segments
    ]


def test_the_article_is_read_and_what_surrounds_it_is_not(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        f"""<!DOCTYPE html><html><head><title>Bridge | Day</title><script>"no";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">World news</a></li></ul></nav>
<div class="sidebar"><h3>Most read</h3><ul><li><a href="/x">{PROSE}</a></li></ul></div>
<main><article><h1>A bridge
for the town</h1>
<p>{PROSE}</p>
<p style="display: none">Hidden words.</p>
<p>{MORE} <em>Noth</em>ing
is &amp; was “decided”.<!-- a note --></p>
<ul><li>First of the things that the council wants to see</li>
<li>Second of them, which the mayor rejects<ul><li>and one below it</li></ul></li></ul>
<h2>What comes next</h2>
<blockquote><p>{MORE}</p></blockquote>
<table><caption>Costs of the bridge</caption><tr><th>Year</th><th>Cost</th></tr>
<tr><td>2025</td><td>3 m</td></tr></table>
<p>{PROSE} One line<br>and another.</p>
</article></main><footer><p>Copyright 2025 The Day, all rights reserved.</p></footer></body></html>
""",
    )
    assert blocks(reading) == [
        ("heading", 1, "A bridge for the town"),
        ("paragraph", None, PROSE),
        ("paragraph", None, f"{MORE} Nothing is & was “decided”."),
        ("list_item", 1, "First of the things that the council wants to see"),
        ("list_item", 1, "Second of them, which the mayor rejects"),
        ("list_item", 2, "and one below it"),
        ("heading", 2, "What comes next"),
        ("paragraph", None, MORE),
        ("table", None, "Year Cost 2025 3 m"),
        ("paragraph", None, f"{PROSE} One line and another."),
        ("caption", None, "Costs of the bridge"),
    ]
    lines = {reading.text[slice(*w.span)]: w.line_number for w in reading.words}
    assert (lines["bridge"], lines["Nothing"], lines["“decided”."]) == (14, 8, 9)
    assert reading.title == "Bridge | Day"


def test_every_word_stands_on_the_line_that_it_names(tmp_path: Path) -> None:
    words = [f"w{n}x" for n in range(400)]
    rows = ["<html><body><article>"]
    for start in range(0, 400, 8):
        part = words[start : start + 8]
        rows.append(f"<p class=a\n  id=b{start}>{part[0]} <b>{part[1]}</b> {part[2]}")
        rows.append(f"{part[3]} <!-- x\ny --> {part[4]}<br/>{part[5]} <i\n>{part[6]}</i>")
        rows.append(f"{part[7]} the minister said that it was so and that it would stay so.</p>")
    page = "\n".join([*rows, "</article></body></html>"])
    reading = read(tmp_path, page)
    lines = page.split("\n")
    found = {reading.text[slice(*w.span)]: w.line_number for w in reading.words}
    for word in words:
        assert word in lines[found[word] - 1]


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("map%20(1).png", None),
        ("../map%20(1).png", None),
        (f"data:image/png;base64,{base64.b64encode(png()).decode()}", None),
        ("https://example.org/a.png", "image_remote"),
        ("//example.org/a.png", "image_remote"),
        ("gone.png", "image_missing"),
        ("/etc/hostname", "image_missing"),
        ("http://[x/a.png", "image_remote"),
    ],
)
def test_pictures_of_the_article(tmp_path: Path, reference: str, code: str | None) -> None:
    for folder in (tmp_path, tmp_path / "site"):
        folder.mkdir(exist_ok=True)
        (folder / "map (1).png").write_bytes(png())
    page = (
        f'<body><nav><img src="logo-gone.png"></nav><article><p>{PROSE}</p><p>{MORE}</p>'
        f'<img src="{reference}"><img src="pixel.gif" width=1 height=1><p>{PROSE}</p></article>'
    )
    reading = read(tmp_path, page)
    assert [issue.code for issue in reading.issues] == ([code] if code else [])
    assert [image.data for image in reading.images] == ([] if code else [png()])
    assert all(issue.remedy and "line 1" in issue.message for issue in reading.issues)


JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "no"}, {"@type": "NewsArticle", "headline": "A bridge",
"datePublished": "2025-03-01T08:00:00+01:00", "dateModified": "2025-03-02",
"author": [{"name": "Jo Day"}, {"name": "Al Pine"}], "publisher": {"name": "The Day"}}]}</script>"""


LINKED = ("A bridge", "The Day", "Jo Day, Al Pine", datetime(2025, 3, 1, 7), "html_json_ld")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (JSON_LD, LINKED),
        (
            '<title>T</title><meta property="og:site_name" content="The Day">'
            '<meta property="article:published_time" content="2025-03-01T08:00:00Z">'
            '<meta name="author" content="Jo Day">',
            ("T", "The Day", "Jo Day", datetime(2025, 3, 1, 8), "html_meta"),
        ),
        (
            '<meta name="DC.date" content="1 March 2025"><meta name="author" content="http://x.y/z">',
            (None, None, None, datetime(2025, 3, 1), "html_meta"),
        ),
        ('<meta name="date" content="03/04/2025">', (None, None, None, None, None)),
        ('<script type="application/ld+json">{"@type": [</script>', (None,) * 5),
    ],
)  # fmt: skip
def test_what_a_page_states(tmp_path: Path, head: str, expected: tuple[object, ...]) -> None:
    page = f"<html><head>{head}</head><body><p>{PROSE}</p><p>{MORE}</p></body></html>"
    found = read(tmp_path, page)
    got = (found.title, found.publisher, found.byline, found.published_at, found.date_rule)
    assert got == expected


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-16", ""),
        ("cp1252", ""),
        ("cp1252", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", '<meta charset="rot13">'),
        ("iso8859-2", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'),
    ],
)
def test_encodings_of_pages(tmp_path: Path, encoding: str, head: str) -> None:
    text = "Jürgen Groß said" if encoding == "iso8859-2" else "“Jürgen” – Groß said"
    page = f"<html><head>{head}</head><body><p>{text} so. {PROSE}</p></body></html>"
    assert read(tmp_path, page.encode(encoding)).text.startswith(text)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><body><script>1</script></body></html>", "no_text"),
        ("<html></html>", "no_text"),
        (f"<html><body>{'<div>' * 2000}deep", "malformed"),
    ],
)
def test_pages_without_text(tmp_path: Path, page: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, page)
    assert caught.value.issue.code == code
    assert caught.value.issue.remedy


def test_markup_that_breaks_its_rules_is_read(tmp_path: Path) -> None:
    reading = read(tmp_path, f"<?xml version='1.0'?>\n<html><p>{PROSE}<b>Bold<p>{MORE}</i></table>")
    assert reading.text.startswith(f"{PROSE}Bold\n\n{MORE}")


@pytest.mark.parametrize(
    ("head", "relative"),
    [
        ("", None),
        ('<base href="https://day.example/news/">', "https://day.example/news/more.html"),
        ('<link rel="canonical" href="https://day.example/a">', "https://day.example/more.html"),
    ],
)
def test_links_are_kept_with_their_words(tmp_path: Path, head: str, relative: str | None) -> None:
    reading = read(
        tmp_path,
        f"""<html><head>{head}</head><body><article><h1>A bridge for the town</h1>
<p>{PROSE} The <a href="https://example.org/r?a=1&amp;b=2">whole <em>report</em>
of it</a>, he said, <a href="more.html">and more</a>.</p>
<p>{MORE} <a href="#top">Up</a> <a href="javascript:x()">Run</a></p>
<p>{PROSE} <a href="mailto:jo@example.org">Write to us</a>, she said.</p></article></body>""",
    )
    found = [(reading.text[slice(*span)], uri) for s in reading.segments for span, uri in s.links]
    wanted = [("whole report of it,", "https://example.org/r?a=1&b=2")]
    if relative:
        wanted.append(("and more.", relative))
    wanted.append(("Write to us,", "mailto:jo@example.org"))
    assert found == wanted
