"""What stands in quotation marks, in the conventions of six languages."""

import pytest

from align.scoring.speech import find_speech


@pytest.mark.parametrize(
    "lines",
    [
        ["He said: “Wait.", "I am coming.” He left.", "It rained."],
        ["He said: 'Wait.", "I'm coming.' He left.", "It rained in the members' room."],
        ['He said: "Wait.', 'I am coming." He left.', 'It was 5" long.'],
        ["他说：“等一下。", "我来了。”他走了。", "下雨了。"],
        ["Il a dit : « Attendez.", "J’arrive. » Il est parti.", "Il pleuvait."],
        ["Он сказал: „Подождите.", "Я иду“. Он ушёл.", "Шёл дождь."],
        ['قال "انتظر.', 'أنا قادم". ثم ذهب.', "كانت تمطر."],
        # A speech of two paragraphs opens at both and closes once.
        ["He said: “Wait.", "“I am coming.”", "It rained."],
    ],
)
def test_a_speech_over_two_segments(lines: list[str]) -> None:
    speech = find_speech(lines)
    assert speech.held.tolist() == [1, 1, 0]
    assert speech.goes_on.tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    "line",
    [
        "The Member States' views",
        "l'intrusion et l‘effort",
        "rock 'n' roll",
        'a 5" gun',
        "d’accord",
    ],
)
def test_apostrophes_and_inches_let_no_speech_go_on(line: str) -> None:
    assert find_speech([line, "More.", "And more."]).goes_on.tolist() == [0, 0, 0]


def test_a_quotation_within_a_quotation_does_not_end_it() -> None:
    speech = find_speech(["“He wrote ‘no’ here.", "So I left.”", "It rained."])
    assert speech.goes_on.tolist() == [1, 0, 0]


def test_a_particle_may_stand_before_the_mark() -> None:
    speech = find_speech(['كتب و"قال.', 'ثم ذهب".', "كانت تمطر."])
    assert speech.goes_on.tolist() == [1, 0, 0]


def test_a_mark_that_nothing_closes_counts_for_its_own_segment() -> None:
    speech = find_speech(["“Wait.", "It rained.", "It snowed."])
    assert speech.held.tolist() == [1, 0, 0]
    assert speech.goes_on.tolist() == [0, 0, 0]
    far = find_speech(["“Wait.", *["It rained."] * 40, "The end.”"])
    assert far.goes_on.sum() == 0
