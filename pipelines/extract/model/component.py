"""The trained model as a component of a spaCy pipeline, to be tried on one text: ``nlp(text).spans["unseen"]``.

It finds the table's skills first, as the model needs to know them. Batches of adverts go to ``UnseenSkills`` itself,
without Docs, at a fraction of the cost.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipelines.extract.model.unseen import UnseenSkills
from pipelines.extract.skills import SkillFinder, read_skills
from pipelines.words import Words


class UnseenComponent:
    """Puts into ``doc.spans[key]`` the names that the table lacks; each span's label says how they are asked for."""

    def __init__(self, key: str) -> None:
        skills = read_skills()
        self._key, self._known, self._unseen = key, SkillFinder(skills), UnseenSkills(skills)

    def __call__(self, doc: Doc) -> Doc:
        batch = [Words(text=doc.text)]
        (found,) = self._unseen.find(batch, self._known.find(batch))
        spans = (doc.char_span(u.start, u.end, u.demand or "", alignment_mode="expand") for u in found)
        doc.spans[self._key] = [span for span in spans if span is not None]
        return doc


@Language.factory("unseen_skills", default_config={"key": "unseen"})
def build_component(nlp: Language, name: str, key: str) -> UnseenComponent:
    """``key``: where in ``doc.spans`` they go."""
    return UnseenComponent(key)
