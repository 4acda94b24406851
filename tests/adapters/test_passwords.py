"""Password hashes: sizes, dummies, and few at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher

from crest.adapters.passwords import Passwords


def test_a_password_fits_its_own_hash_alone(passwords: Passwords) -> None:
    stored = passwords.hash("one password")

    assert passwords.check("one password", against=stored)
    assert not passwords.check("another", against=stored)
    assert not passwords.check("one password", against=None)


def test_two_hashes_of_one_password_differ(passwords: Passwords) -> None:
    assert passwords.hash("same") != passwords.hash("same")


def test_a_broken_hash_fits_nothing(passwords: Passwords) -> None:
    assert not passwords.check("", against="broken")


def test_the_sizes_are_those_of_the_cheat_sheet_or_more() -> None:
    parts = Passwords().hash("x").split("$")

    assert parts[1] == "argon2id"
    assert parts[3] == "m=47104,t=2,p=1"


def test_a_hash_of_other_sizes_is_outdated(passwords: Passwords) -> None:
    stored = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash("x")

    assert passwords.is_outdated(stored)
    assert not passwords.is_outdated(passwords.hash("x"))


def test_at_most_four_hashes_are_made_at_once() -> None:
    hasher = _Slow()
    passwords = Passwords(hasher)

    with ThreadPoolExecutor(8) as people:
        made = [people.submit(passwords.hash, "x") for _ in range(12)]
        hasher.four.wait(5)
        most = hasher.running
        hasher.go.set()
        results = [one.result() for one in made]

    assert results == ["hash"] * 12
    assert most == hasher.most == 4


class _Slow(PasswordHasher):
    """Hashes only when told to go, and counts how many are under way."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.four, self.go = threading.Event(), threading.Event()
        self.running = self.most = 0

    def hash(self, *_password: str | bytes, **_options: bytes | None) -> str:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        if self.most >= 4:
            self.four.set()
        self.go.wait(5)
        with self.lock:
            self.running -= 1
        return "hash"
