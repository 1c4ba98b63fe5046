"""The roles that a person may have; what each may do is in access/rights.py."""

from typing import Literal

Role = Literal["full_admin", "partner_admin", "read_only_admin", "help_desk"]
