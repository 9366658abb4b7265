"""`thidin calculate`: a case in JSON in, its tax with every step out, by the bill engine."""

from api.calculation.calculate import answer, answers
from api.calculation.stream import answer_stream, main_calculate

__all__ = ["answer", "answer_stream", "answers", "main_calculate"]
