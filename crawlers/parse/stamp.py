"""The mark of an entry's version, where its source gives it none: made of the entry's own words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from crawlers.journal import as_json
from crawlers.parse.persons import without_persons


def entry_stamp(entry: Mapping[str, Any], passing: Collection[str] = ()) -> str:
    """64 hex digits over all that the entry says, but for its ``passing`` fields, which differ from day to day, and
    for what it says of people.

    >>> entry_stamp({"id": 7, "views": 3}, ("views",)) == entry_stamp({"views": 4, "id": 7}, ("views",))
    True
    """
    lasting = without_persons({name: value for name, value in entry.items() if name not in passing})
    return sha256(as_json(lasting)).hexdigest()
