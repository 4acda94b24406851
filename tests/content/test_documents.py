"""A file is read as it is written, or refused with the line that breaks it."""

from decimal import Decimal

import pytest

from crest.content.documents import parse_document
from crest.content.files import SIZE_LIMIT
from crest.domain.errors import DamagedContentError


def test_texts_stay_texts_and_numbers_stay_exact() -> None:
    text = b'a: no\nb: 0.10\nc: "010"\nd: 2026-01-31\ne: true\nf:\ng: [1, on]\nh: 1:30\n'

    data = parse_document(text, file="x.yaml").data

    assert data == {
        "a": "no",
        "b": Decimal("0.10"),
        "c": "010",
        "d": "2026-01-31",
        "e": True,
        "f": None,
        "g": [1, "on"],
        "h": "1:30",
    }
    assert isinstance(data, dict)
    assert str(data["b"]) == "0.10"


def test_every_key_and_item_has_its_line() -> None:
    document = parse_document(b"a:\n  - b: 1\n    c: 2\n  - d\n", file="x.yaml")

    assert document.line(("a",)) == 1
    assert document.line(("a", 0, "c")) == 3
    assert document.line(("a", 1)) == 4
    assert document.line(("a", 0, "missing", 7)) == 2


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        pytest.param(b"a: 1\nb: 2\na: 3\n", 3, "first in line 1", id="key twice"),
        pytest.param(b"a: 1\nb: 010\n", 2, "010 is not a plain number", id="leading zero"),
        pytest.param(b"a: 0x1f\n", 1, "not a plain number", id="hexadecimal"),
        pytest.param(b"a: .inf\n", 1, "not a plain number", id="endless"),
        pytest.param(b"a: 1e9\n", 1, "not a plain number", id="exponent"),
        pytest.param(b"a: 1\nb: [1\n", 3, "not readable as YAML", id="open list"),
        pytest.param(b"a: 1\nb: \0\n", 2, "NUL", id="nul"),
        pytest.param(b"a: 1\nb: \xff\n", 2, "UTF-8", id="latin"),
        pytest.param(b"a: 1\n\nb: &x 1\n", 3, "anchors", id="anchor"),
        pytest.param(b"a: &x [*x]\n", 1, "anchors", id="endless alias"),
        pytest.param(b"a: !!python/object:os.system x\n", 1, "tag", id="tag"),
        pytest.param(b"? {a: 1}\n: 2\n", 1, "plain text", id="group as key"),
        pytest.param(b"a: 1\n---\nb: 2\n", 2, "not readable as YAML", id="two documents"),
        pytest.param(b"%YAML 1.1\n---\na: no\n", 1, "directive", id="old YAML"),
        pytest.param(b"[" * 20_000, 1, "nested too deeply", id="deep"),
        pytest.param(b"# nothing\n", 1, "empty", id="empty"),
        pytest.param(b"#" * (SIZE_LIMIT + 1), 1, "larger", id="large"),
    ],
)
def test_a_damaged_file_is_refused_at_its_line(content: bytes, line: int, words: str) -> None:
    with pytest.raises(DamagedContentError) as refusal:
        parse_document(content, file="x.yaml")

    (fault,) = {str(fault) for fault in refusal.value.faults}
    assert fault.startswith(f"x.yaml:{line}: error: ")
    assert words in fault
