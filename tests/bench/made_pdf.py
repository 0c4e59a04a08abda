"""Digital PDFs of our own with their truth: every document is drawn from its number alone.

One or two columns, headings that span them, running heads, page numbers, footnotes, captions,
lists, hyphenation, paragraphs parted by indents or by gaps, and ruled tables on some.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

FACES = {
    "times": ("Times-Roman", "Times-Bold"),
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "courier": ("Courier", "Courier-Bold"),
}
SUBJECTS = """minister|the city council|a spokeswoman for the port|the regional administration
her predecessor|the company|an independent commission|the opposition leader|every second farmer
a retired engineer|the transport ministry|the agricultural association|his counterpart"""
VERBS = """said|announced|reported|denied|confirmed|predicted|acknowledged|suggested|insisted
promised|warned|estimated"""
CLAUSES = """that the reconstruction of the northern bridge would begin before the autumn
that nearly 4,300 households had been without electricity since Thursday
that international observers were welcome at every polling station
that negotiations about the long-term budget had not produced an agreement
that the administration's responsibility ended with the signature
that temperatures in the southern provinces exceeded forty degrees
that no documentation of the earlier inspection could be found
that the well-known restaurant beside the harbour was closed permanently
that unemployment had fallen by 2.7 per cent compared with the previous quarter
that the parliamentary committee rejected a state-of-the-art installation
that transportation costs would remain considerably higher than expected
that "nothing is decided until everything is decided"
that the archaeological excavation had uncovered an extraordinary collection"""
TAILS = """according to a statement published on Tuesday|despite considerable disagreement
in an interview with a local newspaper|after consultations that lasted several hours
although the municipality had requested additional information|without giving further details
as representatives of both organisations confirmed|in the presence of several ambassadors"""
TITLES = """What the commission found|The bridge at Hartwell|A question of responsibility
Budget and agriculture|Negotiations continue|Earlier inspections|Results by province
The harbour after the storm|Observers and elections|Methods and sources|An unexpected answer
Electricity for the islands|The view from the opposition|What remains to be done"""


@dataclass(frozen=True)
class Piece:
    """A block as it was meant: kind as in ``segments.kind``, and its text."""

    kind: str
    text: str
    level: int | None = None


@dataclass
class MadePdf:
    """The bytes of a document, its running text in reading order, and what stands beside that."""

    number: int
    data: bytes
    columns: int
    has_table: bool
    flow: list[Piece] = field(default_factory=list)
    aside: list[Piece] = field(default_factory=list)


@dataclass
class _Look:
    page: tuple[float, float]
    columns: int
    face: tuple[str, str]
    size: float
    has_indents: bool
    is_justified: bool
    is_hyphenated: bool
    has_heads: bool
    has_notes: bool
    has_table: bool
    margin: float = 64.0
    gutter: float = 22.0

    @property
    def leading(self) -> float:
        return self.size * 1.22

    @property
    def width(self) -> float:
        inner = self.page[0] - 2 * self.margin
        return (inner - self.gutter * (self.columns - 1)) / self.columns


def made_pdf(number: int, pages: int = 3) -> MadePdf:
    """Document ``number`` of the set, of about so many pages; always the same."""
    chance = random.Random(f"made {number}")
    look = _Look(
        page=chance.choice((A4, LETTER)),
        columns=1 + number % 2,
        face=FACES[("times", "helvetica", "times", "courier")[number // 2 % 4 % 3]],
        size=chance.choice((9.0, 9.5, 10.0, 11.0)) if number % 2 else chance.choice((10.0, 11.5)),
        has_indents=chance.random() < 0.5,
        is_justified=chance.random() < 0.6,
        is_hyphenated=chance.random() < 0.6,
        has_heads=chance.random() < 0.7,
        has_notes=chance.random() < 0.5,
        has_table=number % 5 == 4,
    )
    setter = _Setter(look, chance)
    setter.write(pages)
    made = MadePdf(number, setter.finish(), look.columns, look.has_table)
    made.flow, made.aside = setter.flow, setter.aside
    return made


class _Setter:
    """Sets blocks into columns and pages, and keeps what it meant by them."""

    def __init__(self, look: _Look, chance: random.Random) -> None:
        self.look, self.chance = look, chance
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=look.page, invariant=1)
        self.flow: list[Piece] = []
        self.aside: list[Piece] = []
        self.titles = [title.strip() for title in TITLES.replace("\n", "|").split("|")]
        chance.shuffle(self.titles)
        self.page_number, self.column, self.notes = 0, 0, 0
        self.top = self.y = self.floor = 0.0
        self._new_page()

    def write(self, pages: int) -> None:
        look = self.look
        self._heading(self.titles.pop(), 1)
        figure, table_page = self.chance.randint(2, 3), 2 if look.has_table else 0
        while self.page_number <= pages and self.titles:
            self._heading(self.titles.pop(), 2)
            for _ in range(self.chance.randint(2, 4)):
                self._paragraph(self._prose(self.chance.randint(2, 6)))
            if self.chance.random() < 0.4:
                for index in range(self.chance.randint(2, 4)):
                    self._item(index)
            if figure and self.page_number >= figure:
                figure = 0
                self._figure()
            if table_page and self.page_number >= table_page:
                table_page = 0
                self._table()

    def finish(self) -> bytes:
        self._end_page()
        self.canvas.save()
        return self.buffer.getvalue()

    # --- words --------------------------------------------------------------------------------

    def _prose(self, sentences: int) -> str:
        def one(text: str) -> str:
            return self.chance.choice(text.replace("\n", "|").split("|")).strip()

        made = []
        for _ in range(sentences):
            clause = self.chance.choice(CLAUSES.split("\n"))
            words = f"{one(SUBJECTS)} {one(VERBS)} {clause}"
            if self.chance.random() < 0.5:
                words += f", {one(TAILS)}"
            made.append(words[0].upper() + words[1:] + ".")
        return " ".join(made)

    # --- places -------------------------------------------------------------------------------

    @property
    def x(self) -> float:
        return self.look.margin + self.column * (self.look.width + self.look.gutter)

    def _new_page(self) -> None:
        if self.page_number:
            self._end_page()
        self.page_number += 1
        self.column = 0
        self.top = self.y = self.look.page[1] - self.look.margin - 12
        has_note = self.look.has_notes and self.page_number % 2 == 1
        self.floor = self.look.margin + (4 * self.look.leading if has_note else 0)

    def _end_page(self) -> None:
        look, canvas = self.look, self.canvas
        if look.has_heads:
            canvas.setFont(look.face[0], look.size - 1.5)
            text = "Quarterly review" if self.page_number % 2 else "The Hartwell papers, volume 7"
            canvas.drawString(look.margin, look.page[1] - look.margin + 14, text)
            self.aside.append(Piece("running_head", text))
            canvas.drawCentredString(look.page[0] / 2, look.margin - 30, str(self.page_number))
            self.aside.append(Piece("page_number", str(self.page_number)))
        if look.has_notes and self.page_number % 2 == 1:
            self.notes += 1
            text = f"{self.notes} {self._prose(1)}"
            self.aside.append(Piece("footnote", text))
            size = look.size - 2
            y = look.margin + 2 * look.leading
            canvas.line(look.margin, y + size * 1.3, look.margin + 80, y + size * 1.3)
            for line in self._broken(text, look.face[0], size, look.width, 0.0):
                canvas.setFont(look.face[0], size)
                canvas.drawString(look.margin, y, line)
                y -= size * 1.2
        canvas.showPage()

    def _room(self, height: float) -> None:
        """Go on in the next column or page when there is no room for so much."""
        if self.y - height >= self.floor:
            return
        if self.column + 1 < self.look.columns:
            self.column += 1
            self.y = self.top
        else:
            self._new_page()

    # --- blocks -------------------------------------------------------------------------------

    def _heading(self, text: str, level: int) -> None:
        look = self.look
        size = look.size * (1.9 if level == 1 else 1.25)
        width = look.page[0] - 2 * look.margin if level == 1 else look.width
        lines = self._broken(text, look.face[1], size, width, 0.0, is_hyphenated=False)
        self._room(len(lines) * size * 1.2 + 4 * look.leading)
        if self.y < self.top:
            self.y -= 0.8 * look.leading
        for line in lines:
            self._draw(line, look.face[1], size, self.x)
            self.y -= size * 1.2
        self.y -= 0.4 * look.leading
        if level == 1:
            self.top = self.y  # the columns begin below it
        self.flow.append(Piece("heading", text, level))

    def _paragraph(self, text: str, kind: str = "paragraph", shift: float = 0.0) -> None:
        look = self.look
        indent = look.size * 1.5 if look.has_indents and kind == "paragraph" else 0.0
        lines = self._broken(text, look.face[0], look.size, look.width - shift, indent)
        if not look.has_indents and self.y < self.top:
            self.y -= 0.55 * look.leading
        for index, line in enumerate(lines):
            self._room(look.leading)
            left = self.x + shift + (indent if index == 0 else 0.0)
            is_last = index == len(lines) - 1
            self._draw(line, look.face[0], look.size, left, None if is_last else self._right())
            self.y -= look.leading
        self.flow.append(Piece(kind, text))

    def _right(self) -> float | None:
        return self.x + self.look.width if self.look.is_justified else None

    def _item(self, index: int) -> None:
        mark = "•" if self.page_number % 2 else f"{index + 1}."
        self._paragraph(f"{mark} {self._prose(1)}", "list_item", 10.0)

    def _figure(self) -> None:
        look = self.look
        text = f"Figure 1. {self._prose(1)}"
        size = look.size - 1.5
        lines = self._broken(text, look.face[0], size, look.width, 0.0)
        self._room(90 + (len(lines) + 2) * look.leading)
        self.canvas.setFillGray(0.8)
        self.canvas.rect(self.x, self.y - 80, look.width, 76, stroke=0, fill=1)
        self.canvas.setFillGray(0)
        self.y -= 80 + look.leading
        for line in lines:
            self._draw(line, look.face[0], size, self.x)
            self.y -= size * 1.2
        self.y -= look.leading
        self.aside.append(Piece("caption", text))

    def _table(self) -> None:
        look = self.look
        rows = [("Province", "Votes"), ("Northern", "4,300"), ("Southern", "2,950")]
        height = look.leading * 1.3
        self._room(height * 5)
        self.y -= look.leading * 0.6
        top = self.y + look.leading
        for index in range(len(rows) + 1):
            y = top - index * height
            self.canvas.line(self.x, y, self.x + look.width, y)
        for share in (0.0, 0.5, 1.0):
            x = self.x + share * look.width
            self.canvas.line(x, top, x, top - len(rows) * height)
        for left, right in rows:
            self._draw(left, look.face[0], look.size, self.x + 4)
            self._draw(right, look.face[0], look.size, self.x + look.width / 2 + 4)
            self.y -= height
        self.y -= look.leading
        self.flow.append(Piece("table", " ".join(cell for row in rows for cell in row)))

    # --- lines --------------------------------------------------------------------------------

    def _draw(
        self, line: str, face: str, size: float, x: float, right: float | None = None
    ) -> None:
        text = self.canvas.beginText(x, self.y)
        text.setFont(face, size)
        spaces = line.count(" ")
        is_spread = right is not None and spaces
        # It stays set until it is set anew, so it is set for every line.
        text.setWordSpace((right - x - stringWidth(line, face, size)) / spaces if is_spread else 0)
        text.textOut(line)
        self.canvas.drawText(text)

    def _broken(
        self,
        text: str,
        face: str,
        size: float,
        width: float,
        indent: float,
        *,
        is_hyphenated: bool | None = None,
    ) -> list[str]:
        """Lines of at most a width, words broken at line ends where the look says so."""
        breaks = self.look.is_hyphenated if is_hyphenated is None else is_hyphenated
        lines, line, room = [], "", width - indent
        for word in text.split():
            longer = f"{line} {word}".strip()
            if stringWidth(longer, face, size) <= room:
                line = longer
                continue
            cut = self._cut(word, line, face, size, room) if breaks else 0
            if cut:
                hyphen = "" if word[cut - 1] == "-" else "-"
                lines.append(f"{line} {word[:cut]}{hyphen}".strip())
                line = word[cut:]
            else:
                lines.append(line)
                line = word
            room = width
        return [*lines, line]

    def _cut(self, word: str, line: str, face: str, size: float, room: float) -> int:
        """Where a word can be broken so that its first part and a hyphen fit; 0 for nowhere."""
        best = 0
        for cut in range(3, len(word) - 2):
            is_compound = word[cut - 1] == "-"
            is_syllable = (
                word.isalpha()
                and len(word) >= 8
                and word[cut - 1] in "aeiou"
                and word[cut] not in "aeiou"
            )
            if is_compound or is_syllable:
                part = f"{line} {word[:cut]}{'' if is_compound else '-'}".strip()
                if stringWidth(part, face, size) <= room:
                    best = cut
        return best
