"""The directory as the Business Unit keeps it: agencies, their sign-in services, roles that take two to give."""
