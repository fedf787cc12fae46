"""Units in which water is billed, with exact conversions, and how a typed volume is read."""

from __future__ import annotations

import re
from fractions import Fraction

from musdesign.errors import MusdesignError, Problem, UnitError, did_you_mean
from musdesign.units import parse_number

_FOOT_M = Fraction(3048, 10000)
_GALLON_M3 = Fraction(231) * Fraction(254, 10000) ** 3  # 231 cubic inches

M3_PER_UNIT: dict[str, Fraction] = {
    "m3": Fraction(1),
    "kl": Fraction(1),
    "L": Fraction(1, 1000),
    "ML": Fraction(1000),
    "jerrycan": Fraction(20, 1000),
    "cf": _FOOT_M**3,
    "ccf": 100 * _FOOT_M**3,
    "kcf": 1000 * _FOOT_M**3,
    "gal": _GALLON_M3,
    "kgal": 1000 * _GALLON_M3,
    "imperial gal": Fraction(454609, 10**8),
    "acre-foot": 43560 * _FOOT_M**3,
}
"""Cubic metres in each unit (international foot, US gallon, jerrycan of 20 L)."""

MOST_VOLUME = 10**15

_OTHER_NAMES = {
    "m^3": "m3", "m³": "m3", "cubic metre": "m3", "cubic meter": "m3", "cubic metres": "m3",
    "cubic meters": "m3", "kilolitre": "kl", "kiloliter": "kl", "kilolitres": "kl",
    "kiloliters": "kl", "l": "L", "litre": "L", "liter": "L", "litres": "L", "liters": "L",
    "megalitre": "ML", "megaliter": "ML", "jerrycans": "jerrycan", "ft3": "cf", "cubic feet": "cf",
    "cubic foot": "cf", "hcf": "ccf", "100 cf": "ccf", "100cf": "ccf", "hundred cubic feet": "ccf",
    "100 cubic feet": "ccf",
    "mcf": "kcf", "gallon": "gal", "gallons": "gal", "gals": "gal", "kilogallon": "kgal",
    "kilogallons": "kgal", "kgals": "kgal", "tgal": "kgal", "1000gal": "kgal",
    "cu. ft.": "cf", "cu ft": "cf", "cu.ft.": "cf", "hundred cf": "ccf", "100 cu. ft.": "ccf",
    "100 cu ft": "ccf", "centum cubic feet": "ccf", "acre foot": "acre-foot",
    "thousand gallons": "kgal", "1000 gallons": "kgal",
    "1000 gal": "kgal", "acre feet": "acre-foot", "acre-feet": "acre-foot", "af": "acre-foot",
    "acre ft": "acre-foot", "unit": "m3", "units": "m3",
}  # fmt: skip

_TYPED = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)\s*(.*?)\s*$")


def unit_named(text: str) -> str:
    """Return the unit of a name.

    Raises:
        UnitError: it is none in which water is billed.

    >>> unit_named("HCF"), unit_named("kilolitre")
    ('ccf', 'kl')
    """
    word = " ".join(text.replace(",", "").split())
    if word in M3_PER_UNIT:
        return word
    folded = word.casefold()
    known = {name.casefold(): name for name in M3_PER_UNIT} | _OTHER_NAMES
    if folded not in known or folded == "ml":
        cure = "write ML for a megalitre" if folded == "ml" else did_you_mean(word, M3_PER_UNIT)
        raise UnitError(Problem(f"'{text}' is no unit in which water is billed", cure=cure))
    return known[folded]


def converted(volume: Fraction, given: str, wanted: str) -> Fraction:
    """Return a volume in another unit.

    >>> converted(Fraction(1), "ccf", "m3")
    Fraction(55306341, 19531250)
    """
    if given == wanted:
        return volume
    return volume * M3_PER_UNIT[given] / M3_PER_UNIT[wanted]


def read_volume(text: str, unit: str, *, wanted: str) -> Fraction:
    """Return a typed volume (decimal comma read as point) in the wanted unit.

    ``unit`` is taken where the text names none; an empty one makes a bare number an error.

    Raises:
        MusdesignError: no number, a negative one, or an unknown unit.

    >>> read_volume("18 ccf", "", wanted="ccf")
    Fraction(18, 1)
    """
    found = _TYPED.match(text)
    if found is None:
        raise UnitError(
            Problem(f"'{text}' is no volume", cure=f'write a number and a unit, as "18 {wanted}"')
        )
    if "," in found[1]:
        parse_number(found[1], decimal_comma=True)  # refuses what may separate thousands
    number = Fraction(found[1].replace(",", "."))
    word = re.sub(r"\s*/\s*\w+$", "", found[2]).strip() or unit
    if not word:
        raise UnitError(Problem(f"'{text}' has no unit", cure=f'write "{found[1]} {wanted}"'))
    if number < 0:
        raise MusdesignError(
            Problem(f"a volume of {text.strip()} cannot be billed", cure="give it as 0 or more")
        )
    if number > MOST_VOLUME:
        raise MusdesignError(Problem(f"a volume of {found[1]} is out of range"))
    return converted(number, unit_named(word), wanted)
