from pipelines.extract.cues import cues


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


def test_one_word_may_be_of_zones_and_of_facts() -> None:
    text = "Acting as an Employment Business"
    assert ("employment business", 13, 32) in cues("small print", text)
    assert cues("client", text) == [("employment business", 13, 32)]
