"""What the name of a column says of its part."""

from __future__ import annotations

import re
from collections.abc import Set

_UNNAMED = re.compile(r"column \d+|unnamed: ?\d+|index|level_0", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDENTIFIERS = frozenset(["id", "ids", "uid", "uuid", "guid", "identifier"])
_ROWS = frozenset(
    ["row", "rows", "rownames", "rowname", "rowid", "no", "nr", "idx", "obs", "case", "observation", "sno"]
)
# Where a column that counts the rows may well say something: the place or time of a measurement.
_SCALES = frozenset(
    [
        "x",
        "t",
        "n",
        "time",
        "date",
        "day",
        "days",
        "week",
        "month",
        "year",
        "hour",
        "hours",
        "minute",
        "second",
        "age",
    ]
)

# Names that say "this is what to predict", the plainest first; in English, and the plainest of some other languages.
_GOALS = (
    frozenset(["target", "targets", "ziel", "zielgröße", "cible", "objetivo", "obiettivo"]),
    frozenset(
        [
            "label",
            "labels",
            "class",
            "classes",
            "outcome",
            "response",
            "groundtruth",
            "klasse",
            "classe",
            "clase",
        ]
    ),
    frozenset(["y"]),
)
# Names of what is commonly predicted: a sign only in a column at the edge of the table.
_USUAL = frozenset(
    ["species", "kind", "diagnosis", "survived", "churn", "fraud", "spam", "default", "digit", "quality"]
)
_USUAL |= {"price", "sales", "salary", "wage", "mpg", "medv"}
# Names of what people and places are described by, rather than judged.
_DESCRIPTIONS = frozenset(
    ["sex", "gender", "race", "ethnicity", "education", "religion", "language", "type", "group", "region"]
)
_DESCRIPTIONS |= {
    "country",
    "state",
    "city",
    "county",
    "district",
    "month",
    "day",
    "weekday",
    "season",
    "year",
}
# Names of whole numbers that stand for classes.
_CLASSES = frozenset(["target", "label", "labels", "class", "classes", "species", "kind", "type", "category"])
_CLASSES |= {"group", "cluster", "digit", "diagnosis"}


def is_unnamed(name: str) -> bool:
    """Tell whether a column has no name of its own in the file, or that of the rows' numbers."""
    return _UNNAMED.fullmatch(name.strip()) is not None


def names_rows(name: str) -> bool:
    """Tell whether a name is one for the numbers of rows."""
    return is_unnamed(name) or _plain(name) in _ROWS or not _plain(name)


def names_identifier(name: str) -> bool:
    """Tell whether a name is one for what tells things apart: `id`, `PassengerId`, `customer_id`."""
    return _begins_or_ends_with(name, _IDENTIFIERS)


def names_scale(name: str) -> bool:
    """Tell whether a name is one for a place or a time, which may go up by one from row to row."""
    return not _SCALES.isdisjoint(_words(name))


def goal_rank(name: str) -> int | None:
    """Return how plainly a name says that the column is the target, 0 being the plainest; None if it does not."""
    plain = _plain(name)
    return next((rank for rank, names in enumerate(_GOALS) if plain in names), None)


def is_usual_goal(name: str) -> bool:
    """Tell whether a name is one of what is commonly predicted."""
    return _begins_or_ends_with(name, _USUAL)


def is_description(name: str) -> bool:
    """Tell whether a name is one of what describes: of that nothing follows for the target."""
    return not _DESCRIPTIONS.isdisjoint(_words(name))


def names_classes(name: str) -> bool:
    """Tell whether whole numbers under a name stand for classes."""
    return not _CLASSES.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    """Return the words of a name: `PassengerId` and `passenger_id` have the same two."""
    return [word.lower() for word in _WORDS.findall(name)]


def _begins_or_ends_with(name: str, known: Set[str]) -> bool:
    words = _words(name)
    return bool(words) and (words[0] in known or words[-1] in known)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
