"""The group roles of a cluster, which policies name and databases share."""

from typing import Final

from data.scope import APP_ROLE, ISSUE_ROLES, SYSTEM_ROLE

_NAMES: Final = ", ".join(f"'{name}'" for name in (APP_ROLE, *ISSUE_ROLES, SYSTEM_ROLE))

MAKE_GROUP_ROLES: Final = f"""
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[{_NAMES}] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', name);
        END IF;
    END LOOP;
END $$;
GRANT {APP_ROLE} TO {", ".join(ISSUE_ROLES)}
"""  # noqa: S608 - our own names
"""Make what is missing of them; a backup holds policies that name them, but no role."""
