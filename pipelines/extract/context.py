"""What an advert's work is: machine learning or AI, and technical or not.

The title's family decides first, then the other words of the title, then how thickly the text is sown with the
words of the trade. Counts are of the text as a whole, so one sentence of company pride decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from string import ascii_lowercase

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.clean.flat import flat_bytes
from pipelines.clean.signs import Signs
from pipelines.extract.families import Family, families
from pipelines.extract.headline import Unit, key_of, segments, units
from pipelines.extract.titles import Title
from pipelines.words import Words

_ML_WORDS = frozenset({
    "ai", "ml", "mlops", "llm", "llms", "nlp", "genai", "pytorch", "tensorflow", "keras", "scikit-learn", "xgboost",
    "transformers", "huggingface", "langchain", "rag", "embeddings", "fine-tuning", "agentic", "mlflow", "sagemaker",
    "ai/ml", "machine-learning", "ai-driven", "gen-ai",
    "machine learning", "deep learning", "artificial intelligence", "language models", "language model",
    "language processing", "computer vision", "neural networks", "neural network", "reinforcement learning",
    "generative ai", "gen ai", "hugging face", "fine tuning", "data science", "data scientist", "data scientists",
    "predictive models", "predictive modelling", "foundation models", "foundation model", "prompt engineering",
})  # fmt: skip
_TECH_WORDS = frozenset({
    "python", "java", "javascript", "typescript", "sql", "c++", "c#", ".net", "golang", "rust", "kotlin", "scala",
    "php", "ruby", "react", "angular", "node.js", "aws", "azure", "gcp", "docker", "kubernetes", "terraform",
    "linux", "git", "github", "ci/cd", "devops", "api", "apis", "microservices", "software", "backend", "frontend",
    "full-stack", "database", "databases", "etl", "spark", "databricks", "snowflake", "airflow", "kafka", "tableau",
    "looker", "dashboard", "dashboards", "cyber", "firewall", "firewalls", "server", "servers", "network",
    "networking", "cloud", "automation", "scripting", "algorithm", "algorithms", "dataset", "datasets",
    "power bi", "google cloud", "data engineering", "data pipeline", "data pipelines", "data model", "data models",
    "data modelling", "data science", "data analytics", "data analysis", "data warehouse", "data platform",
    "data sets", "machine learning",
})  # fmt: skip
_TRADE_WORDS = _TECH_WORDS | _ML_WORDS
_NAMES = sorted(_TRADE_WORDS)
# A word stands between spaces once the marks around it are spaces too; "c++", "ci/cd" and "node.js" stay whole.
_SOUGHT = BytesAhoCorasick([f" {name} ".encode() for name in _NAMES], implementation=Implementation.DFA)
_MARK = "\n!\"$%&'()*,:;<=>?@[]^_`{|}~"
_MARKS = bytes.maketrans(_MARK.encode(), b" " * len(_MARK))
_LETTERS = bytes.maketrans(ascii_lowercase.encode(), b"a" * 26)
_APART = frozenset(f" {_MARK}".encode())
_HYPHEN, _STOP = b"-."


def _spellings(name: str) -> list[str]:
    """As signs; two or three letters are part of many words, and so are sought with what ends them (but a text)."""
    if len(name) <= 3:
        return [name + end for end in (" ", ".", *_MARK)]
    return list(dict.fromkeys((name, name.replace(" ", "\n"))))


_ML_SPELT = [(name, spelling) for name in sorted(_ML_WORDS) for spelling in _spellings(name)]
_ML_SIGNS = Signs([spelling for _, spelling in _ML_SPELT])
_ML_UNITS = frozenset({
    "ai", "ml", "mlop", "llm", "nlp", "genai", "rag", "deep", "agentic", "multimodal", "neural",
    "reinforcement learning",
})  # fmt: skip
_TECH_UNITS = frozenset({
    "data", "software", "developer", "programmer", "it", "cyber security", "cyber", "cloud", "devop", "database",
    "web", "sql", "python", "java", "network", "frontend", "backend", "fullstack", "analytic", "api", "linux",
    "infrastructure", "digital", "bi", "ui", "ux", "embedded", "firmware", "kdb", "tech", "sre", "platform",
})  # fmt: skip
# Trades of which a part is technical work, so that the words around the name may show it.
_OPEN_AREAS = frozenset({"science", "business", "engineering", "design", "finance"})


def is_ml_ai(title: Title, words: Words, skills: Sequence[str]) -> bool | None:
    """Whether the role's own work is machine learning or AI; None where there is neither title nor text.

    ``skills`` names the machine-learning skills found in the advert.
    """
    if not (words.title.strip() or words.text.strip()):
        return None
    family = _family(title)
    if family and family.is_ml_ai:
        return True
    if not is_tech(title, words, skills):
        return False
    said = _ml_words(words.text)
    kinds = _kinds(said, skills)
    if _ML_UNITS & _keys(words.title):
        return not words.text.strip() or kinds >= 2 or _per_hundred(said, words.text) >= 2
    return kinds >= 5 and _per_hundred(said, words.text) >= 2.5


def is_tech(title: Title, words: Words, skills: Sequence[str]) -> bool | None:
    """Whether the role is software, data, IT, cyber, infrastructure or ML; None with neither title nor text.

    ``skills`` names the technical skills found in the advert.
    """
    if not (words.title.strip() or words.text.strip()):
        return None
    family = _family(title)
    if family and (family.is_tech or family.area not in _OPEN_AREAS):
        return family.is_tech
    if _names_tech(title, words.title, family):
        return True
    trade = _TECH_WORDS if family else _TRADE_WORDS
    said = [name for name in _trade_words(words.text) if name in trade]
    return _kinds(said, skills) >= 6 and _per_hundred(said, words.text) >= (2.5 if family else 1.5)


def _names_tech(title: Title, written: str, family: Family | None) -> bool:
    read = units(written)
    if any(_ends_in_tech(part) for part in segments(read)):
        return True
    keys = {unit.key for unit in read}
    if family:
        return family.area == "science" and bool(keys & _ML_UNITS)
    return bool(_keys(title.core or "") & _TECH_UNITS) or bool(keys & _ML_UNITS)


def _ends_in_tech(part: list[Unit]) -> bool:
    """Another part of the headline that begins with a technical occupation ("Research Associate - Data Scientist")."""
    table = families()
    for end in range(len(part), 1, -1):
        known = table.exact(key_of(part[:end]))
        if known:
            return known.is_tech and part[end - 1].key in table.heads
    return False


def _family(title: Title) -> Family | None:
    return families().by_name.get(title.family) if title.family else None


def _keys(written: str) -> set[str]:
    return {unit.key for unit in units(written)}


def _kinds(said: Sequence[str], skills: Sequence[str]) -> int:
    """How many different words of a trade a text says."""
    return len({*said, *(skill.lower() for skill in skills)})


def _per_hundred(said: Sequence[str], text: str) -> float:
    """How thickly a text is sown with the words of a trade: of a hundred words."""
    n_words = _plain(text).translate(_LETTERS).count(b" a")
    return 100 * len(said) / (n_words or 1)


def _ml_words(text: str) -> list[str]:
    """Those of machine learning, as often as they stand in the text."""
    view = flat_bytes(text)
    found = []
    for number, start, _ in _ML_SIGNS.hits(text):
        name = _ML_SPELT[number][0]
        if _opens(view, start) and _closes(view, start + len(name)):
            found.append(name)
    return found


def _opens(view: bytes, start: int) -> bool:
    """Whether a word may begin there: behind a mark, or a hyphen that hangs on none."""
    before = start - 1
    return (
        before < 0 or view[before] in _APART or (view[before] == _HYPHEN and before > 0 and view[before - 1] in _APART)
    )


def _closes(view: bytes, end: int) -> bool:
    """Whether a word may end there: before a mark, or a full stop with a mark behind it."""
    after = view[end : end + 2]
    return not after or after[0] in _APART or (after[0] == _STOP and after[-1] in _APART)


@lru_cache(maxsize=1)  # both questions are asked of the same text
def _trade_words(text: str) -> list[str]:
    """The words of a trade in a text, as often as they stand there."""
    return [_NAMES[number] for number, _, _ in _SOUGHT.find_matches_as_indexes(_plain(text), overlapping=True)]


@lru_cache(maxsize=1)
def _plain(text: str) -> bytes:
    """A text with marks as spaces."""
    return b" %b " % flat_bytes(text).translate(_MARKS).replace(b". ", b"  ").replace(b" -", b"  ")
