"""Messages to taxpayers, by real servers on this machine."""
