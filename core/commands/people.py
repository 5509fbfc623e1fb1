"""The people who may sign in to this server: list, add, change, remove, a program's token."""

from __future__ import annotations

import argparse
import getpass
import sys

from core.access.people import add, change, people, person_called, remove
from core.access.person import Role
from core.access.sessions import begin
from core.errors import BadAccess, UnknownName

WITHOUT = "for who signs in through the organisation (OIDC): no password"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    doing = parser.add_subparsers(dest="do", metavar="list | add | change | remove | token")
    doing.add_parser("list", help="everybody, with their roles")
    new = doing.add_parser("add", help="somebody new; asks for the password")
    new.add_argument("name")
    new.add_argument("--role", choices=[*Role], default=Role.MEMBER.value)
    new.add_argument("--without-password", action="store_true", help=WITHOUT)
    other = doing.add_parser("change", help="another role or password; they sign in anew")
    other.add_argument("name")
    other.add_argument("--role", choices=[*Role])
    other.add_argument("--password", action="store_true", help="ask for another password")
    for each in (new, other):
        each.add_argument(
            "--password-stdin", action="store_true", help="read it from standard input"
        )
    token = doing.add_parser("token", help="for a program: Authorization: Bearer TOKEN")
    token.add_argument("name")
    token.add_argument("--hours", type=float, default=24.0, help="for which it holds: 24")
    doing.add_parser("remove", help="they cannot come in any more").add_argument("name")


def run(args: argparse.Namespace) -> int:
    """Do it, and say what was done."""
    if args.do == "add":
        password = "" if args.without_password else _password(args.password_stdin)
        person = add(args.name, role=Role(args.role), password=password)
        print(f"{person.name} may sign in as {person.role}.")
    elif args.do == "change":
        asked = args.password or args.password_stdin
        password = _password(args.password_stdin) if asked else ""
        change(args.name, role=Role(args.role) if args.role else None, password=password)
        print(f"{args.name} is changed, and has to sign in anew.")
    elif args.do == "remove":
        remove(args.name)
        print(f"{args.name} cannot sign in any more; what they made stays.")
    elif args.do == "token":
        print(_token(args.name, args.hours))
    else:
        _list()
    return 0


def _token(name: str, hours: float) -> str:
    person = person_called(name)
    if person is None:
        raise UnknownName("person", name, people())
    return begin(person, hours=hours)


def _list() -> None:
    known = people()
    if not known:
        print("Nobody yet: python -m core people add NAME --role admin")
    for name, about in sorted(known.items(), key=lambda each: each[0].casefold()):
        print(f"{name}\t{about.role}\t{'password' if about.hash else 'organisation'}")


def _password(from_stdin: bool) -> str:
    """Typed twice, or a line of standard input; raises BadAccess where it is empty or differs."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != password:
            raise BadAccess("The two passwords differ. Try again.")
    if not password:
        raise BadAccess("No password was given. Type one, or say --without-password.")
    return password
