"""What every application of a test run would make alike is made once in each process.

Hundreds of tests start an application of their own. The work that depends on nothing of the test is
kept: templates are compiled once under the digest of their source, the functions that build
addresses once for each rule, and the files that pages load are compressed once for all runs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from crest.app import Application

if TYPE_CHECKING:
    from types import CodeType

# The application keeps them there under the digest of the files they are made of.
COMPRESSED = Path(__file__).parents[1] / "build" / "test-static"


class CompiledTemplates(BytecodeCache):
    """Code of templates by name, place and source; another source is compiled anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def made_once() -> Iterator[None]:
    """Let all applications that are created meanwhile share what is alike in them."""
    options = {**Application.jinja_options, "bytecode_cache": CompiledTemplates()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Application, "jinja_options", options)
        patch.setattr(Rule, "_compile_builder", _once_a_rule(Rule._compile_builder))
        yield


def _once_a_rule(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what is made of a rule: it takes the rule that it serves when it is called."""
    kept: dict[object, Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:  # these are written out by the converters of the rule itself
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return compiled
