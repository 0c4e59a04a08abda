"""What the server does by itself: mark zombies, tell of failures, act on documents that arrived.

A flow run beats every 30 seconds (``PREFECT_FLOWS_HEARTBEAT_FREQUENCY``). A process that is killed
by the system says nothing more, and its run would stand as Running for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.events import EventTrigger, Posture, ResourceSpecification
from prefect.events.actions import CallWebhook, ChangeFlowRunState, RunDeployment
from prefect.exceptions import ObjectNotFound

from flows.recording import ARRIVED, LANDED

ZOMBIE = "onrecord: a run that is silent has crashed"
FAILURE = "onrecord: tell of a run that fails or crashes"
ARRIVAL = "onrecord: act on a document that has arrived"
WEBHOOK_BLOCK = "onrecord-failures"
_RUN = "prefect.flow-run."
# What each event says that a flow may ask for by parameters of these names. One that asks for the
# first of them hears of the event, of each document or else of all that a run has taken.
_TOLD = {
    ARRIVED: ("document_id", "uri", "warehouse", "run_id"),
    LANDED: ("run_id", "warehouse", "document_count"),
}
_RESOURCES = {ARRIVED: "onrecord.document.*", LANDED: "onrecord.run.*"}
_PAYLOAD = """{
  "flow_run": "{{ flow_run.name }}",
  "state": "{{ flow_run.state.name }}",
  "message": {{ flow_run.state.message|tojson }},
  "url": "{{ flow_run|ui_url }}"
}"""


class NoSuchDeployment(LookupError):
    """The deployment that an automation should start is not there; the message names it."""


def install_automations(
    *, webhook: str | None = None, on_arrival: str | None = None, silent_seconds: int = 120
) -> list[tuple[str, str]]:
    """Make the automations, or make them anew; the name of each and what it does.

    Args:
        webhook: address that gets a POST about each run that fails or crashes.
        on_arrival: the deployment that each run with new documents starts, FLOW/DEPLOYMENT.
        silent_seconds: without a heartbeat for so long, a run is a zombie.

    Raises:
        NoSuchDeployment: ``on_arrival`` is not on the server.
    """
    started = _deployment(on_arrival) if on_arrival else None
    made = [
        (_zombie(silent_seconds), f"after {silent_seconds} seconds without a heartbeat"),
    ]
    if webhook:
        made.append((_failure(webhook), f"a POST to {webhook}"))
    if on_arrival and started:
        event, automation = _arrival(started, on_arrival)
        made.append((automation, f"each {event} starts {on_arrival}"))
    _remove(automation.name for automation, _ in made)
    for automation, _ in made:
        automation.create()
    return [(automation.name, what) for automation, what in made]


def _zombie(silent_seconds: int) -> Automation:
    ends = {f"{_RUN}{name}" for name in ("Completed", "Failed", "Cancelled", "Crashed")}
    return Automation(
        name=ZOMBIE,
        description="A run whose heartbeats have ended is marked Crashed.",
        trigger=EventTrigger(
            after={f"{_RUN}heartbeat"},
            expect={f"{_RUN}heartbeat", *ends},
            match=ResourceSpecification({"prefect.resource.id": [f"{_RUN}*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=silent_seconds),
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed",
                state=StateType.CRASHED,
                force=False,
                message=f"No heartbeat for {silent_seconds} seconds: its process was killed. Start "
                "it again: what has landed is left out.",
            )
        ],
    )


def _failure(url: str) -> Automation:
    block: Any = Webhook.model_validate({"method": "POST", "url": url})
    return Automation(
        name=FAILURE,
        description="A run that fails or crashes is posted to a webhook.",
        trigger=EventTrigger(
            expect={f"{_RUN}Failed", f"{_RUN}Crashed"},
            match=ResourceSpecification({"prefect.resource.id": [f"{_RUN}*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[
            CallWebhook(
                block_document_id=block.save(WEBHOOK_BLOCK, overwrite=True), payload=_PAYLOAD
            )
        ],
    )


def _arrival(deployment: DeploymentResponse, name: str) -> tuple[str, Automation]:
    """The event that starts a deployment, and the automation; a flow hears what it asks for.

    Once a run, however many documents it took; once a document for a flow that asks which.
    """
    asked = (deployment.parameter_openapi_schema or {}).get("properties", {})
    event = ARRIVED if _TOLD[ARRIVED][0] in asked else LANDED
    told = [word for word in _TOLD[event] if word in asked] if _TOLD[event][0] in asked else []
    return event, Automation(
        name=ARRIVAL,
        description=f"Each event {event} starts a run of {name}.",
        trigger=EventTrigger(
            expect={event},
            match=ResourceSpecification({"prefect.resource.id": [_RESOURCES[event]]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[
            RunDeployment(
                source="selected",
                deployment_id=deployment.id,
                parameters={word: _of_event(word) for word in told} or None,
                job_variables=None,
            )
        ],
    )


def _of_event(word: str) -> dict[str, str]:
    return {"__prefect_kind": "jinja", "template": f"{{{{ event.payload.{word} }}}}"}


def _deployment(name: str) -> DeploymentResponse:
    with get_client(sync_client=True) as client:
        try:
            return client.read_deployment_by_name(name)
        except (ObjectNotFound, ValueError) as error:
            flows = {flow.id: flow.name for flow in client.read_flows()}
            there = sorted(f"{flows.get(d.flow_id)}/{d.name}" for d in client.read_deployments())
            raise NoSuchDeployment(
                f"there is no deployment {name}; there are: {', '.join(there) or 'none yet'}"
            ) from error


def _remove(names: Iterable[str]) -> None:
    with get_client(sync_client=True) as client:
        for name in names:
            for automation in client.read_automations_by_name(name):
                client.delete_automation(automation.id)
