"""Who may do what on a server that several people use: modes, people, roles, roots and quotas.

    refusal(who(), Action.DELETE, Thing("Run a", owner="ada"))   # "" where it is allowed

Nothing here knows a screen. On somebody's own machine (the mode `personal`, and every command
line) whoever asks may do everything, and none of this costs anything.
"""

from core.access.asked import Access, access
from core.access.may import Action, Thing, check, may, refusal
from core.access.modes import MODES, Mode
from core.access.person import LOCAL, NOBODY, Person, Role, acting_as, answered_by, who

__all__ = [
    "LOCAL",
    "MODES",
    "NOBODY",
    "Access",
    "Action",
    "Mode",
    "Person",
    "Role",
    "Thing",
    "access",
    "acting_as",
    "answered_by",
    "check",
    "may",
    "refusal",
    "who",
]
