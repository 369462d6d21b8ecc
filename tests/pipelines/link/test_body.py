import polars as pl

from pipelines.link.body import bodies, wholes

ROLE = "\n".join(
    f"- You keep model number {n} of the tide tables running, tested and told of in plain words" for n in "abcde"
)
ADVERT = f"""About us

Quillfeather Robotics builds tools for people who mend boats, and has done so for years.

The role

{ROLE}

Benefits

- Cake on Fridays

How to apply

Apply by 3 November 2026 quoting ref: QF-1234, or write to [e-mail]."""


def test_the_body_is_the_role_and_not_the_company_its_offer_or_how_to_apply() -> None:
    (body,) = bodies(pl.Series([ADVERT]))
    assert "tide tables" in body
    for left_out in ("quillfeather", "cake", "november", "qf-1234", "[e-mail]"):
        assert left_out not in body


def test_dates_references_and_contact_marks_never_decide() -> None:
    one, two = (
        f"{ROLE}\nClosing date: {day}. Reference: {ref}. Call [phone]."
        for day, ref in (("3 November 2026", "A-17"), ("30/11/2026", "B/18"))
    )
    first, second = wholes(pl.Series([one, two]))
    assert first.split() == second.split()


def test_a_short_role_takes_the_rest_of_the_text_with_it() -> None:
    (body,) = bodies(pl.Series(["About us\n\nWe mend boats in Hull.\n\nThe role\n\n- You mend boats"]))
    assert "hull" in body


def test_no_text_has_no_body() -> None:
    assert bodies(pl.Series([None, ""], dtype=pl.String)).to_list() == ["", ""]
