"""Settings: what the law leaves open, each a named point with a default and who should decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from domain.errors import Refused


class SettingRefused(Refused):
    """A setting has no such name or value."""

    code = "setting-refused"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One open point: its value, what it may be, and the reading in words."""

    name: str
    value: str
    allowed: tuple[str, ...]
    provision: str
    thai: str
    english: str
    decides: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All open points by name; `settings["rounding"]` is a value."""

    points: Mapping[str, Setting]

    def __getitem__(self, name: str) -> str:
        """Return a point's value; KeyError if there is no such point."""
        return self.points[name].value

    def __iter__(self) -> Iterator[Setting]:
        """Yield the points in the order of the file."""
        return iter(self.points.values())

    def having(self, values: Mapping[str, str]) -> "Settings":
        """Return the settings with some points decided otherwise. Raises `SettingRefused`."""
        points = dict(self.points)
        for name, value in values.items():
            if name not in points:
                raise SettingRefused(
                    f"There is no setting {name!r}; there are {', '.join(sorted(points))}."
                )
            if value not in points[name].allowed:
                raise SettingRefused(
                    f"The setting {name} is one of {', '.join(points[name].allowed)}, "
                    f"not {value!r}."
                )
            points[name] = replace(points[name], value=value)
        return Settings(points=points)
