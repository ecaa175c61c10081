"""The font of every page, inside its style sheet, so that a page asks nobody for it."""

from __future__ import annotations

import base64
from importlib import resources


def write_fonts() -> str:
    """Return the rules that bring the page its font, inside the page: 400 for text, 600 for what stands out."""
    folder = resources.files("esep").joinpath("fonts")
    faces = {"400": "GolosText-Regular.woff2", "600 700": "GolosText-SemiBold.woff2"}
    texts = {weight: base64.b64encode(folder.joinpath(file).read_bytes()).decode() for weight, file in faces.items()}
    return "".join(
        f'@font-face{{font-family:"Golos Text";font-weight:{weight};font-display:swap;'
        f'src:url(data:font/woff2;base64,{text}) format("woff2")}}\n'
        for weight, text in texts.items()
    )
