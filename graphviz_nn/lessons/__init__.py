"""Lessons: files of pages, each with a document to show and words to say."""

from graphviz_nn.lessons.lesson import Lesson, Page
from graphviz_nn.lessons.read import lesson_names, load_lesson, read_lesson

__all__ = ["Lesson", "Page", "lesson_names", "load_lesson", "read_lesson"]
