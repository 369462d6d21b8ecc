"""Pages asked for by offset, of a listing that tells no total: each later page is to begin where the last one ended."""

from __future__ import annotations

from collections.abc import Collection


def page_fault(ids: Collection[str | None], n_new: int, met: str | None) -> str | None:
    """Why a page proves nothing of the listing's end; None where nothing is wrong with it.

    ``ids`` are those of the page, ``n_new`` how many of them no earlier page held. ``met`` is the last id of the page
    before, None on the first page: what is taken down while we read moves all behind it up by one, past the edge
    between two pages, and ``met`` goes with them.
    """
    if met is None:
        return None
    if met not in ids:
        return f"the listing moved while it was read: {met} is not where it was"
    return "a page holds what earlier ones held" if not n_new and len(ids) > 1 else None
