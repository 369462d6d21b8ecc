"""Which adverts tell of one vacancy, and which repeat another: frames in, frames out.

sketch (what an advert is found by) -> candidates (the warehouse joins them) -> likeness (each pair judged by itself:
vetoes, then bodies compared) -> vacancies (pairs joined so that nothing in one vacancy contradicts the rest).

Source of the rules: the project's statistics contract, sections 5 (reposts) and 6 (duplicates).
"""
