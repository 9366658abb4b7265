"""One worker of the service: a process of its own that answers."""

import os

from fastapi import FastAPI

from api.garbage import leave_alone_what_is_here
from api.http.app import create_app
from api.http.settings import HttpSettings
from api.observing.lines import say_what_happens
from api.observing.requests import observe
from api.observing.settings import Observing
from api.observing.watching import open_watchers
from api.office import Office, Settings
from domain.failpoints import arm


def service() -> FastAPI:
    """Return the application of one worker, from the environment."""
    environment = os.environ
    observing = Observing.of(environment)
    say_what_happens(observing)
    arm(environment)
    settings = HttpSettings.of(environment)
    app = create_app(Office(Settings.of(environment)), settings)
    observe(app, app.state.front, open_watchers(observing))
    leave_alone_what_is_here()
    return app
