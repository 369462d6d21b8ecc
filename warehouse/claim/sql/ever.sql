-- Every UK vacancy first seen in some weeks, stock or news, each once, as last seen at all; monday_on is when it was first seen.
SELECT date_trunc('week', first_seen_at)::DATE AS monday_on, date_trunc('week', last_seen_at)::DATE AS last_on, first_seen_at, last_seen_at,
    seen_not_before, gone_before, is_flow, vacancy_id,
    advert_id, source, platform, source_kind, employer, url, text_kind, title_raw, title_family, seniority, is_ml_ai, is_tech,
    employer_raw, employer_kind, sector, town, region, workplace, contract, hours, ir35, education_required,
    education_preferred, years_min, pay_min, pay_max, pay_currency, pay_period, pay_basis
FROM history.vacancy
WHERE first_seen_at < $until + INTERVAL 7 DAY AND first_seen_at >= $since
