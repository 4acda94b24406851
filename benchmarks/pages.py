"""W1 and W2: what a page of questions costs, and that lists cost the same for many rows."""

import gzip

from jinja2 import DictLoader, Environment, StrictUndefined

from benchmarks.installation import Installation, counted_statements, installation
from benchmarks.measure import Finding, median_ratio

_LISTS = ("/", "/suppliers", "/assessments", "/findings", "/register")
_TOO_MANY = 4


def measure() -> list[Finding]:
    """Return statements, processor time and size of a question page, and statements of lists."""
    return [_question_page(), _lists()]


def _question_page() -> Finding:
    with installation(questions=12, suppliers=1) as small:
        few, _ = _section(small)
    with installation(questions=80, suppliers=1) as long:
        many, page = _section(long)
        client, path = long.client(), _path(long)
        ratio = median_ratio(lambda: client.get(path).text, _plain_loop(page))
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


def _plain_loop(page: str) -> object:
    """Return a call that writes a page of the same size by a plain loop over tuples."""
    head, *parts = page.split("<fieldset")
    rows = [_cut(part) for part in parts]
    source = (
        "{{ head }}{% for cells in rows %}<fieldset{% for cell in cells %}{{ cell }}"
        "{% endfor %}{% endfor %}"
    )
    environment = Environment(
        loader=DictLoader({"page": source}), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("page")
    return lambda: template.render(head=head, rows=rows)


def _cut(part: str) -> tuple[str, ...]:
    return tuple(piece for piece in part.split('"') if piece)


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
