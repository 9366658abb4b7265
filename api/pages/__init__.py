"""Pages for people: what a person sees and presses, as a client of the service's own API."""
