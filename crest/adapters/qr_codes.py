"""QR codes as pictures that stand in the page itself."""


def qr_image(text: str) -> str:
    """Return a picture of the text as an address of the kind `data:`."""
    import segno  # noqa: PLC0415  # large, and few pages show a code

    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=5, border=4))
