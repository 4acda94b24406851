"""Every refusal about accounts has its own sentence."""

import re
from pathlib import Path

import pytest
from flask import Flask

from crest.domain.errors import RefusedInputError
from crest.web.refusals import sentence

MODULES = (
    "domain/passwords.py",
    "services/joining.py",
    "services/own_proof.py",
    "services/password_links.py",
    "services/second_factor.py",
    "services/second_step.py",
    "services/user_accounts.py",
)


def _raised() -> set[str]:
    texts = (Path("crest", part).read_text(encoding="utf-8") for part in MODULES)
    return {
        reason for text in texts for reason in re.findall(r'RefusedInputError\("([a-z_]+)"', text)
    }


def test_there_are_refusals_to_look_at() -> None:
    assert len(_raised()) > 10


@pytest.mark.parametrize("reason", sorted(_raised()))
def test_every_reason_has_its_own_sentence(app: Flask, reason: str) -> None:
    with app.test_request_context():
        words = sentence(RefusedInputError(reason, least=12, most=1024, role="view"))

        assert words != sentence("refused_input")
        assert "%(" not in words
