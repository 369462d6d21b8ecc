"""Back-test of the emerging rule on real history: the monthly "Who is hiring?" threads of 2013-08 to 2016-12.

    python -m tests.referee.hacker_news FILE [CACHE]

FILE is the archive that tests/mappings/hn_who_is_hiring_2013_2016.yml describes. Prints HACKER_NEWS.md and writes it
beside this module: figures only, no words of a post. CACHE is a folder that keeps what was read out of the posts.

How it is judged: ``back_test``. Every post is taken, most of them from outside the UK: it is the rule that is tried,
not a market.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from crawlers.archive.mapping import read_mapping
from crawlers.archive.reader import import_archive
from pipelines.advert import Cleaned, clean_runs
from pipelines.extract.workers import Workers
from pipelines.read import read_run
from pipelines.version import parser_version
from tests.referee.hacker_news_page import FOLLOWED, UNNAMED, page

MAPPING = Path(__file__).parents[1] / "mappings" / "hn_who_is_hiring_2013_2016.yml"
PAGE = Path(__file__).with_name("HACKER_NEWS.md")


def read_posts(file: Path, cache: Path | None = None) -> pl.DataFrame:
    """One row a post, sorted: source_id, month (its thread's date), employer, skills (ids, negated ones left out) and
    plain (those of FOLLOWED whose plain name stands in it).

    The employer is the warehouse's: the address a post gives, or UNNAMED. Read by the real extractor over the whole
    file; ``cache`` keeps the frame under the digests of the file and of the parser.
    """
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    kept = cache / f"hn-{digest}-{parser_version()}.parquet" if cache else None
    if kept and kept.exists():
        return pl.read_parquet(kept)
    posts = _posts(_cleaned(file))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        posts.write_parquet(kept)
    return posts


def _cleaned(file: Path) -> Cleaned:
    with TemporaryDirectory() as raw, Workers(1) as workers:
        imported = import_archive(file, read_mapping(MAPPING), Path(raw), now=datetime.now(UTC))
        return clean_runs([read_run(folder) for folder in imported.folders], frozenset(), workers)


def _posts(cleaned: Cleaned) -> pl.DataFrame:
    named = cleaned.mention.filter(pl.col("demand").ne_missing(pl.lit("negated")))
    words = pl.concat_str("title_raw", "text", separator="\n", ignore_nulls=True)
    plain = pl.concat_list(pl.when(words.str.contains(p)).then(pl.lit(unit)) for unit, p in FOLLOWED.items())
    described = cleaned.advert.filter(pl.col("text_kind") != "none")
    return (
        cleaned.sighting.select("advert_id", "source_id", month=pl.col("seen_at").dt.date())
        .join(described.select("advert_id", "employer_key", plain=plain.list.drop_nulls()), on="advert_id")
        .join(named.group_by("advert_id").agg(skills=pl.col("skill_id").sort()), on="advert_id", how="left")
        .select("source_id", "month", pl.col("employer_key").fill_null(UNNAMED).alias("employer"), "skills", "plain")
        .sort("month", "source_id")
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="The emerging rule on Hacker News' hiring threads.")
    parser.add_argument("file", type=Path, help="the archive, in Parquet")
    parser.add_argument("cache", type=Path, nargs="?", help="folder for what was read out of the posts")
    asked = parser.parse_args(arguments)
    written = page(read_posts(asked.file, asked.cache))
    PAGE.write_text(written, "utf-8")
    sys.stdout.write(written)


if __name__ == "__main__":
    main()
