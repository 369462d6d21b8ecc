"""Adverts in the formats of real boards: Greenhouse's job board API, and career pages with schema.org JSON-LD.

Field names follow the public documentation of the Greenhouse Job Board API and of schema.org/JobPosting.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any
from xml.sax.saxutils import escape as xml_escape

from crawlers.market.adverts import MarketAdvert
from crawlers.market.tables import Place

_UNITS = {"year": "YEAR", "day": "DAY", "hour": "HOUR"}
_EASTERN = timezone(timedelta(hours=-5))  # Greenhouse stamps its times in New York's
_COUNTRIES = {"Ireland": "IE", "Germany": "DE", "NY": "US", "Netherlands": "NL"}
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def greenhouse_job(advert: MarketAdvert) -> dict[str, Any]:
    """One job as ``/v1/boards/<token>/jobs?content=true`` lists it; ``content`` is HTML, escaped once more."""
    number = int(advert.source_id)
    department = advert.vacancy.family.department
    return {
        "absolute_url": advert.url,
        "data_compliance": [{"type": "gdpr", "requires_consent": False, "retention_period": None}],
        "internal_job_id": number // 2,
        "location": {"name": advert.place},
        "metadata": _metadata(advert),
        "id": number,
        "updated_at": _stamp(advert.updated_at),
        "requisition_id": advert.vacancy.requisition if advert.shows_requisition else None,
        "title": advert.title,
        "company_name": advert.advertiser,
        "first_published": _stamp(advert.published_at),
        "language": "en",
        "content": escape(advert.html),
        "departments": [{"id": _department_id(department), "name": department, "child_ids": [], "parent_id": None}],
        "offices": [_office(k, place) for k, place in enumerate(advert.vacancy.places)],
    }


def greenhouse_summary(job: dict[str, Any]) -> dict[str, Any]:
    """The job as the list gives it without ``content=true``."""
    return {key: value for key, value in job.items() if key not in ("content", "departments", "offices")}


def greenhouse_board(jobs: Sequence[dict[str, Any]], total: int | None = None) -> dict[str, Any]:
    """The whole answer; ``total`` is what the board claims to hold, where that is not what it lists."""
    return {"jobs": list(jobs), "meta": {"total": len(jobs) if total is None else total}}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(_EASTERN).isoformat()


def _metadata(advert: MarketAdvert) -> list[dict[str, Any]] | None:
    """Some boards keep the workplace type in a field of their own."""
    if not advert.has_pay_field or advert.vacancy.workplace is None:
        return None
    shown = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On-site"}[advert.vacancy.workplace]
    return [{"id": 70011, "name": "Workplace Type", "value": shown, "value_type": "single_select"}]


def _department_id(name: str) -> int:
    return 50_000 + sum(k * ord(letter) for k, letter in enumerate(name, start=1))


def _office(k: int, place: Place) -> dict[str, Any]:
    location = f"{place.town}, {place.county}, United Kingdom"
    return {"id": 60_000 + k, "name": place.town, "location": location, "child_ids": [], "parent_id": None}


def job_posting(advert: MarketAdvert) -> dict[str, Any]:
    """The advert as schema.org/JobPosting; a field the advert does not have is left out."""
    fields: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": advert.title,
        "description": advert.html,
        "identifier": {"@type": "PropertyValue", "name": advert.advertiser, "value": advert.source_id},
        "datePosted": advert.published_at.date().isoformat(),
        "validThrough": f"{advert.valid_through.isoformat()}T23:59:00+00:00" if advert.valid_through else None,
        "employmentType": _employment_types(advert),
        "hiringOrganization": {
            "@type": "Organization", "name": advert.advertiser, "sameAs": advert.advertiser_website,
        },
        "jobLocation": _locations(advert),
        "baseSalary": _base_salary(advert),
        "url": advert.url,
        **_remote(advert),
    }  # fmt: skip
    return {key: value for key, value in fields.items() if value is not None}


def _employment_types(advert: MarketAdvert) -> str | list[str]:
    vacancy = advert.vacancy
    hours = "PART_TIME" if vacancy.weekly_hours else "FULL_TIME"
    kind = {"contract": "CONTRACTOR", "temporary": "TEMPORARY", "fixed_term": "TEMPORARY"}.get(vacancy.contract)
    return [hours, kind] if kind else hours


def _locations(advert: MarketAdvert) -> dict[str, Any] | list[dict[str, Any]] | None:
    if advert.vacancy.abroad:
        town, country = advert.vacancy.abroad.split(", ")
        return _location(addressLocality=town, addressCountry=_COUNTRIES[country])
    found = [
        _location(addressLocality=place.town, addressRegion=place.county, postalCode=place.outcode, addressCountry="GB")
        for place in advert.vacancy.places
    ]
    return found if len(found) > 1 else found[0] if found else None


def _location(**address: str) -> dict[str, Any]:
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}}


def _remote(advert: MarketAdvert) -> dict[str, Any]:
    if advert.vacancy.workplace != "remote":
        return {}
    country = {"@type": "Country", "name": "United Kingdom"}
    return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": country}


def _base_salary(advert: MarketAdvert) -> dict[str, Any] | None:
    pay = advert.vacancy.pay
    if not advert.has_pay_field:
        return None
    ends = {"minValue": pay.said_min, "maxValue": pay.said_max}
    value = {"@type": "QuantitativeValue", **{k: v for k, v in ends.items() if v is not None}}
    return {
        "@type": "MonetaryAmount", "currency": "GBP", "value": {**value, "unitText": _UNITS[pay.period]},
    }  # fmt: skip


def job_posting_page(advert: MarketAdvert, json_ld: str | None = None, head: str = "") -> str:
    """The advert's own page: navigation, text, similar jobs, footer, and the JSON-LD in its head.

    ``json_ld`` stands in the place of the advert's own, ``head`` is further markup of the page's head.
    """
    name, title = escape(advert.source.name), escape(advert.title)
    root = f"/sites/{advert.source.source}"
    # "<" must not stand in a script, where "</script>" would end it
    data = (json_ld or json.dumps(job_posting(advert), ensure_ascii=False)).replace("<", "\\u003c")
    similar = "".join(
        f'<li><a href="{root}/jobs/{number}">{escape(other)}</a></li>' for other, number in advert.similar
    )
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{title} | {name}</title>
<link rel="canonical" href="{advert.url}">
{head}<script type="application/ld+json">{data}</script>
</head>
<body>
<header><nav><a href="{root}/">{name}</a> <a href="{root}/search">Search jobs</a> <a href="{root}/alerts">Job alerts</a>
</nav></header>
<main>
<h1>{title}</h1>
<p class="facts">{escape(advert.advertiser)} · {escape(advert.place)}</p>
<div class="description">{advert.html}</div>
<a class="apply" href="{root}/apply/{advert.source_id}">Apply now</a>
<aside><h2>Similar jobs</h2><ul>{similar}</ul></aside>
</main>
<footer><p>{name} uses cookies to remember your search.</p><a href="{root}/privacy">Privacy</a></footer>
</body>
</html>
"""


def sitemap_index(locations: Iterable[str]) -> str:
    """A sitemap of sitemaps."""
    rows = "".join(f"<sitemap><loc>{xml_escape(location)}</loc></sitemap>\n" for location in locations)
    return f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n{rows}</sitemapindex>\n'


def sitemap(adverts: Iterable[MarketAdvert], site: str) -> str:
    """The pages of a site (its address without a final slash) with the day each was last changed."""
    rows = "".join(
        f"<url><loc>{xml_escape(f'{site}/jobs/{a.source_id}')}</loc>"
        f"<lastmod>{a.updated_at.date().isoformat()}</lastmod></url>\n"
        for a in adverts
    )
    return f'{_XML}<urlset xmlns="{_SITEMAPS}">\n{rows}</urlset>\n'
