"""The one door between the data and anything shown: a `Question` in, an `Answer` out."""

from esep.answers.answer import Answer
from esep.answers.asking import Answers
from esep.answers.grammar import parse_question
from esep.answers.opening import open_dataset, open_vocabulary
from esep.answers.wording import say_remark

__all__ = ["Answer", "Answers", "open_dataset", "open_vocabulary", "parse_question", "say_remark"]
