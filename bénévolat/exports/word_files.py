"""Editable files (DOCX): real styles, French, header rows that repeat, nothing read as a field or a link."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from bénévolat.exports.typesetting import readable

FONT = "Atkinson Hyperlegible"
"""Asked by name: an office without it shows its own letters."""

TITLE = 255
"""Letters that the properties of a DOCX hold at most."""


class WordFile:
    """A document built from top to bottom; ``content`` gives its bytes.

    python-docx is loaded at the first file: it costs a start that few processes need.
    """

    def __init__(self, title: str, *, made_at: datetime) -> None:
        from docx import Document  # noqa: PLC0415 - see the class
        from docx.shared import Cm, Pt  # noqa: PLC0415

        self._document: Any = Document()
        self._points = Pt
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.8)
        self._style(made_at, title)
        self._document.add_heading(readable(title), level=0)

    def _style(self, made_at: datetime, title: str) -> None:
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import RGBColor  # noqa: PLC0415

        styles = self._document.styles
        defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        language = defaults.makeelement(
            qn("w:lang"), {qn("w:val"): "fr-FR", qn("w:eastAsia"): "fr-FR", qn("w:bidi"): "ar-SA"}
        )
        defaults.append(language)
        for name in ("Normal", "Title", "Heading 1", "Heading 2"):
            style = styles[name]
            style.font.name = FONT
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            for part in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{part}"), FONT)
            if name != "Normal":
                style.font.color.rgb = RGBColor(0x0B, 0x4F, 0x6C)
        styles["Normal"].font.size = self._points(11)
        styles["Title"].font.size = self._points(20)
        styles["Heading 1"].font.size = self._points(14)
        styles["Heading 2"].font.size = self._points(12)
        known = self._document.core_properties
        known.title, known.language, known.author = readable(title)[:TITLE], "fr-FR", ""
        known.comments = ""
        known.created = known.modified = made_at.replace(tzinfo=None)

    def heading(self, words: str, *, level: int = 1) -> None:
        """Add a heading with its own style: it is found in the navigation pane."""
        self._document.add_heading(readable(words), level=level)

    def text(self, words: str, *, start: str = "", quiet: bool = False) -> None:
        """Add a paragraph; ``start`` is written in bold, ``quiet`` smaller."""
        paragraph = self._document.add_paragraph()
        if start:
            paragraph.add_run(start).bold = True
        run = paragraph.add_run(readable(words))
        if quiet:
            run.font.size = self._points(9)

    def pairs(self, items: Iterable[tuple[str, str]]) -> None:
        """Add one line for each pair: «Terme : valeur»."""
        for term, value in items:
            self.text(value, start=f"{readable(term)}\u00a0: ")

    def items(self, lines: Iterable[str]) -> None:
        """Add a bulleted list."""
        for line in lines:
            self._document.add_paragraph(readable(line), style="List Bullet")

    def table(
        self,
        caption: str,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        last_is_total: bool = False,
    ) -> None:
        """Add a table whose first row is a header, repeated on each page; ``caption`` describes it aloud."""
        from docx.oxml.ns import qn  # noqa: PLC0415

        table = self._document.add_table(rows=0, cols=len(headers), style="Table Grid")
        told = table._tbl.tblPr  # noqa: SLF001 - python-docx offers no other way to describe a table
        described = told.makeelement(qn("w:tblCaption"), {qn("w:val"): caption})
        told.append(described)
        for number, row in enumerate([headers, *rows]):
            cells = table.add_row().cells
            strong = number == 0 or (last_is_total and number == len(rows))
            for cell, words in zip(cells, row, strict=True):
                cell.paragraphs[0].add_run(readable(words)).bold = strong
        properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - same reason
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))
        self._document.add_paragraph()

    def content(self) -> bytes:
        """Return the file."""
        kept = BytesIO()
        self._document.save(kept)
        return kept.getvalue()
