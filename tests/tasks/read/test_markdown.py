"""Markdown: blocks, lines, and pictures that are there, remote, missing or out of bounds."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tasks.discover import discover
from tasks.run_stages import read_document, run_stages
from tasks.settings import Caps, Settings
from tasks.values import Reading, Source


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (120, 40), 255).save(buffer, "PNG")
    return buffer.getvalue()


def read(folder: Path, text: str) -> Reading:
    path = folder / "docs" / "note.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return read_document(Source(str(path), path, "test", len(text)), Settings())


def test_blocks_keep_kind_level_text_and_lines(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "---\ntitle: From the front\n---\n# One *two*\n\nA **bold** [link](http://x.y) over\n"
        "two `lines` &amp; more.\n\n- first\n- second\n  goes on\n\n> He said so.\n\n"
        "| a | b |\n|---|---|\n| 1 | **2** |\n\n### Three\n",
    )
    assert reading.title == "From the front"
    found = [
        (s.kind, s.level, reading.text[slice(*s.spans[0])] if s.spans else "")
        for s in reading.segments
    ]
    assert found == [
        ("heading", 1, "One two"),
        ("paragraph", None, "A bold link over two lines & more."),
        ("list_item", None, "first"),
        ("list_item", None, "second goes on"),
        ("paragraph", None, "He said so."),
        ("table", None, "a b 1 2"),
        ("heading", 3, "Three"),
    ]
    assert reading.segments[5].rows == (("a", "b"), ("1", "2"))
    lines = {reading.text[slice(*w.span)]: w.line_number for w in reading.words}
    assert (lines["One"], lines["over"], lines["lines"], lines["goes"]) == (4, 6, 7, 11)


@pytest.mark.parametrize(
    "reference",
    [
        "map%20(1).png",
        "<map (1).png>",
        "../map%20(1).png",
        "{folder}/docs/map%20(1).png",
        "file://{folder}/docs/map%20(1).png",
        f"data:image/png;base64,{base64.b64encode(png()).decode()}",
    ],
)
def test_pictures_beside_the_document_come_along(tmp_path: Path, reference: str) -> None:
    for folder in (tmp_path, tmp_path / "docs"):
        folder.mkdir(exist_ok=True)
        (folder / "map (1).png").write_bytes(png())
    reference = reference.replace("{folder}", str(tmp_path))
    reading = read(tmp_path, f"Text.\n\n![A map]({reference})\n")
    assert [image.data for image in reading.images] == [png()]
    assert reading.text == "Text."
    assert not reading.issues


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("![Gone](gone.png)", "image_missing"),
        ("![Web](https://example.org/a.png)", "image_remote"),
        ("![Web](//example.org/a.png)", "image_remote"),
        ("![Etc](/etc/hostname)", "image_missing"),
        ("![Up](../../../../../../etc/hostname)", "image_missing"),
        ("![Not an image](note.md)", "image_missing"),
        ("![Broken](data:image/png;base64,%%%)", "image_missing"),
        ('<img src="gone.png">', "image_missing"),
        ("![Bad](http://[x/a.png)", "image_remote"),
        ("![Nul](a%00.png)", "image_missing"),
        ("%20(1).png)", "image_missing"),
    ],
)
def test_pictures_that_are_not_there_are_issues(tmp_path: Path, markup: str, code: str) -> None:
    reading = read(tmp_path, f"He said so.\n{markup}\n\nShe said no.")
    assert [issue.code for issue in reading.issues] == [code]
    assert "line" in reading.issues[0].message
    assert not reading.images
    assert reading.text == "He said so.\n\nShe said no."
    assert [s.kind for s in reading.segments].count("image_reference") == 1


def test_pictures_beyond_the_cap_are_named_one_by_one(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    large = png() + bytes(600 << 10)
    for name in ("one.png", "two.png"):
        (folder / name).write_bytes(large)
    (folder / "small.png").write_bytes(png())
    text = "Text.\n\n![One](one.png)\n\n![Two](two.png)\n\n![Small](small.png)\n"
    (folder / "note.md").write_text(text)
    source = Source(str(folder / "note.md"), folder / "note.md", "test", len(text))
    reading = read_document(source, Settings(caps=Caps(picture_megabytes=1)))
    assert [image.data for image in reading.images] == [large, png()]
    (issue,) = reading.issues
    assert (issue.code, "two.png" in issue.message) == ("too_large", True)
    assert "picture_megabyte_cap" in issue.remedy


def test_links_are_kept_with_their_words(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Café: the [whole *report* and\nits annex](https://example.org/r?a=1), a [page][p], "
        "<https://example.org/x>, and <a href='https://example.org/?a=1&amp;b=2'>more</a>. "
        "A “[quoted](http://example.org/q)” word.\n\n"
        "[Not here](#below), [nor here](notes.md), [nor so](javascript:alert(1)), [](http://e.org)"
        "\n\n[p]: http://example.org/page\n\n| [a](http://a.org) | b |\n|---|---|\n| 1 | 2 |\n",
    )
    assert [
        (reading.text[slice(*span)], uri) for s in reading.segments for span, uri in s.links
    ] == [
        ("whole report and its annex,", "https://example.org/r?a=1"),
        ("page,", "http://example.org/page"),
        ("https://example.org/x,", "https://example.org/x"),
        ("more.", "https://example.org/?a=1&b=2"),
        ("“quoted”", "http://example.org/q"),
        ("a", "http://a.org"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", "relative"),
        ("a.md", "percent"),
        ("a.md", "absolute"),
        ("a.md", "data"),
        ("a.html", "percent"),
    ],
)
def test_what_a_picture_says_is_on_record_with_its_parent(
    tmp_path: Path, name: str, kind: str
) -> None:
    """From the reference to the words: the picture is a document whose parent refers to it."""
    shown = Image.new("L", (900, 160), 255)
    ImageDraw.Draw(shown).text(
        (40, 50), "The council agreed.", font=ImageFont.load_default(48), fill=0
    )
    path = tmp_path / "map (1).png"
    shown.save(path)
    reference = {
        "relative": "<map (1).png>" if name == "a.md" else "map (1).png",
        "percent": "map%20%281%29.png",
        "absolute": str(path).replace(" ", "%20"),
        "data": f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}",
    }[kind]
    page = tmp_path / name
    text = "The minister said on Tuesday that the bridge would be built before the year is over."
    more = "Her party had promised the town a second crossing for more than a decade, she added."
    page.write_text(
        f"{text}\n\n![A map]({reference})\n"
        if name == "a.md"
        else f'<html><body><p>{text}</p><img src="{reference}"><p>{more}</p></body></html>'
    )
    source = next(s for s in discover([tmp_path]).sources if s.path == page)
    record = run_stages(source, Settings())
    assert not record.reading.issues
    (child,) = record.children
    assert child.reading.text == "The council agreed."
    assert child.reading.source.parent_document_id == record.reading.document_id
