"""How the service is watched: figures, traces, lines. Nothing of it is loaded unless it is set."""
