"""A bank under check: its questions with the places where they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from crest.content.faults import Document, Fault, Path_, Severity
from crest.content.rules.known import Known
from crest.domain.bank import Kind, Question, Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a bank: where it stands in the file and in the order of asking."""

    question: Question
    path: Path_
    position: int
    document: Document

    @property
    def is_control(self) -> bool:
        """Return whether the question is credited."""
        return self.question.kind is Kind.CONTROL

    def fault(self, message: str, *keys: str | int) -> Fault:
        """Return an error at this key of the question."""
        return self.document.fault((*self.path, *keys), f"{self.question.code} {message}")

    def warning(self, message: str, *keys: str | int) -> Fault:
        """Return a warning at this key of the question."""
        message = f"{self.question.code} {message}"
        return self.document.fault((*self.path, *keys), message, severity=Severity.WARNING)

    def has(self, *keys: str | int) -> bool:
        """Return whether the key is written in the file."""
        return (*self.path, *keys) in self.document.lines


@dataclass(frozen=True, kw_only=True)
class BankFile:
    """One version of a bank under check."""

    document: Document
    questionnaire: Questionnaire
    known: Known

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Return every question in order, twins included."""
        return tuple(self._asked())

    @cached_property
    def by_code(self) -> Mapping[str, Asked]:
        """Return the first question of each code."""
        return {one.question.code: one for one in reversed(self.asked)}

    def _asked(self) -> Iterator[Asked]:
        position = 0
        for section_index, section in enumerate(self.questionnaire.sections):
            for index, question in enumerate(section.questions):
                yield Asked(
                    question=question,
                    path=("sections", section_index, "questions", index),
                    position=position,
                    document=self.document,
                )
                position += 1
