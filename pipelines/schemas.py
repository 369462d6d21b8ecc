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
