from typing import Any

import pytest

from crawlers.parse.persons import without_persons
from crawlers.parse.record import Record, ShapeError


@pytest.mark.parametrize(
    "name",
    [
        "author", "authors", "author_detail", "creator", "createdBy", "created_by", "recruiter", "recruiterName",
        "tt:recruiter", "hiringManager", "hiring_manager_id", "HiringTeam", "contact", "contactPerson",
        "applicationContact", "mailbox_email", "job_contact", "postedBy", "owner", "Line manager",
    ],
)  # fmt: skip
def test_a_field_of_people_is_left_out(name: str) -> None:
    assert without_persons({name: "A. Fenn", "inner": [{name: {"name": "A. Fenn"}}]}) == {"inner": [{}]}


@pytest.mark.parametrize(
    "name",
    [
        "title", "hiringOrganization", "updated_at", "created_at", "department", "company", "contactless", "name",
        "authorised", "postedOn", "jobReqId", "employerName", "manager_level", "bylines",
    ],
)  # fmt: skip
def test_a_field_of_anything_else_stays(name: str) -> None:
    assert without_persons({name: "words"}) == {name: "words"}


def test_people_are_known_by_their_type() -> None:
    organisation = {"@type": "Organization", "name": "Pots", "employee": {"@type": "Person", "name": "A. Fenn"}}
    assert without_persons({"org": organisation, "list": [{"@type": ["Thing", "Person"]}, 1]}) == {
        "org": {"@type": "Organization", "name": "Pots"},
        "list": [1],
    }


@pytest.mark.parametrize(
    ("entry", "is_kept"),
    [
        ({"name": "Recruiter", "value": "A. Fenn", "value_type": "short_text"}, False),
        ({"name": "Partner", "value": {"name": "A. Fenn"}, "value_type": "user"}, False),
        ({"fieldLabel": "Hiring Manager", "valueLabel": "A. Fenn"}, False),
        ({"name": "Hiring Manager Happy", "value": True, "value_type": "yes_no"}, True),
        ({"name": "Workplace Type", "value": "Hybrid"}, True),
        ({"name": "Contact Centre", "id": 5}, True),  # a department
    ],
)
def test_an_employers_own_field_of_people_is_left_out(entry: dict[str, Any], is_kept: bool) -> None:
    assert without_persons([entry]) == ([entry] if is_kept else [])


def test_what_is_nested_without_end_is_cut_and_says_so() -> None:
    deep: Any = "end"
    for _ in range(5_000):
        deep = {"a": deep}
    assert "left out: nested more than 60 levels deep" in repr(without_persons(deep))


def test_neither_a_payload_nor_a_fault_holds_people() -> None:
    record = Record({"id": 7, "creator": {"name": "A. Fenn"}}, "job")
    assert record.rest() == {"id": 7}
    with pytest.raises(ShapeError) as error:
        record.need("title")
    assert error.value.record == {"id": 7}
