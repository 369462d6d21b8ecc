import time

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


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Contact Tansy Fenn on 020 7946 0018", "Contact [name] on [phone]"),
        ("Contact Jane Fenn-O'Marsh for more", "Contact [name] for more"),
        ("Recruiter: Tom Fenn", "Recruiter: [name]"),
        ("Consultant - Aisha Fenn", "Consultant - [name]"),
        ("Get in touch with our recruitment partner Amy Fenn.", "Get in touch with our recruitment partner [name]."),
        (
            "the hiring manager for this role, Becky Fenn, will call",
            "the hiring manager for this role, [name], will call",
        ),
        ("the hiring manager is Dr Quillo", "the hiring manager is [name]"),
        ("please speak to Mrs. van der Fenn", "please speak to [name]"),
        ("email our recruiter Priya at p@fenn.example", "email our recruiter [name] at [e-mail]"),
        ("Send your CV to Łukasz Fenn", "Send your CV to [name]"),
        (
            "Job contact :\n\n Name : Alison FennEmail : a@fenn.example",
            "Job contact :\n\n Name : [name]Email : [e-mail]",
        ),
        ("Marwa Fenn: 020 7946 0018", "[name]: [phone]"),
        (
            "For an informal chat please contact Dr Priya Fenn, Head of Data, on 0161 496 0000 or email p@fenn.example",
            "For an informal chat please contact [name], Head of Data, on [phone] or email [e-mail]",
        ),
        (
            "contact Prof Hong Fenn at h@fenn.example or Kevin Marsh at k@fenn.example",
            "contact [name] at [e-mail] or [name] at [e-mail]",
        ),
        (
            "<p>Contact:&nbsp;<strong>Jane Fenn</strong> on <a>020 7946 0018</a></p>",
            "<p>Contact:&nbsp;<strong>[name]</strong> on <a>[phone]</a></p>",
        ),
        (
            "**Contact**\n:\n\n Jose Fenn Marsh\n\n**E:** \n j@fenn.example",
            "**Contact**\n:\n\n [name]\n\n**E:** \n [e-mail]",
        ),
        ("write to j (at) fenn (dot) example", "write to [e-mail]"),
    ],
)
def test_names_in_contact_lines_are_masked(text: str, masked: str) -> None:
    assert mask_contacts(text) == masked
    assert mask_contacts(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "contact our Data team on [phone]",
        "Contact Centre Manager, Leeds",
        "Call Handler (Nights)",
        "Contact Human Resources at [e-mail]",
        "Contact the Government Recruitment Service via [e-mail]",
        "please contact Robert Half on [phone]",
        "call Michael Page Technology on [phone]",
        "Recruiter: Kelpworks Recruitment Ltd",
        "Consultant: Data Science and Machine Learning",
        "SAP Consultant Leeds West Yorkshire",
        "Management Consultant – Platforms, London",
        "Line Manager: Head of Engineering",
        "speak to Customers and write to SQL Server, reach out to Sales",
        "email Marketing Executive",
        "You will call React Native and Ruby code",
        "Our founder Jane Fenn began in Leeds; John Marsh leads our Data team.",
        "the Alan Turing Institute",
        "All mails come from an @kelp.example address",
        "phone Monday Friday",
        "Contact Lens Optician",
    ],
)
def test_jobs_firms_teams_and_people_elsewhere_stay(text: str) -> None:
    assert "[name]" not in mask_contacts(text)


@pytest.mark.parametrize(
    "hostile",
    [
        "0 " * 500_000, "a" * 1_000_000, "@" * 1_000_000, "a." * 400_000 + "@", "contact " * 30_000, "Aa " * 300_000,
        "contact" + " <b" * 300_000, "contact Aa Bb " * 20_000, "[phone] " * 30_000, "Mr " * 300_000,
        "hiring manager " * 60_000, "call" + "_" * 1_000_000, "contact our " * 20_000, "a-" * 400_000,
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(hostile: str) -> None:
    began = time.process_time()
    mask_contacts(hostile)
    assert time.process_time() - began < 3
