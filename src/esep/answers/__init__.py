"""The one door between the data and anything shown: a `Question` in, an `Answer` out."""

from esep.answers.answer import Answer
from esep.answers.asking import Answers
from esep.answers.finding_text import list_amounts, name_estimate, name_subject, write_small
from esep.answers.grammar import parse_question
from esep.answers.opening import open_dataset, open_vocabulary
from esep.answers.recalled import Recalled
from esep.answers.wording import say_remark, write_fact

__all__ = [
    "Answer",
    "Answers",
    "Recalled",
    "list_amounts",
    "name_estimate",
    "name_subject",
    "open_dataset",
    "open_vocabulary",
    "parse_question",
    "say_remark",
    "write_fact",
    "write_small",
]
