"""Messages to taxpayers: their words, the channels they go by, and sending them."""
