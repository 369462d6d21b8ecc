from pipelines.clean.per_text import KEPT, PerText, forget


def counted() -> tuple[PerText[str], list[str]]:
    """A function of a text, and the texts it was made for."""
    made: list[str] = []

    @PerText
    def shout(text: str) -> str:
        """In capitals."""
        made.append(text)
        return text.upper()

    return shout, made


def test_it_is_made_once_until_the_batch_is_read() -> None:
    shout, made = counted()
    assert (shout("rye"), shout("rye"), shout.__doc__) == ("RYE", "RYE", "In capitals.")
    assert made == ["rye"]
    forget()
    assert shout("rye") == "RYE"
    assert made == ["rye", "rye"]


def test_what_is_empty_is_kept_too() -> None:
    shout, made = counted()
    assert (shout(""), shout("")) == ("", "")
    assert made == [""]


def test_another_may_say_what_a_text_gives() -> None:
    shout, made = counted()
    assert shout.keep("rye", "BREAD") == "BREAD"
    assert (shout("rye"), made) == ("BREAD", [])


def test_of_many_texts_the_last_are_kept() -> None:
    shout, made = counted()
    texts = [str(n) for n in range(KEPT + 1)]
    for text in texts:
        shout(text)
    shout(texts[-1])
    assert made == texts
    shout(texts[0])
    assert made == [*texts, texts[0]]
