"""QR codes as SVG inside the page: nothing is fetched, no style attribute (X1)."""

from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """Return an SVG of the QR code of ``text``, sized by the style sheet (class ``qr-code``).

    The page says beside it, in words, what the code holds.
    """
    import segno  # noqa: PLC0415 - heavy, and few pages draw one

    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(border=3, omitsize=True, svgclass="qr-code", lineclass=None))  # noqa: S704
