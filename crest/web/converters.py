"""Types of address parts: question codes and slugs."""

from werkzeug.routing import BaseConverter


class CodeConverter(BaseConverter):
    """A code of a bank: capitals, digits and hyphens."""

    regex = "[A-Z0-9-]{1,40}"


class SlugConverter(BaseConverter):
    """A lower-case name: letters, digits, dots, hyphens and underscores."""

    regex = "[a-z0-9._-]{1,80}"


CONVERTERS = {"code": CodeConverter, "slug": SlugConverter}
