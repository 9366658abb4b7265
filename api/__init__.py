"""Who may ask, in what words: the `thidin` command line and what it shows."""
