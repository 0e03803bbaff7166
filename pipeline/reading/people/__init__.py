"""Who speaks: names, lists of people with their affiliations, and headlines that hold speakers."""

from pipeline.reading.people.headline import Headline, is_generic, read_headline
from pipeline.reading.people.homes import clean_affiliation, is_affiliation, is_home, is_proper
from pipeline.reading.people.listing import Found, find_people, read_people
from pipeline.reading.people.name import SURE, is_name, is_of_name, name_score, restore_case, strip_titles

__all__ = [
    "SURE",
    "Found",
    "Headline",
    "clean_affiliation",
    "find_people",
    "is_affiliation",
    "is_generic",
    "is_home",
    "is_name",
    "is_of_name",
    "is_proper",
    "name_score",
    "read_headline",
    "read_people",
    "restore_case",
    "strip_titles",
]
