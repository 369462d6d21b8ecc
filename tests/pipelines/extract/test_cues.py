from pipelines.extract.cues import Cue, cues


def test_words_are_found_in_any_case_and_in_order() -> None:
    text = "A Bachelor’s DEGREE; visa"
    assert cues("education", text) == [Cue("bachelor", 2, 10), Cue("degree", 13, 19)]
    assert cues("visa", text) == [Cue("visa", 21, 25)]
    assert cues("clearance", text) == []


def test_what_is_no_advert_is_not_read_to_its_end() -> None:
    assert len(cues("education", "degree " * 5000)) == 1000


def test_offsets_are_those_of_the_text() -> None:
    text = "Ünïcode — and “degree”"
    (cue,) = cues("education", text)
    assert text[cue.start : cue.end] == "degree"
