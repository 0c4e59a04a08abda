"""Word files: structure, notes, pictures, properties, and files that are broken."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from tasks.discover import media_type_of
from tasks.discover.media_type import HEAD_BYTES, WORD
from tasks.read import Unreadable
from tasks.run_stages import read_document
from tasks.settings import Caps, Settings
from tasks.values import Reading, Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>
<Override PartName="/word/footnotes.xml" ContentType="{_OFFICE}.footnotes+xml"/></Types>"""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
    "</w:style>"
    for name in ("Title", "heading 1", "heading 2")
)
PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/'
    'main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/'
    f'picture"><pic:blipFill><a:blip xmlns:r="{R}" r:embed="rId9"/></pic:blipFill></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def paragraph(text: str, style: str = "", extra: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{text}</w:t></w:r>{extra}</w:p>'


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (120, 40), 255).save(buffer, "PNG")
    return buffer.getvalue()


def word(body: str, core: str = "") -> bytes:
    note = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">{paragraph("A note on it.")}'
        "</w:footnote></w:footnotes>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{_STYLES}</w:styles>',
        "word/footnotes.xml": note,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId8" Type="{R}/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="rId6" Type="{R}/hyperlink" Target="https://example.org/report" '
        'TargetMode="External"/>'
        f'<Relationship Id="rId7" Type="{R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId9" Type="{R}/image" Target="media/a.png"/></Relationships>',
    }
    if core:
        parts["docProps/core.xml"] = core
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("word/media/a.png", png())
    return buffer.getvalue()


def read(data: bytes) -> Reading:
    return read_document(Source("/a.docx", None, "test", len(data)), Settings(), data)


def test_structure_notes_and_pictures() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Year", "Cost"))
    more = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("2025", "3 m"))
    table = f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{more}</w:tr></w:tbl>"
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    deleted = "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
    core = (
        '<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Stated title</dc:title><dc:creator>Jo Day</dc:creator></cp:coreProperties>"
    )
    data = word(
        paragraph("The bridge", "Title")
        + paragraph("What was said", "heading1")
        + paragraph("The minister said so.", extra=mark + deleted)
        + paragraph("“We are ready,” she added.")
        + table
        + PICTURE,
        core,
    )
    assert media_type_of(data[:HEAD_BYTES], "a") == WORD
    reading = read(data)
    found = [(s.kind, s.level, reading.text[slice(*s.spans[0])]) for s in reading.segments]
    assert found == [
        ("heading", 1, "The bridge"),
        ("heading", 1, "What was said"),
        ("paragraph", None, "The minister said so."),
        ("paragraph", None, "“We are ready,” she added."),
        ("table", None, "Year Cost 2025 3 m"),
        ("footnote", None, "A note on it."),
    ]
    assert reading.segments[4].rows == (("Year", "Cost"), ("2025", "3 m"))
    assert [image.data for image in reading.images] == [png()]
    assert (reading.title, reading.byline) == ("Stated title", "Jo Day")
    places = {reading.text[slice(*w.span)]: w.line_number for w in reading.words}
    assert (places["bridge"], places["minister"], places["added."]) == (1, 3, 4)
    assert not reading.issues


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word(paragraph("Said so."))[:900], "malformed"),
        (word("<w:p><broken"), "malformed"),
        (word(""), "no_text"),
    ],
)
def test_broken_word_files_are_named(data: bytes, code: str) -> None:
    source = Source("/a.docx", None, "test", len(data))
    with pytest.raises(Unreadable) as caught:
        read_document(source, Settings(), data)
    assert caught.value.issue.code == code
    assert "/a.docx" in caught.value.issue.message
    assert caught.value.issue.remedy


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read(word(paragraph("a" * 60_000_000)))
    assert caught.value.issue.code == "bomb"


def test_what_a_word_file_may_unpack_to_is_a_setting() -> None:
    data = word(paragraph("The minister said so. " * 100_000))
    assert read(data).text
    for name in ("xml", "unpacked"):
        caps = Caps(**{f"{name}_megabytes": 2})
        with pytest.raises(Unreadable) as caught:
            read_document(Source("/a.docx", None, "t", len(data)), Settings(caps=caps), data)
        assert f"{name}_megabyte_cap" in caught.value.issue.remedy


@pytest.mark.parametrize("cut", range(0, 2400, 150))
def test_damaged_word_files_are_read_or_named(cut: int) -> None:
    data = bytearray(word(paragraph("The minister said so.") + PICTURE))
    data[cut : cut + 12] = b"\xff" * 12
    try:
        reading = read(bytes(data))
    except Unreadable as unreadable:
        assert unreadable.issue.remedy
    else:
        assert reading.text or reading.issues


def test_links_are_kept_with_their_words() -> None:
    link = (
        f'<w:hyperlink xmlns:r="{R}" r:id="rId6"><w:r><w:t xml:space="preserve">whole report '
        "</w:t></w:r></w:hyperlink><w:r><w:t>is here.</w:t></w:r>"
    )
    reading = read(word(paragraph("The ", extra=link) + paragraph("Nothing more.")))
    assert reading.text.startswith("The whole report is here.")
    links = [link for segment in reading.segments for link in segment.links]
    assert [(reading.text[slice(*span)], uri) for span, uri in links] == [
        ("whole report", "https://example.org/report")
    ]
