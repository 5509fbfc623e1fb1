"""The nodes of the cluster that jobs run on, and the choice of one for a job."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import EmbedscopeError
from core.jobs.cluster import asked_address
from core.jobs.cluster.nodes import Node, known_nodes, read_nodes
from core.jobs.job_files import Wants
from core.jobs.jobs import JobState, jobs
from core.paths import runs_folder
from pages.shared.html_table import html_table
from pages.shared.plain import plain

ANY = "any node"
HEAD = ("Node", "State", "CPUs free", "GPUs free", "Memory", "Runs")


def draw_nodes(found: Sequence[JobState]) -> None:
    """A table of the nodes, with what of `found` runs on each; nothing without a cluster."""
    if not asked_address():
        return
    st.subheader("Nodes", anchor=False)
    cluster = read_nodes(runs_folder())
    if cluster is None:
        st.info(f"Connecting to the cluster at {asked_address()}.", icon=":material/lan:")
    elif cluster.problem:
        st.warning(f"{plain(cluster.problem)} Jobs wait until then.", icon=":material/lan:")
    elif cluster.old:
        st.warning(
            "The cluster has not been seen for a while; what runs there goes on. It is tried "
            "again every few seconds (cluster.log in the runs folder says more).",
            icon=":material/lan:",
        )
    if cluster is not None and cluster.nodes:
        html_table(HEAD, [_row(node, found) for node in cluster.nodes])


def _row(node: Node, found: Sequence[JobState]) -> list[str]:
    if not node.alive:
        return [node.name, "gone", *["–"] * 4]
    here = [job.title for job in found if job.state == "running" and job.node == node.name]
    return [
        node.name,
        node.problem or "ready",
        f"{node.free_cpus:g} of {node.cpus:g}",
        f"{node.free_gpus:g} of {node.gpus:g}" if node.gpus else "none",
        f"{node.memory:g} GB",
        ", ".join(here) or "–",
    ]


def send_button(job: JobState, key: str) -> None:
    """The choice of a node for a waiting or stopped job; nothing without a cluster."""
    if not asked_address():
        return
    with (
        st.popover("Run it there", icon=":material/lan:", type="tertiary"),
        st.form(f"{key}-send", border=False),
    ):
        names = [node.name for node in known_nodes(runs_folder()) if node.alive]
        if job.wants.node and job.wants.node not in names:
            names.append(job.wants.node)
        at = names.index(job.wants.node) + 1 if job.wants.node else 0
        st.selectbox("Node", [ANY, *names], index=at, key=f"{key}-node")
        for name, had in (("CPUs", job.wants.cpus), ("GPUs", job.wants.gpus)):
            st.number_input(
                name,
                min_value=0.0,
                value=had,
                step=1.0,
                placeholder="as usual",
                help="Empty: a node's share of CPUs; a GPU for training where there is one.",
                key=f"{key}-{name}",
            )
        st.form_submit_button("Run it there", on_click=_send, args=(job.job, key))


def _send(job: str, key: str) -> None:
    node = st.session_state[f"{key}-node"]
    cpus, gpus = st.session_state[f"{key}-CPUs"], st.session_state[f"{key}-GPUs"]
    st.session_state.pop(f"{key}-refused", None)
    try:
        jobs().send(job, Wants(node="" if node == ANY else node, cpus=cpus or None, gpus=gpus))
    except EmbedscopeError as error:
        st.session_state[f"{key}-refused"] = str(error)
