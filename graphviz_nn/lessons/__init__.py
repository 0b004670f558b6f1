"""Lessons: files of pages, each with a document to show and words to say."""

from graphviz_nn.lessons.lesson import Lesson, Page
from graphviz_nn.lessons.read import (
    MOST_CHOICES,
    SUFFIX,
    broken_lessons,
    lesson_names,
    load_lesson,
    read_lesson,
)

__all__ = [
    "MOST_CHOICES",
    "SUFFIX",
    "Lesson",
    "Page",
    "broken_lessons",
    "lesson_names",
    "load_lesson",
    "read_lesson",
]
