"""Small PDF files, for the tests of their reader."""

from __future__ import annotations

from collections.abc import Sequence

# A text, where it stands on its page (from the left, from below), and the height of its letters.
Placed = tuple[str, float, float, float]


def placed(*pages: Sequence[Placed], title: str | None = None, apart: bool = False) -> bytes:
    """A PDF of texts that stand where they are told to; `apart` draws each on its own."""
    drawn = []
    for page in pages:
        shown = [
            f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj" for text, x, y, size in page
        ]
        drawn.append((" ET BT " if apart else " ").join(["BT", *shown, "ET"]) if shown else "")
    return _file(drawn, title)


def pdf(*pages: str, title: str | None = None) -> bytes:
    """A PDF with a page for each text, whose lines are set below each other; a page without text
    is a grey box, as a scanned page is a picture."""
    drawn = []
    for text in pages:
        shown = " T* ".join(f"({_escaped(line)}) Tj" for line in text.split("\n"))
        drawn.append(f"BT /F1 11 Tf 14 TL 50 700 Td {shown} ET" if text else "")
    return _file(drawn, title)


def _escaped(text: str) -> str:
    return text.translate({40: "\\(", 41: "\\)"})


def _file(drawn: Sequence[str], title: str | None) -> bytes:
    """A PDF of pages that are drawn so; on one with nothing drawn is a grey box."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b""]
    objects[2] = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    kids = []
    for each in drawn:
        stream = (each or "0.8 g 0 0 500 700 re f").encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    trailer = b"/Root 1 0 R"
    if title is not None:
        objects.append(b"<< /Title (%s) >>" % title.encode("cp1252"))
        trailer += b" /Info %d 0 R" % len(objects)
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
