"""Types of address parts: question codes, slugs and one-use tokens."""

from werkzeug.routing import BaseConverter


class CodeConverter(BaseConverter):
    """A code of a bank: capitals, digits and hyphens."""

    regex = "[A-Z0-9-]{1,40}"


class SlugConverter(BaseConverter):
    """A lower-case name: letters, digits, dots, hyphens and underscores."""

    regex = "[a-z0-9._-]{1,80}"


class TokenConverter(BaseConverter):
    """A one-use token: 256 random bits in the letters of addresses."""

    regex = "[A-Za-z0-9_-]{43}"


CONVERTERS = {"code": CodeConverter, "slug": SlugConverter, "token": TokenConverter}
