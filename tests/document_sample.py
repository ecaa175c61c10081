"""Statements in every form that is read, and broken ones, made by hand so that a test says what is in them."""

from __future__ import annotations

import io
import zipfile
import zlib

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
COMPATIBILITY = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def make_docx(body: str, **parts: str) -> bytes:
    """Return a DOCX of the given paragraphs (WordprocessingML); other parts are named by their stem."""
    files = {"document": f"<w:body>{body}</w:body>", **parts}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            root = name if name == "document" else name.removesuffix("_xml")
            text = f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {WORD} {COMPATIBILITY}>{content}</w:{root}>'
            archive.writestr(f"word/{root}.xml", text)
    return packed.getvalue()


def say(words: str) -> str:
    """Return a paragraph with one run of words."""
    return f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def make_pdf(*pages: str, picture_on: tuple[int, ...] = (), packed: int = 0) -> bytes:
    """Return a PDF with a line of text on each page; an empty text leaves its page blank or with a picture.

    With `packed` every page begins with so many packed spaces.
    """
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for number, words in enumerate(pages, 1):
        page, content = len(objects) + 1, len(objects) + 2
        kids.append(f"{page} 0 R")
        picture = "/XObject << /I 5000 0 R >>" if number in picture_on else ""
        font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R"
            f" /Resources << {font} {picture} >> >>"
        )
        drawn = " " * packed + (f"BT /F 12 Tf 50 700 Td ({words}) Tj ET" if words else "")
        data = zlib.compress(drawn.encode("latin-1"))
        objects.append(f"<< /Length {len(data)} /Filter /FlateDecode >>\nstream\n{data.decode('latin-1')}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    numbered = dict(enumerate(objects, 1))
    if picture_on:
        image = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
        numbered[5000] = f"{image} /Length 1 >>\nstream\n0\nendstream"
    text, places = "%PDF-1.4\n", {}
    for number, body in numbered.items():
        places[number] = len(text)
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    start = len(text)
    text += f"xref\n0 1\n0000000000 65535 f \n{table}"
    text += f"trailer << /Root 1 0 R /Size {max(numbered) + 1} >>\nstartxref\n{start}\n%%EOF\n"
    return text.encode("latin-1")
