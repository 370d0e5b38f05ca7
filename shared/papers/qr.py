"""QR codes for papers and screens: drawn as SVG, the same for the same text."""

import io

import segno


def qr_svg(text: str, scale: int = 1) -> str:
    """The code as SVG, black on nothing, with its quiet zone; medium correction outlives a crease.

    Args:
        text: What a scanner reads.
        scale: Pixels a module, on screens.
    """
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", scale=scale, border=2, xmldecl=False, nl=False)
    return drawn.getvalue().decode()
