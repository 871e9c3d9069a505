"""The answer page: one record of words and figures that the report, the terminal and the explorer show."""

from tregua.decisions.answer.page import Drawn, Given, answer

__all__ = ["Drawn", "Given", "answer"]
