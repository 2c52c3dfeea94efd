"""What the tests ask of a document: its text, its tags, its pages."""

import io
import zipfile
from typing import Any

from pypdf import PdfReader

UA = "<pdfuaid:part>1</pdfuaid:part>"
ARCHIVED = "<pdfaid:part>2</pdfaid:part>"


def reader(content: bytes) -> PdfReader:
    """Return a PDF as read by somebody else than its maker."""
    return PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """Return the text of a PDF, a DOCX, or a text, spaces brought to one."""
    if content.startswith(b"%PDF"):
        said = "\n".join(page.extract_text() for page in reader(content).pages)
    elif content.startswith(b"PK"):
        said = docx_words(content)
    else:
        said = content.decode("utf-8-sig", "replace").replace("\r\n ", "")
    return " ".join(said.replace("\u00ad", "").split())


def docx_words(content: bytes) -> str:
    """Return the paragraphs and the cells of a DOCX."""
    from docx import Document

    paper = Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in paper.paragraphs]
    lines += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def part(content: bytes, name: str) -> str:
    """Return one part of a DOCX."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def tags(content: bytes) -> list[str]:
    """Return the structure of a PDF, in the order of reading: «/H1», «/Table», «/TH»…"""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node and not isinstance(node["/K"], int):
                walk(node["/K"])

    walk(reader(content).trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


def check_accessible(content: bytes, title: str) -> None:
    """Raise AssertionError unless a PDF says it is PDF/UA-1 and PDF/A-2a, tagged, in French, with its title shown."""
    pdf = reader(content)
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower() == "fr-fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == title
    told = root["/Metadata"].get_data().decode()
    assert UA in told
    assert ARCHIVED in told
    structure = tags(content)
    assert structure[0] == "/Document"
    assert "/Title" in structure
    assert {"/Table", "/THead", "/TH"} <= set(structure) or "/Table" not in structure
