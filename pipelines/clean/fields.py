"""A raw advert's fields as clean text: the words that every extractor reads and the warehouse stores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crawlers.mask import mask_contacts
from pipelines.clean.text import html_to_text, strip_tags
from pipelines.words import Words


def clean_fields(raw: dict[str, Any], source_country: str | None) -> Words:
    """A raw advert's fields as clean text. Contacts are masked once more: tags and entities can hide them."""

    def line(name: str) -> str:
        return mask_contacts(strip_tags(raw[name])) if raw[name] else ""

    return Words(
        title=line("title"), employer=line("employer"), place=line("place"),
        pay=line("pay") or _structured_pay(raw),
        workplace=line("workplace"), contract=line("contract"), hours=line("hours"),
        posted=line("posted"), valid_through=line("valid_through"),
        text=mask_contacts(html_to_text(raw["description"])) if raw["description"] else "",
        pay_min=raw["pay_min"], pay_max=raw["pay_max"], pay_currency=raw["pay_currency"],
        pay_period=raw["pay_period"], pay_basis=raw["pay_basis"], country=raw["country"] or source_country,
        seen_on=datetime.fromisoformat(raw["seen_at"]).date(),
    )  # fmt: skip


def _structured_pay(raw: dict[str, Any]) -> str:
    """The source's pay numbers as words, so that evidence has characters to point at; "" where no basis is said."""
    ends = [f"{raw[k]:.10g}" for k in ("pay_min", "pay_max") if raw[k] is not None]
    if not ends or raw["pay_basis"] is None:
        return ""
    return " ".join([" - ".join(dict.fromkeys(ends)), *filter(None, (raw["pay_currency"], raw["pay_period"]))])
