"""What the small documents say: the forms of signing in and out, and the page on privacy."""

from __future__ import annotations

import html

from starlette.responses import HTMLResponse

from core.access import Access, Person
from core.access.people import LONGEST, SHORTEST_WORD
from pages.serving.base import under_base
from pages.serving.guard.documents import document

SIGN_IN, SIGN_OUT, PRIVACY, BY_ORGANISATION = "/sign-in", "/sign-out", "/privacy", "/sign-in/oidc"
PHOTOS = """<h2>Photos that you try</h2><p>They are sent to this server alone, held in its memory,
and forgotten half an hour after the tab last used them, or when the server stops. They are never
written to its disk. A program that calls a widget's API leaves its photo in a temporary folder for
a minute.</p>"""
KEPT = """<h2>What you bring to keep</h2><p>Data sets, points, lists of pairs and encoders are files
on this server until you, or an admin, delete them. All who may use this server see them, and so
they do trainings, maps and what was decided on labels; of a training that is private they see
nothing, and admins all.</p>"""
NOTHING_KEPT = """<h2>Nothing else</h2><p>Nothing can be brought to keep: no data set, no training,
no map.</p>"""
ACCOUNT = """<h2>Your name</h2><p>The list of people holds your name, your role and an Argon2 hash
of your password, never the password. Trainings, data sets, maps and decisions carry your name. A
cookie keeps you signed in; two more remember the run and the view that you looked at last.</p>"""
LESSONS = """<h2>Lessons</h2><p>What you predict, at which step you are and which runs you start
there are kept under your name until you delete them at the lesson's end, or a teacher does.
Teachers see them; other people see your runs as dots without a name.</p>"""
NOTHING_LEAVES = """<h2>Nothing leaves the server</h2><p>No telemetry, no fonts or scripts from
elsewhere. It asks other hosts only when somebody has a data set or weights fetched.</p>"""


def sign_in_form(
    under: Access, *, to: str, name: str = "", wrong: str = "", oidc: bool = False
) -> HTMLResponse:
    """Name and password; in a class also its code. `to` is where it leads then."""
    klass = under.mode.joins
    fields = _field("name", "Name", value=name, complete="username")
    if klass:
        fields += _field("code", "Code of the class", note="Teachers leave it empty.", needed=False)
    note = f"{SHORTEST_WORD} letters or more; it brings you back." if klass else ""
    fields += _field(
        "password",
        "Your own word" if klass else "Password",
        kind="password",
        complete="current-password",
        note=note,
    )
    ways = _organisation() if oidc else ""
    lead = (
        "New here? Choose a name and a word. Back again? Type the same."
        if klass
        else "Only people of this server come in."
    )
    form = (
        f'<p class="muted">{lead}</p><form method="post" action="{under_base(SIGN_IN)}">'
        f'<input type="hidden" name="to" value="{html.escape(to)}">{fields}'
        f"<button>{'Join' if klass else 'Sign in'}</button></form>{ways}{_footer(klass)}"
    )
    title = "Join the class" if klass else "Sign in"
    return document(title, form, wrong=wrong, status=403 if wrong else 200)


def sign_out_form(person: Person) -> HTMLResponse:
    """One button."""
    form = (
        f"<p>You are {html.escape(person.name)}, {person.role}.</p>"
        f'<form method="post" action="{under_base(SIGN_OUT)}"><button>Sign out</button></form>'
        f'<footer><a href="{under_base("/")}">Back to Embedscope</a></footer>'
    )
    return document("Sign out", form)


def privacy(under: Access) -> HTMLResponse:
    """What is kept of people, and for how long."""
    parts = [PHOTOS, NOTHING_KEPT if under.mode.read_only else KEPT]
    if under.mode.sign_in:
        parts += [ACCOUNT, LESSONS]
    back = f'<footer><a href="{under_base("/")}">Back to Embedscope</a></footer>'
    return document("Privacy", "".join([*parts, NOTHING_LEAVES, back]), wide=True)


def _field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: str = "",
    complete: str = "off",
    note: str = "",
    needed: bool = True,
) -> str:
    told = f"<small>{html.escape(note)}</small>" if note else ""
    must = " required" if needed else ""
    return (
        f'<label>{label}{told}<input name="{name}" type="{kind}"{must} maxlength="{LONGEST}" '
        f'autocomplete="{complete}" autocapitalize="none" value="{html.escape(value)}"></label>'
    )


def _organisation() -> str:
    place = under_base(BY_ORGANISATION)
    return f'<a class="button second" href="{place}">Sign in with your organisation</a>'


def _footer(klass: bool) -> str:
    forgot = "your teacher" if klass else "an admin"
    place = under_base(PRIVACY)
    return f'<footer>Forgotten? Ask {forgot}. <a href="{place}">What is kept of you</a></footer>'
