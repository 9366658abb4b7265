"""How the service is watched."""
