from pipelines.extract.cues import blanked, cues


def test_words_are_found_in_any_case_and_in_order() -> None:
    text = "A Bachelor’s DEGREE; visa"
    assert cues("education", text) == [("bachelor", 2, 10), ("degree", 13, 19)]
    assert cues("visa", text) == [("visa", 21, 25)]
    assert cues("clearance", text) == []


def test_what_is_no_advert_is_not_read_to_its_end() -> None:
    assert len(cues("education", "degree " * 5000)) == 1000


def test_offsets_are_those_of_the_text() -> None:
    text = "Ünïcode — and “degree”"
    ((_, start, end),) = cues("education", text)
    assert text[start:end] == "degree"


def test_of_a_text_blanked_in_part_the_other_cues_stand() -> None:
    text = "A degree is asked. Similar jobs: visa officer, degree tutor."
    plain = text[:18] + " " * (len(text) - 18)
    blanked(text, plain)
    assert cues("education", plain) == [("degree", 2, 8)]
    assert cues("visa", plain) == []
    assert cues("visa", text) == [("visa", 33, 37)]
