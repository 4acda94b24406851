"""QR codes as pictures that stand in the page itself."""

import segno


def qr_image(text: str) -> str:
    """Return a picture of the text as an address of the kind `data:`."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=5, border=4))
