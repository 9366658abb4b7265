"""What the service itself must remember, tried on both stores."""
