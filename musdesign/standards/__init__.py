"""National rural supply standards as dated, cited rules: ask them, check a design against them."""

from musdesign.standards.animals import livestock_units
from musdesign.standards.asking import RecipeValues, answers_of, ask, instruments, recipe_values
from musdesign.standards.checking import check
from musdesign.standards.conditions import condition_value
from musdesign.standards.loading import available, load_all, load_standard, read_standard
from musdesign.standards.model import Answer, Check, Rule, Standard
from musdesign.standards.rights import Taking, rights
from musdesign.standards.vocabulary import canonical, vocabulary

__all__ = [
    "Answer",
    "Check",
    "RecipeValues",
    "Rule",
    "Standard",
    "Taking",
    "answers_of",
    "ask",
    "available",
    "canonical",
    "check",
    "condition_value",
    "instruments",
    "livestock_units",
    "load_all",
    "load_standard",
    "read_standard",
    "recipe_values",
    "rights",
    "vocabulary",
]
