"""QR codes for papers: drawn as SVG, the same for the same text."""

import io

import segno


def qr_svg(text: str) -> str:
    """The code as SVG, black on nothing, with its quiet zone; medium correction outlives a crease."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False, nl=False)
    return drawn.getvalue().decode()
