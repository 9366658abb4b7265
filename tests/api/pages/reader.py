"""Somebody signed in who reads pages and fills their forms in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.api.http.town import Caller
from tests.api.pages.reading import sealed


@dataclass
class Reader:
    """A person at the pages, signed in as the caller is."""

    caller: Caller

    def page(self, path: str) -> Any:
        """Open a page."""
        return self.caller.client.get(path, headers=self.caller.headers, follow_redirects=False)

    def sends(self, path: str, told: Mapping[str, Any], *, of: str = "", files: Any = None) -> Any:
        """Fill the form of a page in and send it; `of` is the page where it is another."""
        return self.caller.client.post(
            path,
            data={**sealed(self.page(of or path)), **told},
            files=files,
            headers=self.caller.headers,
            follow_redirects=False,
        )
