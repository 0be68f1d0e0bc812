"""What the script of the survey says, handed to it in the page."""

from typing import Final

from api.labels import N_

SAYS: Final = {
    "good": N_("good: press Here"),
    "usable": N_("usable; better if you wait a little"),
    "poor": N_("poor: wait in the open"),
    "looking": N_("Looking for satellites …"),
    "ask": N_(
        "The position is only known to ± {metres} m. "
        "Wait a little in the open; it usually gets better."
    ),
    "denied": N_(
        "The phone does not tell this page where it is. Allow the location for this page in the "
        "settings of the browser, then open the page again; or point at the map below."
    ),
    "unavailable": N_(
        "The phone cannot find where it is. Switch its location on and step into the open; "
        "or point at the map below."
    ),
    "timeout": N_("No position for a while. Step into the open; the phone goes on looking."),
    "insecure": N_(
        "This page was opened without https, so the phone may not say where it is. Open it by "
        "its https address; or point at the map below."
    ),
    "none": N_("This browser cannot say where it is. Point at the map below."),
    "saved": N_("{name} saved."),
    "found": N_("{found} of {all} found"),
    "waits": N_("{count} not sent yet. Kept on this phone."),
    "far": N_(
        "the place lies far from the village. Look whether the phone's location is right, "
        "then find the house again."
    ),
    "refused": N_("{name} was not taken: {why}"),
    "signin": N_("Your session has ended. Sign in again; what you found is kept on this phone."),
    "unsent": N_("not sent yet"),
    "about": N_("about {metres} m from here"),
    "building": N_("A building is chosen. Save it with the button below."),
    "taken": N_("A household is found in this building already. It may hold another one."),
    "spot": N_("A spot is chosen. Save it with the button below."),
    "all": N_("Every house of the list is found."),
}
"""Key → message; words in braces are filled in by the script."""
