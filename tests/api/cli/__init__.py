"""The commands as a clerk meets them, on real stores."""
