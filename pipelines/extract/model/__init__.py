"""Names of skills that no table holds: phrases scored by a small model that we train (MODEL_CARD.md).

letters (what each character is) -> pieces (words and marks as columns of numbers) -> scene (what is known around
them) -> spans (phrases that could be a name) -> traits (what is seen of each) -> scorer (how likely it is a skill)
-> unseen (those that are); component: the same for one Doc of spaCy
"""
