"""Field types of the scenario file: quantities with units, plain numbers, monthly series, money.

They stand in ``Annotated[float, Quantity("m2")]``: the type says what the program gets, the
annotation how it is written in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from musdesign import units
from musdesign.errors import UnitError


class Section(BaseModel):
    """A group of keys: unknown keys are mistakes, values never change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Money(Section):
    """An amount and its currency (ISO 4217 code)."""

    amount: float
    currency: str


def mistake(what: str, *, why: str = "", cure: str = "") -> PydanticCustomError:
    """Return a mistake for a validator to raise; pydantic keeps its path and collects them all."""
    return PydanticCustomError("musdesign", "{what}", {"what": what, "why": why, "cure": cure})


@dataclass(frozen=True, slots=True)
class _Bounded:
    minimum: float | None = 0.0
    maximum: float | None = None
    above: float | None = None

    def _floats(self) -> CoreSchema:
        lower = None if self.above is not None else self.minimum
        return core_schema.float_schema(
            ge=lower, gt=self.above, le=self.maximum, allow_inf_nan=False
        )


@dataclass(frozen=True, slots=True)
class Number(_Bounded):
    """A plain count or ratio; nothing negative unless allowed."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read a number, refuse a comma."""
        del source, handler
        return core_schema.no_info_before_validator_function(_plain, self._floats())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, read into ``unit``; bounds are in ``unit``."""

    unit: str
    minimum: float | None = 0.0
    maximum: float | None = None
    above: float | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read "12 m3" and check its bounds."""
        del source, handler
        floats = _Bounded(self.minimum, self.maximum, self.above)._floats()
        return core_schema.no_info_before_validator_function(
            lambda value: _parse(value, self.unit), floats
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe it as text with an example."""
        del schema, handler
        return {"type": "string", "examples": [f"12 {self.unit}"], "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Monthly:
    """A value for each month: one quantity, or ``{monthly: [12 numbers], unit: ...}``."""

    unit: str
    minimum: float | None = 0.0
    maximum: float | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read twelve numbers and check each."""
        del source, handler
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both ways of writing it."""
        del schema, handler
        series = {
            "type": "object",
            "properties": {
                "monthly": {
                    "type": "array",
                    "items": {"type": "number"},
                    "minItems": 12,
                    "maxItems": 12,
                },
                "unit": {"type": "string", "examples": [self.unit]},
            },
            "required": ["monthly", "unit"],
            "additionalProperties": False,
        }
        return {
            "anyOf": [{"type": "string", "examples": [f"12 {self.unit}"]}, series],
            "unit": self.unit,
        }

    def _read(self, value: Any) -> tuple[float, ...]:
        values = _twelve(value, self.unit)
        for month, item in zip(units.MONTH_NAMES, values, strict=True):
            if self.minimum is not None and item < self.minimum:
                raise mistake(
                    f"{item:g} {self.unit} in {month} is out of range",
                    why=f"it must be at least {self.minimum:g}",
                )
            if self.maximum is not None and item > self.maximum:
                raise mistake(
                    f"{item:g} {self.unit} in {month} is out of range",
                    why=f"it must be at most {self.maximum:g}",
                )
        return values


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money, ``per`` month or m3 perhaps; currencies are never converted silently."""

    per: str = ""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read "1200 COP/month"."""
        del source, handler
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe it as text with an example."""
        del schema, handler
        return {"type": "string", "examples": [self._example()]}

    def _example(self) -> str:
        return f"1200 COP/{self.per}" if self.per else "1200 COP"

    def _read(self, value: Any) -> Money:
        codes = units.currencies(value) - {self.per} if isinstance(value, str) else set()
        if len(codes) != 1:
            raise mistake(
                f"'{value}' is not an amount of money with one currency",
                cure=f"write it like '{self._example()}'",
            )
        code = codes.pop()
        amount = _parse(value, f"{code}/{self.per}" if self.per else code)
        if amount < 0:
            raise mistake(f"'{value}' is out of range", why="it must be at least 0")
        return Money(amount=amount, currency=code)


def _parse(value: Any, unit: str) -> float:
    try:
        return units.parse(value, unit)
    except UnitError as error:
        raise _from(error) from None


def _from(error: UnitError) -> PydanticCustomError:
    problem = error.problems[0]
    return mistake(problem.what, why=problem.why, cure=problem.cure)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return units.parse_number(value)
        except UnitError as error:
            raise _from(error) from None
    if isinstance(value, bool):
        raise mistake("a number is expected, not yes or no")
    return value


def _twelve(value: Any, unit: str) -> tuple[float, ...]:
    if not isinstance(value, dict):
        return (_parse(value, unit),) * 12
    unknown = sorted(set(value) - {"monthly", "unit"})
    if set(value) != {"monthly", "unit"}:
        raise mistake(
            "a monthly series has the keys monthly and unit",
            why=f"unknown: {', '.join(unknown)}" if unknown else "",
            cure=f"write {{monthly: [12 numbers], unit: {unit}}}",
        )
    numbers = value["monthly"]
    if not isinstance(numbers, list) or len(numbers) != 12:
        count = f"{len(numbers)} values" if isinstance(numbers, list) else "no list"
        raise mistake(f"{count} where 12 are needed", why="one for each month, January first")
    scale = _parse(f"1 {value['unit']}", unit)
    result = []
    for month, item in zip(units.MONTH_NAMES, numbers, strict=True):
        plain = _plain(item)
        if not isinstance(plain, int | float) or not abs(plain) < 1e15:
            raise mistake(f"the value of {month} is not a number")
        result.append(float(plain) * scale)
    return tuple(result)
