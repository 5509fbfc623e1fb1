"""A real nginx or Caddy in front of the app, by what lies in deploy/: TLS, one path, free ports."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, _free_port

DEPLOY = ROOT / "deploy"
BASE = "/embedscope"
NGINX_AROUND = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr warn;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@dataclass(frozen=True)
class Front:
    """A proxy that answers at `url`, which ends below the app's path, with a certificate that
    `certificate` signed.
    """

    name: str
    url: str
    certificate: Path


@contextlib.contextmanager
def proxy(name: str, upstream: int, folder: Path) -> Iterator[Front]:
    """Start it, as an ordinary process; skips where it is not installed."""
    folder.mkdir(parents=True, exist_ok=True)
    binary = found(name)
    certificate, key = _certificate(folder)
    port = _free_port()
    if name == "nginx":
        command, more = _nginx(binary, folder, port, upstream, certificate, key)
    else:
        command, more = _caddy(binary, folder, port, upstream, certificate, key)
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | more)
    try:
        _until_open(port, process, log)
        yield Front(name, f"https://localhost:{port}{BASE}/", certificate)
    finally:
        process.terminate()
        process.wait(20)


def found(name: str) -> str:
    """Where a program lies; skips where it is not installed."""
    binary = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if binary is None:
        pytest.skip(f"no {name} on this machine (Debian: apt-get install {name})")
    return binary


def _nginx(
    binary: str, folder: Path, port: int, upstream: int, certificate: Path, key: Path
) -> tuple[list[str], dict[str, str]]:
    """The site of deploy/, its names and ports replaced, within a server's settings."""
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for here, there in {
        "listen 80;": f"listen 127.0.0.1:{_free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "http://127.0.0.1:8501;": f"http://127.0.0.1:{upstream};",
        "/etc/ssl/certs/lab.example.org.pem": str(certificate),
        "/etc/ssl/private/lab.example.org.key": str(key),
        "lab.example.org": "localhost",
    }.items():
        assert here in site, here
        site = site.replace(here, there)
    user = "user root;" if sys.platform == "linux" and os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(NGINX_AROUND.format(folder=folder, site=site, user=user))
    return [binary, "-c", str(settings), "-p", str(folder)], {}


def _caddy(
    binary: str, folder: Path, port: int, upstream: int, certificate: Path, key: Path
) -> tuple[list[str], dict[str, str]]:
    """The Caddyfile of deploy/, with a certificate of the test's and no port for admins."""
    site = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    start = "{$EMBEDSCOPE_SITE:lab.example.org} {\n"
    assert start in site
    settings = folder / "Caddyfile"
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
    settings.write_text(options + site.replace(start, f"{start}\ttls {certificate} {key}\n"))
    own = {
        "EMBEDSCOPE_SITE": f"https://localhost:{port}",
        "EMBEDSCOPE_UPSTREAM": f"127.0.0.1:{upstream}",
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    return [binary, "run", "--config", str(settings), "--adapter", "caddyfile"], own


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    about = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    also = ["-addext", "subjectAltName=DNS:localhost"]
    command = [
        found("openssl"),
        "req",
        *about,
        *also,
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def _until_open(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"The proxy did not come up:\n{log.read_text()}")
