"""Names beside pictures fit their room, in both scripts, and no syllable is torn."""

import pytest

from crest.web.chart_text import lines_of, width_of
from crest.web.charts import whole_bar
from crest.web.federation.told_bars import bars_of

KHMER = "កាតព្វកិច្ចប្រាប់កម្មករអំពីប្រាក់ឈ្នួលនិងការកាត់ប្រាក់"


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        pytest.param("Wages", 100, ["Wages"], id="one line"),
        pytest.param("Travel goods and bags", 92, ["Travel goods", "and bags"], id="at a space"),
        pytest.param("ab\u200bcd", 16, ["ab", "cd"], id="at a marked break"),
        pytest.param("aaaa bbbb cccc", 30, ["aaaa", "bb…"], id="what does not fit is cut"),
        pytest.param("", 30, [], id="nothing"),
    ],
)
def test_a_name_is_broken_where_words_end(words: str, room: float, lines: list[str]) -> None:
    assert lines_of(words, room=room) == lines


@pytest.mark.parametrize("room", [40, 92, 120, 312])
def test_khmer_without_spaces_is_broken_between_syllables(room: float) -> None:
    lines = lines_of(KHMER, room=room, most=20)

    assert "".join(lines) == KHMER
    assert all(width_of(line) <= room for line in lines)
    # no line begins with what stands below or beside the letter before
    assert not any("\u17b4" <= line[0] <= "\u17d3" for line in lines)
    assert not any(line.endswith("\u17d2") for line in lines)


def test_a_bar_is_as_wide_as_its_own_members() -> None:
    parts = whole_bar({"low": 6, "high": 18}, ("low", "high", "severe"))

    assert [(one.kind, one.x, one.width) for one in parts] == [("low", 0, 90), ("high", 90, 270)]
    assert parts[1].has_room_for_sign
    assert parts[1].x < parts[1].sign_at < parts[1].middle
    assert whole_bar({}, ("low",)) == ()
    narrow = whole_bar({"low": 6, "high": 300}, ("low", "high"))[0]
    assert not narrow.has_room_for_sign


def test_no_bar_is_no_height() -> None:
    assert bars_of([], ("low",)).height == 0
