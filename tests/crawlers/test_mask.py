import pytest

from crawlers.mask import mask_contacts


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to jo.bloggs+jobs@example.co.uk today", "write to [e-mail] today"),
        ("jo&#64;example.org", "[e-mail]"),
        ("jo%40example.org", "[e-mail]"),
        ("jo (at) example.org", "[e-mail]"),
        ("ring 020 7946 0018", "ring [phone]"),
        ("ring +44 (0)20 7946 0018.", "ring [phone]."),
        ("ring 07700900123 or 0800-496-0999", "ring [phone] or [phone]"),
        ("Paris +33 1 99 00 12 34", "Paris [phone]"),
    ],
)
def test_contacts_are_masked(text: str, masked: str) -> None:
    assert mask_contacts(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "£45,000 - £55,000 per annum",
        "£400.00 to £450.00",
        "ref 2026-001234",
        "0.5 FTE, 37.5 hours, 2026",
        "https://jobs.example/07700900123/apply",
        "meet us @ the office",
        "IR35 2024 2025 2026",
    ],
)
def test_what_is_no_contact_stays(text: str) -> None:
    assert mask_contacts(text) == text


def test_a_megabyte_of_digits_and_ats_takes_no_time() -> None:
    for hostile in ("0 " * 500_000, "a" * 1_000_000, "@" * 1_000_000, "a." * 400_000 + "@"):
        mask_contacts(hostile)
