"""W1 and W2: what a page of questions costs, and that lists cost the same for many rows."""

import gzip
from collections.abc import Callable

from werkzeug.test import TestResponse

from benchmarks.installation import Installation, counted_statements, installation
from benchmarks.measure import Finding, median_ratio
from benchmarks.plain_page import PLAIN_VIEW, add_plain_view

_LISTS = ("/", "/suppliers", "/assessments", "/findings", "/register")
_TOO_MANY = 4


def measure() -> list[Finding]:
    """Return statements, processor time and size of a question page, and statements of lists."""
    return [_question_page(), _lists()]


def _question_page() -> Finding:
    with installation(questions=12, suppliers=1) as small:
        few, _ = _section(small)
    with installation(questions=80, suppliers=1) as long:
        add_plain_view(long.app)
        many, page = _section(long)
        assert _words(_get(long, PLAIN_VIEW)().text) == _words(page)
        ratio = median_ratio(_get(long, _path(long)), _get(long, PLAIN_VIEW))
    size = len(gzip.compress(page.encode()))
    return Finding(
        id="W1",
        goal="question page: <= 4 statements at 12 and 80 questions, CPU <= 1.2x the plain "
        "loop over tuples, 80 questions <= 12 kB",
        value=f"{few} and {many} statements, {ratio:.2f}x, {size / 1000:.1f} kB",
        ok=max(few, many) <= _TOO_MANY and ratio <= 1.2 and size <= 12_000,
    )


def _path(made: Installation) -> str:
    return f"/assessments/{made.assessment_id}/sections/S00"


def _section(made: Installation) -> tuple[int, str]:
    client = made.client()
    client.get(_path(made))  # the library is read at the first request
    with counted_statements(made.app) as sent:
        page = client.get(_path(made))
    assert page.status_code == 200
    return len(sent), page.text


def _get(made: Installation, path: str) -> Callable[[], TestResponse]:
    client = made.client()
    return lambda: client.get(path)


def _words(page: str) -> list[str]:
    """Return the words of the page's questions."""
    start, end = page.index('<div class="questions"'), page.index('<p class="save-state')
    return page[start:end].replace(">", "> ").replace("<", " <").split()


def _lists() -> Finding:
    counts = {}
    for suppliers in (10, 1000):
        with installation(questions=5, suppliers=suppliers) as made:
            client = made.client()
            counts[suppliers] = [_statements(made, client, path) for path in _LISTS]
    return Finding(
        id="W2",
        goal="lists, register and home: as many statements at 1,000 rows as at 10",
        value=", ".join(
            f"{path} {few}/{many}"
            for path, few, many in zip(_LISTS, counts[10], counts[1000], strict=True)
        ),
        ok=counts[10] == counts[1000],
    )


def _statements(made: Installation, client: object, path: str) -> int:
    with counted_statements(made.app) as sent:
        assert client.get(path).status_code == 200
    return len(sent)
