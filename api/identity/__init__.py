"""Who somebody is: people by OpenID Connect, other offices' programs by client credentials."""
