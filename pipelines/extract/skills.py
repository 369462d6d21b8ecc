"""Skills named in an advert: the table of skills, every spelling of each, and where the advert says them.

table (reference/skills.csv) -> spellings -> spaCy's PhraseMatcher -> which hits stand -> one mention a skill
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import add, itemgetter
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from pipelines.extract.nlp import WordTokenizer, build_nlp, fold, spellings, tokens_of
from pipelines.words import Words

Kind = Literal[
    "language", "library", "framework", "tool", "product", "platform", "cloud-service", "database", "method",
    "standard", "certificate", "clearance", "practice",
]  # fmt: skip
Care = Literal["any", "case", "context"]
Demand = Literal["required", "desired", "context", "negated"]
SKILLS = Path(__file__).parents[1] / "reference" / "skills.csv"
COLUMNS = ("skill_id", "name", "aliases", "kind", "family", "is_ml_ai", "match")


class Skill(NamedTuple):
    """A row of the table. An alias that begins with "=" counts in its exact case only, with "?" in context only."""

    skill_id: str
    name: str
    aliases: tuple[str, ...]
    kind: Kind
    family: str
    is_ml_ai: bool
    match: Care


class Mention(NamedTuple):
    """A skill and the characters that name it: ``words.<field>[start:end] == surface``."""

    skill_id: str
    field: Literal["title", "text"]
    start: int
    end: int
    surface: str
    demand: Demand | None


# --- the table ---------------------------------------------------------------------------------------------------


def read_skills(path: Path = SKILLS) -> tuple[Skill, ...]:
    """The table, checked. Raises ValueError naming file, row (the heading is row 1) and column of the first fault."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: row 1: the columns must be {', '.join(COLUMNS)}")
        rows = [(n, row) for n, row in enumerate(reader, start=2)]
    ids: dict[str, int] = {}
    surfaces: dict[str, int] = {}
    skills = []
    for n, row in rows:
        try:
            skill = _skill(row)
            _once(ids, [skill.skill_id], n, "skill_id")
            _once(surfaces, [s.casefold() for s, _ in _surfaces(skill)], n, "aliases")
        except ValueError as error:
            raise ValueError(f"{path}: row {n}: {error}") from error
        skills.append(skill)
    return tuple(skills)


def _skill(row: Mapping[str, str | None]) -> Skill:
    cells = {c: (row[c] or "").strip() for c in COLUMNS}
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cells["skill_id"]):
        raise ValueError(f"skill_id: not kebab-case: {cells['skill_id']!r}")
    for column in ("name", "family"):
        if not cells[column]:
            raise ValueError(f"{column}: empty")
    for column, legal in (("kind", get_args(Kind)), ("match", get_args(Care)), ("is_ml_ai", ("true", "false"))):
        if cells[column] not in legal:
            raise ValueError(f"{column}: {cells[column]!r} is none of {', '.join(legal)}")
    aliases = tuple(cells["aliases"].split(" | ")) if cells["aliases"] else ()
    if any(a.strip(" =?|") == "" or a != a.strip() for a in aliases):
        raise ValueError(f"aliases: an empty alias in {cells['aliases']!r}")
    return Skill(
        cells["skill_id"], cells["name"], aliases, cast(Kind, cells["kind"]), cells["family"],
        cells["is_ml_ai"] == "true", cast(Care, cells["match"]),
    )  # fmt: skip


def _once(seen: dict[str, int], keys: Iterable[str], n: int, column: str) -> None:
    for key in keys:
        if key in seen:
            raise ValueError(f"{column}: {key!r} stands in row {seen[key]} already")
        seen[key] = n


def _surfaces(skill: Skill) -> Iterator[tuple[str, Care]]:
    """Name and aliases as written, each with how careful to be."""
    yield skill.name, skill.match
    flags: dict[str, Care] = {"=": "case", "?": "context"}
    for alias in skill.aliases:
        yield alias.lstrip("=?"), flags.get(alias[0], "any")


# --- spellings ---------------------------------------------------------------------------------------------------

_FIELDS = {"method", "practice"}  # names of a field of work: they have a plural, and are written in any case


class _Spelling(NamedTuple):
    """Whose a spelling is. ``exact``: the only way to write it, None where any case will do."""

    skill_id: str
    care: Care
    exact: str | None
    is_field: bool


def _all_spellings(skills: Iterable[Skill]) -> dict[str, _Spelling]:
    """Lower-case spelling -> whose it is. One written in the table goes before one made by rule."""
    written: dict[str, _Spelling] = {}
    made: dict[str, _Spelling] = {}
    for skill in skills:
        is_field = skill.kind in _FIELDS
        for surface, care in _surfaces(skill):
            own = " ".join(tokens_of(surface))
            # "testing" is no name, R and CV are
            cased = care == "case" or (care == "context" and not (is_field and not surface.isupper()))
            written.setdefault(own.lower(), _Spelling(skill.skill_id, care, own if cased else None, is_field))
            for way in spellings(surface, plural=is_field):
                made.setdefault(way.lower(), _Spelling(skill.skill_id, care, way if cased else None, is_field))
    return made | written


def _alone(skills: Iterable[Skill]) -> frozenset[str]:
    """Names of one word, which may be glued to the next."""
    surfaces = (surface for skill in skills for surface, care in _surfaces(skill) if care != "context")
    return frozenset(way for s in surfaces for way in (s, s + "s") if way.isalnum() and not way.islower())


# --- hits: which characters name which skill ---------------------------------------------------------------------


class _Hit(NamedTuple):
    """Tokens [first, last) that spell a skill."""

    first: int
    last: int
    spelling: _Spelling


class _Tokens(NamedTuple):
    """A text's words and marks, and whether one space follows each."""

    words: list[str]
    spaces: list[bool]

    def word(self, i: int) -> str:
        """In lower case; "" beyond either end."""
        return self.words[i].lower() if 0 <= i < len(self.words) else ""

    def starts(self) -> list[int]:
        """Where each token begins, in characters; one more for the end."""
        return list(accumulate(map(add, map(len, self.words), self.spaces), initial=0))


_LINKS = frozenset(",/&|;()+") | {"and", "or"}
_BULLETS = frozenset("-•·▪●‣o*+")
_STOPS = _BULLETS | {"", ".", "!", "?", ":"}
_GLUE = frozenset("-&'.")
_CUES_BEFORE = frozenset(
    {
        "in", "using", "with", "programming", "language", "languages", "coding", "scripting", "fluent",
        "speak", "speaks", "speaking", "written", "spoken", "native", "proficient",
    }
)  # fmt: skip
_CUES_AFTER = frozenset(
    {
        "programming", "language", "languages", "scripts", "scripting", "code", "developer", "speaker", "speaking",
        "skills", "experience", "expertise", "knowledge", "packages",
    }
)  # fmt: skip
# Heads of phrases that speak of people and places, singular: "our data science team" asks for nothing.
_PEOPLE = frozenset(
    {
        "team", "function", "department", "community", "communitie", "leader", "leadership", "company",
        "companie", "firm", "consultancy", "startup", "start", "industry", "sector", "organisation",
        "organization", "professional", "practitioner", "talent", "researcher", "engineer", "scientist",
        "analyst", "manager", "architect", "specialist", "consultant", "developer", "lead", "director",
        "degree", "graduate", "student", "course", "role", "job", "career", "space", "lab", "hub", "academy",
        "centre", "center", "group", "conference", "event",
    }
)  # fmt: skip


class _Matcher:
    """The seam: a text in, the characters out that name a skill. Another way to find them changes nothing else."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        nlp = build_nlp()
        self._spellings = _all_spellings(skills)
        self._phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._phrases.add("skill", [nlp.make_doc(s) for s in self._spellings])
        self._tokenizer = WordTokenizer(nlp.vocab, _alone(skills))

    def find(self, text: str) -> Iterator[tuple[int, int, _Spelling]]:
        """Start, end and skill of what is named, in order and without overlap: of two the longer stands."""
        tokens = _Tokens(*self._tokenizer.split(text))
        found = sorted(self._spelt(tokens), key=lambda h: (h.first - h.last, h.first))
        if not found:
            return
        apart = [h for h in _apart(found) if not _is_other(h, tokens)]
        starts = tokens.starts()
        for first, last, spelling in sorted(_believed(apart, tokens)):
            yield starts[first], starts[last - 1] + len(tokens.words[last - 1]), spelling

    def _spelt(self, tokens: _Tokens) -> Iterator[_Hit]:
        for _, first, last in self._phrases(Doc(self._tokenizer.vocab, words=tokens.words, spaces=tokens.spaces)):
            said = " ".join(tokens.words[first:last])
            spelling = self._spellings[said.lower()]
            if spelling.exact in (None, said):
                yield _Hit(first, last, spelling)


def _apart(hits: Iterable[_Hit]) -> Iterator[_Hit]:
    """Those hits that touch no token of one before."""
    taken: set[int] = set()
    for hit in hits:
        if taken.isdisjoint(range(hit.first, hit.last)):
            taken.update(range(hit.first, hit.last))
            yield hit


def _believed(hits: list[_Hit], tokens: _Tokens) -> list[_Hit]:
    """The sure ones; and of words such as R, Go and logging those beside a cue, or in a list with one believed.

    Belief runs along a list from either end, so one sweep each way finds all.
    """
    believed = [h for h in hits if not _is_doubtful(h, tokens) or _is_cued(h, tokens)]
    starts, ends = {h.first for h in believed}, {h.last for h in believed}
    waiting = sorted(h for h in hits if h.first not in starts)
    for hit in (*waiting, *reversed(waiting)):
        if hit.first not in starts and _is_listed(hit, tokens, starts, ends):
            believed.append(hit)
            starts.add(hit.first)
            ends.add(hit.last)
    return believed


def _is_doubtful(hit: _Hit, tokens: _Tokens) -> bool:
    """Needs company: a word that is often something else, or one whose capital only begins a sentence ("Spark joy")."""
    if hit.spelling.care != "case":
        return hit.spelling.care == "context"
    name, before, after = tokens.words[hit.first], tokens.word(hit.first - 1), tokens.words[hit.last : hit.last + 1]
    begins = before in _STOPS or "\n" in before
    return begins and name.istitle() and bool(after) and after[0].islower() and after[0] not in _LINKS


def _is_other(hit: _Hit, tokens: _Tokens) -> bool:
    """A field that describes people, or a doubtful word within a longer one."""
    if hit.spelling.is_field and tokens.word(hit.last).removesuffix("s") in _PEOPLE:
        return True
    return hit.spelling.care == "context" and _is_glued(hit, tokens)


def _is_glued(hit: _Hit, tokens: _Tokens) -> bool:
    """Part of a longer word: R&D, C-level, Go-to-market, "Let's Go"."""
    before, after = hit.first - 1, hit.last
    if tokens.word(before) in _GLUE and not tokens.spaces[before]:
        return True
    return (
        tokens.word(after) in _GLUE
        and not any(tokens.spaces[after - 1 : after + 1])
        and tokens.word(after + 1).isalnum()
    )


def _is_cued(hit: _Hit, tokens: _Tokens) -> bool:
    """As in "in Go" and "R programming"; and a bullet that holds nothing else."""
    before, after = tokens.word(hit.first - 1), tokens.word(hit.last)
    if before in _BULLETS and (not after or "\n" in after):
        return tokens.word(hit.first - 2) != "*"  # two stars are bold type
    return not hit.spelling.is_field and (after in _CUES_AFTER or (before in _CUES_BEFORE and not after.isalpha()))


def _is_listed(hit: _Hit, tokens: _Tokens, starts: set[int], ends: set[int]) -> bool:
    left, right = hit.first, hit.last
    while tokens.word(left - 1) in _LINKS:
        left -= 1
    while tokens.word(right) in _LINKS:
        right += 1
    return (left < hit.first and left in ends) or (right > hit.last and right in starts)


# --- demand: how the advert asks for it --------------------------------------------------------------------------

_HEADING = re.compile(r"^[ \t]*(?![-•·▪●+‣o][ \t]|\*[ \t]|\d)[^\n]{3,100}$", re.MULTILINE)
_WORDS_OF_A_HEADING = 5  # more only with a colon, or in bold type
# The same inside a line: with a colon, or capitalised as a heading is that lost its line.
_LABEL = re.compile(
    r"(?:\b|(?<=[a-z)]))(?:nice[ -]to[ -]haves?|desirables?|desired|preferred|bonus points|essentials?|requirements?"
    r"|must[ -]haves?|responsibilities|benefits|about us|what we offer)\b(?: \w{1,15}){0,3} ?:"
    r"|(?-i:(?:Preferred|Desirable|Desired|Required|Essential|Bonus)"
    r" (?:Experience|Skills|Qualifications|Criteria|Requirements))",
    re.IGNORECASE,
)
_SECTIONS: tuple[tuple[Demand | None, re.Pattern[str]], ...] = (
    ("desired", re.compile(
        r"nice[ -]to[ -]have|desirable|desired|preferred|bonus point|\bbonus(?:es)?\W*$|advantageous|good to have"
        r"|\ba plus\b|stand out|it would be great|may also have|also (?:like|love)", re.I)),
    ("required", re.compile(
        r"essential|requirement|required|must[ -]have|qualification|what you(?:'ll| will)? (?:need|bring)|who you are"
        r"|about you\b|looking for|\bskills\b|\bexperience\b|your profile|person specification|criteria", re.I)),
    ("context", re.compile(
        r"about us\b|about the (?:company|team|business)|who we are|benefits|what we offer|perks"
        r"|our (?:company|culture)|why (?:join|work|us)|in it for you|reward|equal opportunit|how to apply"
        r"|diversity|inclusion", re.I)),
    (None, re.compile(r":\W*$|^\W*\*\*|responsibilit|\bdut(?:y|ies)\b|the role\b|job description", re.I)),
)  # fmt: skip
_ASKS: tuple[tuple[Demand, re.Pattern[str]], ...] = (
    ("desired", re.compile(
        r"\b(?:a|an|big|huge|real|strong|distinct) (?:plus|bonus|advantage)\b|nice[ -]to[ -]have"
        r"|\b(?:desirable|preferred|preferably|advantageous|ideally|beneficial|not essential)\b"
        r"|\bwould be (?:great|ideal|useful)", re.I)),
    ("required", re.compile(r"\bmust\b|\bessential\b|\bmandatory\b|\brequired?\b|\byou(?:'ll| will)? need\b", re.I)),
)  # fmt: skip
_NOT_NEEDED = re.compile(
    r"\b(?:no|without|don't need|do not need)\b[^.;:,\n]{0,80}?\b(?:needed|required|necessary)\b"
    r"|\b(?:don't|do not|doesn't|does not) (?:need|require)\b[^.;:,\n]{0,80}",
    re.I,
)
_IS_NOT_NEEDED = re.compile(r"(?:\bnot|n't) (?:be )?(?:needed|required|necessary)\b", re.I)
_DEGREE = re.compile(
    r"\b(?:degrees?|BSc|MSc|B\.Sc|M\.Sc|MEng|PhDs?|bachelor'?s?|master'?s|doctorate|undergraduate|postgraduate|diploma"
    r"|A-levels?|GCSEs?)\b",
    re.I,
)
_DEGREE_ENDS = re.compile(r"[.;\n]|\b(?:with|experience|knowledge|ability|plus|proficien\w*|skills)\b", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
# The end of a sentence or bullet; and the seam of two that lost what stood between them: "PythonStrong knowledge".
_BREAK = re.compile(
    r"[.!?;](?=\s|[A-Z])|\n|\s[+•*·▪●]\s|(?<=[a-zA-Z)])(?=(?:Strong|Experience|Knowledge|Understanding|Familiar"
    r"|Proficien|Exposure|Ability|Excellent|Proven|Good|Solid|Hands|Working|Demonstrable|Comfort|Previous|Deep|Interest"
    r"|Awareness|Required?|Preferred|Desirable|Nice|Essential|Background|Advanced|Expert|Skill|Confident|You|What)\b)"
)
_REACH = 200  # characters that "not needed" and "degree in" speak of, at most


class _Asked:
    """How each part of one text asks: by the words of its sentence first, else by the heading it stands under."""

    def __init__(self, text: str) -> None:
        self._text = fold(text)
        self._sections = sorted(_headings(self._text), key=itemgetter(0))
        self._breaks = [m.end() for m in _BREAK.finditer(self._text)]
        self._refused = _Spans(_refusals(self._text))
        self._subjects = _Spans(_subjects(self._text))
        self._addresses = _Spans(m.span() for m in _ADDRESS.finditer(self._text))
        self._sentences: dict[int, Demand | None] = {}

    def at(self, start: int) -> Demand | None:
        if start in self._refused:
            return "negated"
        return self._by_sentence(start) or self._by_heading(start)

    def counts(self, start: int, *, is_field: bool) -> bool:
        """Whether it is said of the work: not part of a web address, nor (a field) what a degree is in."""
        return start not in self._addresses and not (is_field and start in self._subjects)

    def _by_sentence(self, start: int) -> Demand | None:
        n = bisect_right(self._breaks, start)
        if n not in self._sentences:
            first = self._breaks[n - 1] if n else 0
            last = self._breaks[n] if n < len(self._breaks) else len(self._text)
            sentence = self._text[first:last]
            self._sentences[n] = next((demand for demand, cue in _ASKS if cue.search(sentence)), None)
        return self._sentences[n]

    def _by_heading(self, start: int) -> Demand | None:
        n = bisect_right(self._sections, start, key=itemgetter(0))
        return self._sections[n - 1][1] if n else None


class _Spans:
    """Stretches [start, end) of a text, to be asked for a place."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._reach = list(accumulate((end for _, end in self._spans), max))

    def __contains__(self, place: int) -> bool:
        n = bisect_right(self._spans, place, key=itemgetter(0))
        return n > 0 and place < self._reach[n - 1]


def _headings(text: str) -> Iterator[tuple[int, Demand | None]]:
    """Where a section begins, and how what stands in it is asked for; a line that ends as a sentence is none."""
    for line in _HEADING.finditer(text):
        words = line[0].strip()
        if words[-1:] in ".,;" or (words[-1:] not in ":*?" and words.count(" ") >= _WORDS_OF_A_HEADING):
            continue
        for demand, cue in _SECTIONS:
            if cue.search(line[0]):
                yield line.start(), demand
                break
    for label in _LABEL.finditer(text):
        demand = next((d for d, cue in _SECTIONS if cue.search(label[0])), None)
        yield label.start(), demand


def _refusals(text: str) -> Iterator[tuple[int, int]]:
    """Stretches in which the advert says that something is not needed."""
    for said in _NOT_NEEDED.finditer(text):
        yield said.span()
    for said in _IS_NOT_NEEDED.finditer(text):
        nearest = max(0, said.start() - _REACH)
        clause = max(text.rfind(mark, nearest, said.start()) for mark in ".;,\n")
        yield max(nearest, clause + 1), said.end()


def _subjects(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that name the subjects of a degree."""
    for degree in _DEGREE.finditer(text):
        furthest = min(len(text), degree.end() + _REACH)
        end = _DEGREE_ENDS.search(text, degree.end(), furthest)
        yield degree.end(), end.start() if end else furthest


# --- the finder --------------------------------------------------------------------------------------------------


class SkillFinder:
    """Finds the table's skills in adverts. Costly to build (a second): build one a process."""

    def __init__(self, skills: Sequence[Skill] | None = None) -> None:
        self._skills = {s.skill_id: s for s in (read_skills() if skills is None else skills)}
        self._matcher = _Matcher(tuple(self._skills.values()))

    def skill(self, skill_id: str) -> Skill:
        """The row of the table. Raises KeyError for an id that is not in it."""
        return self._skills[skill_id]

    def find(self, batch: Sequence[Words]) -> list[list[Mention]]:
        """Per advert one mention a skill: where it is first asked for, or else first named; title before text."""
        with build_nlp().memory_zone():
            return [self._one(words) for words in batch]

    def _one(self, words: Words) -> list[Mention]:
        best: dict[str, Mention] = {}
        for mention in (*self._mentions("title", words.title), *self._mentions("text", words.text)):
            held = best.get(mention.skill_id)
            if held is None or (_is_idle(held) and not _is_idle(mention)):
                best[mention.skill_id] = mention
        return sorted(best.values(), key=lambda m: (m.field != "title", m.start))

    def _mentions(self, field: Literal["title", "text"], text: str) -> Iterator[Mention]:
        if not text:
            return
        named = list(self._matcher.find(text))
        asked = _Asked(text) if named else None
        for start, end, spelling in named:
            if asked and asked.counts(start, is_field=spelling.is_field):
                yield Mention(spelling.skill_id, field, start, end, text[start:end], asked.at(start))


def _is_idle(mention: Mention) -> bool:
    return mention.demand in ("context", "negated")
