"""``VRAC_*`` variables that are no setting of a service: what they are for."""

PASSWORD = "VRAC_PASSWORD"  # noqa: S105 - the name of a variable
CODE = "VRAC_CODE"

COMMAND_LINE = {
    PASSWORD: "The password for `vrac user add` and `vrac sign-in`; not set, it is asked for.",
    CODE: "The code of one's second factor for `vrac sign-in`; not set, it is asked for.",
}

COMPOSE_STACK = {
    "VRAC_POSTGRES_PASSWORD": "The database server's own administrator, whom no service uses.",
    "VRAC_ORDERS_DATABASE_PASSWORD": "Orders' user at its database.",
    "VRAC_SUPPLY_DATABASE_PASSWORD": "Supply's user at its database.",
    "VRAC_GRAFANA_PASSWORD": "Grafana's user `admin`.",
}
"""What docker-compose.yml asks for beside settings (docs/runbooks/deploy.md)."""
