"""What a password must be."""

import pytest

from crest.domain.errors import RefusedInputError
from crest.domain.passwords import check_password

WHO = {"email": "sokha.chan@lotus.example", "name": "Sokha Chan"}


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("nine wooden boats", id="words"),
        pytest.param("vK3-xPq9_wZr", id="twelve by chance"),
        pytest.param("ខ្ញុំចូលចិត្តសមុទ្រ", id="Khmer"),
        pytest.param("sokha likes the sea", id="name among others"),
        pytest.param("correct horse battery", id="three words"),
        pytest.param("a" * 8 + "bcdefghijkl mnop" * 60, id="long"),
    ],
)
def test_a_password_that_nobody_tries_first_is_taken(password: str) -> None:
    check_password(password, **WHO)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        pytest.param("", "short_password", id="nothing"),
        pytest.param("elevensigns", "short_password", id="eleven"),
        pytest.param("x y z " * 200, "long_password", id="too long"),
        pytest.param("aaaaaaaaaaaaaa", "weak_password", id="one sign"),
        pytest.param("ababababababab", "weak_password", id="two signs"),
        pytest.param("123456789012", "weak_password", id="digits"),
        pytest.param("password1234", "weak_password", id="the word"),
        pytest.param("Password123!", "weak_password", id="the word, dressed up"),
        pytest.param("P@ssw0rd2026!", "weak_password", id="the word, with look-alikes"),
        pytest.param("qwertyuiop12", "weak_password", id="row of keys"),
        pytest.param("letmein letmein", "weak_password", id="twice the usual"),
        pytest.param("Welcome2026!!", "weak_password", id="welcome"),
        pytest.param("Admin123456789", "weak_password", id="admin"),
        pytest.param("sokha.chan@lotus.example", "password_of_name", id="address"),
        pytest.param("SokhaChan2026", "password_of_name", id="name"),
        pytest.param("lotus-lotus-12", "password_of_name", id="company of the address"),
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str, reason: str) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        check_password(password, **WHO)

    assert refusal.value.reason == reason


def test_a_name_of_two_signs_stands_in_too_many_words_to_tell_who() -> None:
    check_password("boats and lime 7", email="k@a.example", name="Bo Li")

    with pytest.raises(RefusedInputError) as refusal:
        check_password("boatslime2026", email="k@a.example", name="Boats Lime")

    assert refusal.value.reason == "password_of_name"
