"""Who there is: tenants and municipalities, organisations and their services, teams and staff."""
