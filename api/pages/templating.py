"""Pages' templates, one environment for each language; what others wrote is escaped, always."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.language import Language, Writer


@dataclass(frozen=True)
class Templates:
    """The templates; `release` is part of the addresses of scripts and styles."""

    release: str

    def render(self, language: Language, name: str, context: Mapping[str, object]) -> str:
        """Return a page."""
        return self._environments[language].get_template(name).render(context)

    @cached_property
    def _environments(self) -> Mapping[Language, Environment]:
        return {language: self._environment(language) for language in Language}

    def _environment(self, language: Language) -> Environment:
        made = Environment(
            loader=PackageLoader("api.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.globals.update(Writer(language).words())
        made.globals["language"] = language
        made.globals["asset"] = lambda name: f"/assets/{self.release}/{name}"
        return made
