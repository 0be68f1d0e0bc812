"""The only package with SQL: tables, migrations, queries, imports, the private cluster."""
