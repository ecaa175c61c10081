"""Documents that are archives: the same content gives the same bytes, whenever it is written."""

from __future__ import annotations

import io
import re
import zipfile

# The first day that an archive can hold; nothing here tells when a file was made.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def freeze_archive(data: bytes) -> bytes:
    """Return a document of Office Open XML with its members in their order and no time of day in it."""
    frozen = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as found, zipfile.ZipFile(frozen, "w", zipfile.ZIP_DEFLATED) as made:
        for member in found.infolist():
            content = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", found.read(member))
            entry = zipfile.ZipInfo(member.filename, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return frozen.getvalue()
