"""The closed list of topics, against the laws that name them."""

from crest.domain.errors import DamagedContentError
from crest.domain.topics import TOPICS
from tests.library import shipped_library


def test_laws_name_topics_of_the_list_alone() -> None:
    named = {topic for one in shipped_library().obligations.values() for topic in one.topics}

    assert named <= TOPICS
    assert {"forced_labour", "child_labour", "debt_bondage"} <= named


def test_damaged_content_names_each_break() -> None:
    damage = DamagedContentError(("bank.yaml:3", "bank.yaml:9"))

    assert damage.faults == damage.params["faults"] == ("bank.yaml:3", "bank.yaml:9")
