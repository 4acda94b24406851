"""Reads one YAML file into plain values, keeping the line of every key for messages."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from crest.content.faults import Document, Fault, Path_
from crest.content.files import SIZE_LIMIT
from crest.domain.errors import DamagedContentError

_TAG = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_FRACTION = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,6}")


def read_document(path: Path, *, file: str) -> Document:
    """Return the file's values; raises DamagedContentError naming the line that breaks YAML."""
    return parse_document(path.read_bytes(), file=file)


def parse_document(content: bytes, *, file: str) -> Document:
    """Return the values of these bytes: numbers exact, texts as written, no key twice."""
    text = _decode(content, file)
    reader = _Reader(file)
    data = reader.value(_compose(text, file), ())
    if reader.faults:
        raise DamagedContentError(tuple(reader.faults))
    return Document(file=file, data=data, lines=reader.lines)


def _refuse(file: str, line: int, message: str) -> DamagedContentError:
    return DamagedContentError((Fault(file=file, line=line, message=message),))


def _decode(content: bytes, file: str) -> str:
    if len(content) > SIZE_LIMIT:
        raise _refuse(file, 1, f"the file is larger than {SIZE_LIMIT} bytes; split it")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise _refuse(file, line, "a NUL character stands here; remove it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refuse(file, line, "this is not UTF-8; save the file as UTF-8") from None


def _compose(text: str, file: str) -> Node:
    if directive := _DIRECTIVE.search(text):
        line = text[: directive.start()].count("\n") + 1
        raise _refuse(file, line, "a YAML directive stands here; remove the line")
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _refuse(file, line, f"not readable as YAML: {error.problem}") from None
    except (YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise _refuse(file, 1, f"not readable as YAML: {reason}") from None
    except RecursionError:
        raise _refuse(file, 1, "nested too deeply; flatten the file") from None
    if node is None:
        raise _refuse(file, 1, "the file is empty; fill it or remove it")
    return node


class _Reader:
    """Turns composed nodes into values and notes lines and faults on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.faults: list[Fault] = []

    def value(self, node: Node, path: Path_) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.anchor is not None:
            self._fault(node, "anchors and aliases are not used; write the value out")
            return None  # an alias may contain itself
        if isinstance(node, MappingNode):
            return {key: self.value(value, (*path, key)) for key, value in self._pairs(node, path)}
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _pairs(self, node: MappingNode, path: Path_) -> Iterator[tuple[str, Node]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._fault(key_node, "a key must be plain text")
            elif key in first:
                self._fault(key_node, f"{key} stands twice (first in line {first[key]}); keep one")
            else:
                first[key] = line
                self.lines[*path, key] = line
                yield key, value_node

    def _scalar(self, node: Node) -> object:
        text = str(node.value)
        kind = str(node.tag).removeprefix(_TAG)
        if kind in {"int", "float"}:
            return self._number(node, text)
        if kind in {"str", "timestamp"}:
            return text
        if kind not in {"null", "bool"}:
            self._fault(node, f"the tag {kind} is not used; write plain text")
        return text.lower() == "true" if kind == "bool" else None

    def _number(self, node: Node, text: str) -> int | Decimal | None:
        if _WHOLE.fullmatch(text):
            return int(text)
        if _FRACTION.fullmatch(text):
            return Decimal(text)
        words = "is not a plain number such as 12 or 0.5; if it is text, put it in quotes"
        self._fault(node, f"{text} {words}")
        return None

    def _fault(self, node: Node, message: str) -> None:
        self.faults.append(Fault(file=self.file, line=node.start_mark.line + 1, message=message))
