"""The frames that leave the pipelines, and so the tables of the warehouse: each column once, with its meaning.

A column's ``description`` is its comment in the DuckDB file. Null means that the advert does not say.
Suffixes: ``_id _code _name _on`` (date) ``_at`` (moment, UTC) ``_raw`` (as written) ``n_ share_ is_``.
"""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

ITL1_REGIONS = (
    "North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands", "East of England",
    "London", "South East", "South West", "Wales", "Scotland", "Northern Ireland",
)  # fmt: skip
SENIORITIES = (
    "intern", "graduate", "junior", "mid", "senior", "lead", "principal", "manager", "head", "director",
)  # fmt: skip
WORKPLACES = ("remote", "hybrid", "onsite")
CONTRACTS = ("permanent", "contract", "fixed_term", "temporary", "internship", "apprenticeship")
HOURS = ("full_time", "part_time")
IR35 = ("inside", "outside")
PERIODS = ("year", "month", "week", "day", "hour")
PAY_BASES = ("stated", "predicted", "inferred")
OUTCOMES = ("complete", "partial", "failed", "skipped_by_policy")
EDUCATIONS = ("gcse", "a_level", "higher_national", "degree", "masters", "phd")
CLEARANCES = ("unspecified", "bpss", "nppv", "ctc", "sc", "esc", "dv", "edv")
CLEARANCE_STATES = ("preferred", "required", "eligible", "held")
VISAS = ("offered", "not_offered", "right_to_work")
EMPLOYER_KINDS = ("agency", "direct")
SOURCE_KINDS = ("employer_board", "job_board", "aggregator", "forum")
DEMANDS = ("required", "desired", "context", "negated")
TEXT_KINDS = ("full", "snippet", "none")
VERDICTS = ("supported", "contradicted", "cannot_tell", "out_of_scope")
LINK_KINDS = ("same_id", "same_canonical_url", "exact_body", "near_body", "repost_of", "sibling_of")
BREAK_KINDS = ("method", "run_voided", "run_restored")
_UTC: dict[str, Any] = {"time_unit": "us", "time_zone": "UTC"}


class SourceTable(dy.Schema):
    """One row per source: one board or tenant, as last described by the register or an import's mapping."""

    source = dy.String(primary_key=True, description="name of the source, unique")
    platform = dy.String(description="kind of system it runs on: greenhouse, job_posting ... or archive")
    kind = dy.Enum(SOURCE_KINDS, description="employer's own board, job board, aggregator or forum")
    name = dy.String(description="name to print")
    country = dy.String(
        nullable=True, description="country of its places unless an advert says otherwise; null: not known"
    )
    cadence_days = dy.Int32(min=1, description="expected days between its runs")
    sector = dy.String(nullable=True, description="employer's sector where the register says it")
    token = dy.String(nullable=True, description="the board's own key or address")
    is_simulated = dy.Bool(description="a source of the simulated market: its adverts are invented")


class CrawlRunTable(dy.Schema):
    """One row per run over one source; append-only. Only complete runs are evidence of absence."""

    run_id = dy.String(primary_key=True, description="source@start of the run (UTC)")
    source = dy.String(description="source crawled or imported")
    started_at = dy.Datetime(**_UTC, description="start of the run")
    finished_at = dy.Datetime(**_UTC, description="end of the run")
    outcome = dy.Enum(
        OUTCOMES, description="complete needs proof; partial, failed, skipped_by_policy do not count as absence"
    )
    proof = dy.String(description="why the outcome holds, in words")
    n_listed = dy.Int64(nullable=True, description="adverts the source itself listed")
    n_fetched = dy.Int64(description="records written to the raw store")
    n_dropped = dy.Int64(description="records left out by a declared filter")
    n_sightings = dy.Int64(description="records that became sightings")
    n_rejects = dy.Int64(description="records that could not be read; n_fetched = n_sightings + n_rejects")
    is_truncated = dy.Bool(description="the listing was cut by a cap")
    origin = dy.String(nullable=True, description="imported file and its sha256")
    raw_sha256 = dy.String(nullable=True, description="sha256 of the raw records")
    parser_version = dy.String(description="version of the code and tables that read the run")

    @dy.rule()
    def raw_is_sightings_and_rejects(cls) -> pl.Expr:
        return pl.col("n_fetched") == pl.col("n_sightings") + pl.col("n_rejects")


class SightingTable(dy.Schema):
    """One row per advert seen in a run; append-only. Every date of an advert's life is a view over it."""

    run_id = dy.String(primary_key=True, description="the run")
    source_id = dy.String(primary_key=True, description="the advert's id at its source")
    source = dy.String(description="the source")
    seen_at = dy.Datetime(**_UTC, description="moment it was seen")
    content_hash = dy.String(description="hash of what it said then")
    advert_id = dy.String(description="the advert as it read then")
    url = dy.String(nullable=True, description="its address then")
    record = dy.Int64(description="position in the run's raw file, counted from 0")


class GoneTable(dy.Schema):
    """One row per thing that a run asked for by its own address and the server said is gone (404 or 410)."""

    run_id = dy.String(primary_key=True, description="the run")
    ordinal = dy.Int32(primary_key=True, min=0, description="order within the run, counted from 0")
    source = dy.String(description="the source")
    source_id = dy.String(
        nullable=True, description="the advert's id, or what listed it where none was known; null: the whole listing"
    )


class RejectTable(dy.Schema):
    """One row per record or field that could not be used; the record stays in the raw store."""

    run_id = dy.String(primary_key=True, description="the run")
    record = dy.Int64(primary_key=True, description="position in the run's raw file, counted from 0")
    field = dy.String(primary_key=True, description="the field at fault; 'record' where the whole record was rejected")
    source = dy.String(description="the source")
    source_id = dy.String(nullable=True, description="the advert's id, where it has one")
    reason = dy.String(description="code of the reason")
    detail = dy.String(description="what was found, in words, cut at 300 characters")
    origin = dy.String(nullable=True, description="file and row of an import")


class AdvertTable(dy.Schema):
    """One row per (source, source_id, content_hash): what one advert said, raw beside parsed."""

    advert_id = dy.String(primary_key=True, description="16 hex digits of sha256 over source, source_id, content_hash")
    source = dy.String(description="the source")
    source_id = dy.String(description="the advert's id at its source")
    content_hash = dy.String(
        description="hash of title, employer, place, pay, workplace, contract, hours and description"
    )
    title_raw = dy.String(nullable=True, description="title as written, tags removed")
    title_core = dy.String(
        nullable=True, description="occupation named by the title, without level, place, pay or noise"
    )
    title_family = dy.String(nullable=True, description="canonical title it belongs to; null: no family knows it")
    seniority = dy.Enum(SENIORITIES, nullable=True, description="level, from the title first")
    is_ml_ai = dy.Bool(
        nullable=True, description="the role's own work is machine learning or AI; null: no words to tell by"
    )
    is_tech = dy.Bool(
        nullable=True, description="software, data, IT, cyber, infrastructure or ML; null: no words to tell by"
    )
    employer_raw = dy.String(nullable=True, description="employer as written")
    employer_key = dy.String(
        nullable=True, description="employer without legal form, case and punctuation: groups one employer"
    )
    is_agency = dy.Bool(description="the advertiser is a recruitment agency, so the employer is another")
    employer_kind = dy.Enum(
        EMPLOYER_KINDS, nullable=True, description="agency, or direct where the advert shows that it is none"
    )
    sector = dy.String(
        nullable=True, description="sector of the employer (or an agency's client) where the advert says so"
    )
    place_raw = dy.String(nullable=True, description="place as written")
    country = dy.String(nullable=True, description="GB, or 'other' where the advert names places abroad only")
    town = dy.String(nullable=True, description="main UK place of work")
    region = dy.Enum(
        ITL1_REGIONS, nullable=True, description="ITL1 region of the main place; null: abroad, UK-wide or unsaid"
    )
    n_places = dy.Int32(min=0, description="distinct UK places it is offered at; 0: none named")
    workplace_raw = dy.String(nullable=True, description="workplace type as the source's structured field has it")
    workplace = dy.Enum(
        WORKPLACES, nullable=True, description="remote, hybrid or onsite; null: unstated, never counted as onsite"
    )
    contract_raw = dy.String(nullable=True, description="contract type as the source's structured field has it")
    contract = dy.Enum(CONTRACTS, nullable=True, description="contract type")
    hours_raw = dy.String(nullable=True, description="hours as the source's structured field has it")
    hours = dy.Enum(HOURS, nullable=True, description="full or part time")
    ir35 = dy.Enum(IR35, nullable=True, description="inside or outside IR35 (UK off-payroll working rules)")
    education_required = dy.Enum(
        EDUCATIONS, nullable=True, description="lowest education that will do; of several demands the highest"
    )
    education_preferred = dy.Enum(EDUCATIONS, nullable=True, description="higher education that would please")
    is_experience_equivalent = dy.Bool(
        nullable=True, description="experience or the like will do instead; null: no education required"
    )
    years_min = dy.Float64(nullable=True, min=0, description="least years of experience asked for the role")
    years_max = dy.Float64(nullable=True, min=0, description="most years of experience asked for the role")
    clearance = dy.Enum(CLEARANCES, nullable=True, description="security clearance asked, its level")
    clearance_state = dy.Enum(
        CLEARANCE_STATES,
        nullable=True,
        description="held already, eligible for it, required (no word about when) or preferred",
    )
    visa = dy.Enum(
        VISAS,
        nullable=True,
        description="sponsorship offered or not; right_to_work: asked, sponsorship not spoken of",
    )
    pay_raw = dy.String(nullable=True, description="pay as the source's own field words it")
    pay_text = dy.String(nullable=True, description="the words the pay was read from")
    pay_min = dy.Float64(nullable=True, min=0, description="lower end in pay_currency a pay_period; null: open")
    pay_max = dy.Float64(nullable=True, min=0, description="upper end in pay_currency a pay_period; null: open")
    pay_currency = dy.String(nullable=True, description="ISO 4217 code")
    pay_period = dy.Enum(PERIODS, nullable=True, description="what the figures are paid for")
    pay_basis = dy.Enum(
        PAY_BASES,
        nullable=True,
        description="stated by the employer, predicted by the board, or its period inferred from its size",
    )
    posted_raw = dy.String(nullable=True, description="claimed posting date as written")
    posted_on = dy.Date(nullable=True, description="claimed posting date; never an 'updated' date")
    valid_through_raw = dy.String(nullable=True, description="claimed closing date as written")
    valid_through_on = dy.Date(nullable=True, description="claimed closing date")
    requisition_id = dy.String(nullable=True, description="employer's requisition number")
    department = dy.String(nullable=True, description="department as written")
    text = dy.String(
        nullable=True, description="description as plain text, blocks and bullets kept, contact details masked"
    )
    text_kind = dy.Enum(TEXT_KINDS, description="full text, a snippet cut by the source, or none")
    parser_version = dy.String(description="version of the code and tables that read it")

    @dy.rule()
    def pay_ends_in_order(cls) -> pl.Expr:
        return pl.col("pay_min").is_null() | pl.col("pay_max").is_null() | (pl.col("pay_min") <= pl.col("pay_max"))


class AdvertPlaceTable(dy.Schema):
    """One row per UK place an advert is offered at; the shares of one advert sum to 1."""

    advert_id = dy.String(primary_key=True, description="the advert")
    ordinal = dy.Int32(primary_key=True, min=0, description="order of naming, counted from 0")
    town = dy.String(nullable=True, description="town or city; null where only a region is named")
    region = dy.Enum(ITL1_REGIONS, nullable=True, description="its ITL1 region")
    share = dy.Float64(min=0, max=1, description="1 / number of places: the weight it adds to totals")


class MentionTable(dy.Schema):
    """One row per skill an advert names (its first place in the words)."""

    advert_id = dy.String(primary_key=True, description="the advert")
    skill_id = dy.String(primary_key=True, description="the skill")
    field = dy.String(description="column of advert the characters stand in: title_raw or text")
    start_char = dy.Int32(min=0, description="first character, counted from 0")
    end_char = dy.Int32(min=0, description="one past the last character")
    surface = dy.String(description="the characters")
    demand = dy.Enum(DEMANDS, nullable=True, description="how it is asked for; null: not judged")


class UnseenSkillTable(dy.Schema):
    """One row per name that the trained component takes for a skill: the table lacks it, or did not believe it."""

    advert_id = dy.String(primary_key=True, description="the advert")
    ordinal = dy.Int32(primary_key=True, min=0, description="order in the text")
    skill_id = dy.String(
        nullable=True, description="the table's skill of that very name, not believed there; null: the table lacks it"
    )
    field = dy.String(description="column of advert the characters stand in: text")
    start_char = dy.Int32(min=0, description="first character, counted from 0")
    end_char = dy.Int32(min=0, description="one past the last character")
    surface = dy.String(description="the characters")
    demand = dy.Enum(DEMANDS, nullable=True, description="how it is asked for; null: not judged")
    score = dy.Float64(min=0, max=1, description="how likely it is a skill's name, by the component")


class EvidenceTable(dy.Schema):
    """One row per extracted fact: the characters it came from and the rule that read them."""

    advert_id = dy.String(primary_key=True, description="the advert")
    fact = dy.String(primary_key=True, description="column of advert that was filled")
    ordinal = dy.Int32(primary_key=True, min=0, description="order, where several characters tell of one fact")
    value = dy.String(description="what was read")
    field = dy.String(description="column of advert the characters stand in")
    start_char = dy.Int32(min=0, description="first character, counted from 0")
    end_char = dy.Int32(min=0, description="one past the last character")
    rule = dy.String(description="rule that read it")
    parser_version = dy.String(description="version of the code and tables that read it")


class LinkTable(dy.Schema):
    """One row per pair of adverts found to be related (the strongest kind): the first four kinds are one vacancy."""

    advert_id = dy.String(primary_key=True, description="the later of the two, by first seen, then advert_id")
    other_id = dy.String(primary_key=True, description="the earlier advert")
    kind = dy.Enum(LINK_KINDS, description="how they are related; repost_of and sibling_of are vacancies of their own")
    score = dy.Float64(min=0, max=1, description="Jaccard similarity of the bodies; 1: equal")
    version = dy.String(description="version of the linker")


class LikenessTable(dy.Schema):
    """One row per pair of adverts that are something to each other, judged alone; ``link`` has those that agree."""

    advert_id = dy.String(primary_key=True, description="the later of the two, by first seen, then advert_id")
    other_id = dy.String(primary_key=True, description="the earlier advert")
    kind = dy.Enum(LINK_KINDS, description="the strongest relation that holds")
    score = dy.Float64(min=0, max=1, description="Jaccard similarity of the bodies; 1: equal")
    days_apart = dy.Int32(
        min=0, description="days from the other listing's last sighting to the advert's first; 0: it still stood"
    )


class SketchTable(dy.Schema):
    """One row per advert: what it is found by. Codes are hashes of words; null where it does not say."""

    advert_id = dy.String(primary_key=True, description="the advert")
    first_seen_at = dy.Datetime(**_UTC, description="first sighting of this version by a run that counts")
    first_run_id = dy.String(description="the run of that sighting")
    n_words = dy.Int32(min=0, description="words of its body")
    body = dy.Int64(nullable=True, description="code of its body: equal for equal words; null: too short to tell by")
    bands = dy.List(dy.Int64(), nullable=True, description="MinHash bands of its body: like bodies share one")
    teller = dy.Int64(nullable=True, description="code of advertiser and source")
    employer = dy.Int64(nullable=True, description="code of the employer's first word; null: an agency, or unsaid")
    title = dy.Int64(nullable=True, description="code of employer and title")
    post = dy.Int64(nullable=True, description="code of title, level and places")
    town = dy.Int64(nullable=True, description="code of its only town; null: none or several")
    requisition = dy.Int64(nullable=True, description="code of employer and requisition id")
    address = dy.Int64(nullable=True, description="code of its own page's address")
    is_snippet = dy.Bool(description="its text was cut by the source")
    version = dy.String(description="version of the code that made it")


class LinkedRunTable(dy.Schema):
    """One row per run whose sightings the linker has taken in: what differs from the runs that count is linked anew."""

    run_id = dy.String(primary_key=True, description="the run")
    started_at = dy.Datetime(**_UTC, description="start of the run")
    raw_sha256 = dy.String(nullable=True, description="sha256 of its raw records then")
    version = dy.String(description="version of the linker")


class SkillTable(dy.Schema):
    """One row per canonical skill of the taxonomy."""

    skill_id = dy.String(primary_key=True, description="short name, unique")
    name = dy.String(description="name to print")
    kind = dy.String(description="language, library, tool, platform, method, standard, certificate ...")
    family = dy.String(nullable=True, description="group it belongs to")
    is_ml_ai = dy.Bool(description="belongs to machine learning or AI")


class TitleFamilyTable(dy.Schema):
    """One row per title family of the taxonomy."""

    title_family = dy.String(primary_key=True, description="canonical title")
    is_ml_ai = dy.Bool(description="the family's own work is machine learning or AI")
    is_tech = dy.Bool(description="software, data, IT, cyber, infrastructure or ML")
    soc2020_code = dy.String(nullable=True, description="SOC 2020 unit group where sure")
    esco_code = dy.String(nullable=True, description="ESCO occupation where sure")


class PlatformTable(dy.Schema):
    """One row per platform whose complete runs prove an advert gone sooner than others do."""

    platform = dy.String(primary_key=True, description="kind of system a source runs on")
    n_absences = dy.Int32(min=1, description="complete runs in a row without an advert that close it; elsewhere 2")


class AccuracyTable(dy.Schema):
    """One row per measure of extraction against adverts that people labelled (``make accuracy``)."""

    fact = dy.String(primary_key=True, description="column of advert that is measured; 'skills' for mention")
    measure = dy.String(primary_key=True, description="accuracy, exact, F1 ..., as the scorer names it")
    adverts = dy.String(primary_key=True, description="which labelled adverts: all, or one kind of source")
    n_adverts = dy.Int32(min=0, description="labelled adverts of that kind")
    value = dy.Float64(nullable=True, min=0, max=1, description="the measure; null: nothing to measure")
    counts = dy.String(description="the counts behind it, in the scorer's words")


class RunVoidTable(dy.Schema):
    """One row per run declared void: everything it saw is left out of every view, and can be brought back."""

    run_id = dy.String(primary_key=True, description="the run")
    reason = dy.String(description="why, in words")


class ReportValueTable(dy.Schema):
    """One row per figure that a report printed and each time it was printed anew with another value; append-only."""

    ordinal = dy.Int64(primary_key=True, min=1, description="place in the ledger of all printed figures, from 1")
    series = dy.String(description="what the figure is: open, new, salary_median ...")
    ref_week = dy.String(description="ISO week the figure is about")
    revision = dy.Int32(min=0, description="0: as first printed; 1, 2 ...: as printed after a revision")
    week = dy.String(description="ISO week of the report that printed it")
    value = dy.Float64(nullable=True, description="the figure; null: a gap, or too little to print one")
    low = dy.Float64(nullable=True, description="lower end of its 90 % interval; null: a plain count")
    high = dy.Float64(nullable=True, description="upper end of its 90 % interval")
    n = dy.Int64(min=0, description="vacancies behind it")
    n_runs = dy.Int64(min=0, description="usable runs up to the end of ref_week")
    vintage = dy.String(description="digest of the runs, sightings and links up to the end of ref_week")
    source_list = dy.String(description="digest of the names of the sources up to the week of the report")
    code_version = dy.String(description="version of the program and, after a plus, a digest of models and statistics")
    parser_version = dy.String(description="version of the code and tables that read adverts")
    taxonomy_version = dy.String(description="version of the reference tables")
    seal = dy.String(description="md5 over the row and the seal of the row before: no row is changed or lost unseen")


class BreakTable(dy.Schema):
    """One row per change that makes figures differ though the market did not: of method, or of the runs that count."""

    break_id = dy.String(primary_key=True, description="its name, unique")
    kind = dy.Enum(BREAK_KINDS, description="method, run_voided or run_restored")
    series = dy.String(nullable=True, description="first letters of the series it touches; null: every series")
    week = dy.String(nullable=True, description="ISO week from which figures differ; null: all weeks are restated")
    run_id = dy.String(nullable=True, description="the run; null: no run's")
    code_version = dy.String(nullable=True, description="version of the program with which the method changed")
    n_printed = dy.Int64(nullable=True, min=0, description="figures in the ledger when it happened; null: a method's")
    note = dy.String(description="what changed and why, in words")


class ClaimVerdictTable(dy.Schema):
    """One row per claim and week (part 0) and per part of it: what the adverts say of it, and the query behind it."""

    week = dy.String(primary_key=True, description="ISO week in which it was checked")
    monday_on = dy.Date(description="Monday of the week")
    claim_id = dy.String(primary_key=True, description="the claim")
    part = dy.Int32(primary_key=True, min=0, description="0: the whole claim; 1, 2 ...: its parts")
    is_aside = dy.Bool(description="a part measured beside the others, which decides nothing")
    source = dy.String(description="title of the document that makes the claim")
    claim = dy.String(description="the claim, in our words")
    says = dy.String(description="what the part says; may be empty")
    measure = dy.String(description="what is measured; of part 0, by the part that decides")
    population = dy.String(description="the vacancies it speaks of, in words")
    bound = dy.String(description="what it says of the measure, in words; may be empty")
    verdict = dy.Enum(VERDICTS, description="supported: all of the 90 % interval fits; contradicted: none of it does")
    reason = dy.String(description="why, in words")
    n = dy.Int64(min=0, description="vacancies behind the figure; of two sides compared the fewer")
    n_employers = dy.Int64(min=0, description="employers behind the figure; of two sides compared the fewer")
    estimate = dy.Float64(nullable=True, description="the figure, in its unit; null: none could be given")
    low = dy.Float64(nullable=True, description="lower end of its 90 % interval")
    high = dy.Float64(nullable=True, description="upper end of its 90 % interval")
    unit = dy.String(description="what the figure counts; may be empty")
    sql = dy.String(nullable=True, description="query for the rows behind it, to run as it stands; null: no rows")

    @dy.rule()
    def interval_in_order(cls) -> pl.Expr:
        return pl.col("low").is_null() | (pl.col("low") <= pl.col("high"))
