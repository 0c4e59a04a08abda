"""Commands that keep On Record running by itself. Only ``serve`` imports Prefect."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows import terminal
from flows.options import (
    LAKE,
    OPERATE,
    AliasOption,
    Engine,
    EngineOption,
    ExtractorOption,
    LanguageOption,
    Output,
    PipelineOption,
    UiSamples,
    UiSamplesOption,
    WarehouseOption,
    WorkersOption,
    own_names,
)

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

    from flows.schedule import Plan
    from flows.server import PrefectServer

app = typer.Typer()
automations_app = typer.Typer(no_args_is_help=True)
app.add_typer(
    automations_app,
    name="automations",
    rich_help_panel=OPERATE,
    help="What the Prefect server does by itself when a run dies, fails, or finds something.",
)


@app.command(rich_help_panel=OPERATE)
def serve(
    paths: Annotated[list[str] | None, typer.Argument(help="What the scheduled runs read.")] = None,
    warehouse: WarehouseOption = LAKE,
    cron: Annotated[str | None, typer.Option(help='Ingest when, as in "0 6 * * *".')] = None,
    every: Annotated[int | None, typer.Option(min=1, help="Or every so many seconds.")] = None,
    watch: Annotated[
        int | None, typer.Option(min=1, help="Take what arrives, looking every so many seconds.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of --cron and --maintain, as in Europe/Paris.")
    ] = None,
    maintain: Annotated[
        str, typer.Option(help="When to compact, vacuum and verify: a cron expression, or off.")
    ] = "30 3 * * *",
    workers: WorkersOption = None,
    ocr_engine: EngineOption = Engine.auto,
    ocr_languages: LanguageOption = "eng",
    pipeline: PipelineOption = "onrecord",
    aliases: AliasOption = None,
    extractor: ExtractorOption = "rules",
    ui_samples: UiSamplesOption = UiSamples.full,
    host: Annotated[
        str, typer.Option(help="Address the server listens on, if none runs yet.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the server, if none runs yet.")
    ] = 4200,
) -> None:
    """Run the flows on a schedule, and show them in the Prefect UI.

    Until Ctrl-C. Without PATHS it only keeps the server and its UI. Earlier command-line runs are
    in it too.
    Example: onrecord serve /data/drop --cron "0 6 * * *" --watch 60 --warehouse /data/lake
    """
    _check_times(cron, every, watch or not paths)
    own_names(aliases)
    server = _server(host, port, f"{', '.join(paths)} into {warehouse}" if paths else None)
    if not paths:
        _say_kept(server, host)
        terminal.wait_for_interrupt()
        return
    from flows.schedule import Plan

    plan = Plan(
        paths,
        warehouse,
        ingest_cron=cron,
        ingest_seconds=every,
        watch_seconds=watch,
        maintenance_cron=None if maintain == "off" else maintain,
        timezone=timezone,
        settings={
            "workers": workers,
            **reading_parameters(ocr_engine, ocr_languages, pipeline, aliases, extractor),
            "ui_samples": ui_samples.value,
        },
    )
    _serve(plan, server, host)


def _serve(plan: Plan, server: PrefectServer, host: str) -> None:
    """Say what is scheduled, and run it until interrupted."""
    from flows.schedule import serve_deployments

    deployments = _made(plan)
    _say_kept(server, host)
    said = f"{', '.join(plan.paths)} into {plan.warehouse}, {plan.times()}."
    terminal.say_plain(f"Scheduled: {said}")
    for path in plan.paths:  # a share may come, a mistyped name will not
        if not re.search(r"[*?[]", path) and not Path(path).expanduser().exists():
            terminal.say_warning(f"{path} is not there yet; each run looks again.")
    with server.answering():
        serve_deployments(deployments, server)


def _made(plan: Plan) -> list[RunnerDeployment]:
    try:
        return plan.deployments()
    except ValueError as problem:
        hint = "--cron, --maintain or --timezone"
        raise typer.BadParameter(str(problem), param_hint=hint) from problem


def _check_times(cron: str | None, every: int | None, has_other: object) -> None:
    if cron and every:
        raise typer.BadParameter("give either --cron or --every")
    if not (cron or every or has_other):
        raise typer.BadParameter("say when: --cron, --every or --watch")


def reading_parameters(
    engine: Engine, languages: str, pipeline: str, aliases: Path | None, extractor: str
) -> dict[str, Any]:
    """The options of reading and extracting as parameters of a flow."""
    return {
        "ocr_engine": engine.value,
        "ocr_languages": languages.split("+"),
        "pipeline": pipeline,
        "aliases": str(aliases.absolute()) if aliases else None,
        "extractor": extractor,
    }


def _server(host: str, port: int, served: str | None) -> PrefectServer:
    """Have a server for as long as this command runs.

    ``served`` is what is run on it by schedule, if anything: only one command may.
    """
    from flows.pins import misfits, remedy
    from flows.server import serve_alone, use_server

    if wrong := misfits():  # some make Prefect plan no runs and say nothing
        terminal.say_warning(f"{'; '.join(wrong.values())}: {remedy(wrong)}")
    if served:
        serve_alone(served)
    with terminal.waiting("Looking for a Prefect server"):
        return use_server(port, host=host, stays=True)


def _say_kept(server: PrefectServer, host: str) -> None:
    """Say where the server is, and whom it is open to."""
    if not server.is_new or server.silent_url:
        terminal.say_server(server)
    if server.is_new and not is_loopback(host):
        terminal.say_warning(
            f"The server listens on {host}: whoever reaches it can read and start runs. "
            "docs/operations.md says how to ask for a password."
        )
    terminal.say_plain(f"Prefect UI: {server.ui_url}  (Ctrl-C ends it)")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    return host in ("localhost", "::1") or host.startswith("127.")


@app.command(rich_help_panel=OPERATE)
def settings(
    context: typer.Context,
    warehouse: WarehouseOption = LAKE,
    workers: WorkersOption = None,
    ocr_engine: EngineOption = Engine.auto,
    ocr_languages: LanguageOption = "eng",
    pipeline: PipelineOption = "onrecord",
    aliases: AliasOption = None,
    extractor: ExtractorOption = "rules",
    ui_samples: UiSamplesOption = UiSamples.full,
    format: Annotated[Output, typer.Option("--format", help="Output.")] = Output.table,
) -> None:
    """Print every setting, its value and where it comes from.

    A flag wins over an environment variable, that over a file (onrecord.toml here, or --config),
    that over the default. Flags given here are shown as they would count in another command.
    """
    from flows.configuration import SETTINGS

    held = context.ensure_object(dict)["settings"]
    rows = []
    for setting in SETTINGS:
        value, origin = held[setting.name].value, held[setting.name].origin
        source = context.get_parameter_source(setting.name)
        if source is not None and source.name == "COMMANDLINE":
            value = str(getattr(given := context.params[setting.name], "value", given))
            origin = "--" + setting.name.replace("_", "-")
        rows.append((setting.name, without_password(value), origin, setting.meaning))
    terminal.say_rows(["setting", "value", "from", "meaning"], rows, format.value)


def without_password(value: str | None) -> str | None:
    """A value that a terminal or a log may show: an address without the password in it."""
    return value and re.sub(r"(://[^:/@]*):.+@", r"\1:…@", value)


@app.command(rich_help_panel=OPERATE)
def doctor(
    warehouse: WarehouseOption = LAKE,
    ocr_engine: EngineOption = Engine.auto,
    ocr_languages: LanguageOption = "eng",
    pipeline: Annotated[
        str, typer.Option(help="Our English model, or an installed spaCy pipeline.")
    ] = "onrecord",
    format: Annotated[Output, typer.Option("--format", help="Output.")] = Output.table,
) -> None:
    """Check everything On Record needs here, and say what to do about what is not right.

    Tesseract and its languages, the language model, versions, the warehouse, disk, rights, clock,
    the server, and whether the last scheduled runs began when they were due. Exit status 1 when
    something is broken.
    """
    from flows.doctor import BROKEN, examine
    from tasks.settings import Settings

    chosen = Settings(ocr_engine.value, tuple(ocr_languages.split("+")), pipeline)
    with terminal.waiting("Looking"):
        findings = examine(warehouse, chosen)
    if format is Output.table:
        terminal.say_findings(findings)
    else:
        rows = [(f.check, f.state, f.message, f.remedy) for f in findings]
        terminal.say_rows(["check", "state", "message", "remedy"], rows, format.value)
    raise typer.Exit(1 if any(finding.state == BROKEN for finding in findings) else 0)


@automations_app.command()
def install(
    webhook: Annotated[
        str | None, typer.Option(help="Address that gets a POST when a run fails or crashes.")
    ] = None,
    on_arrival: Annotated[
        str | None,
        typer.Option(help="Deployment to start when documents have arrived: FLOW/DEPLOYMENT."),
    ] = None,
    silent_after: Annotated[
        int, typer.Option(min=60, help="Seconds without a heartbeat after which a run is Crashed.")
    ] = 120,
) -> None:
    """Install what the server does by itself; again to change it.

    A run that gives no heartbeat any more is marked Crashed. With --webhook, runs that fail or
    crash are posted. With --on-arrival, each scheduled run that has taken documents on record
    starts one of that deployment; each document does where its flow has a parameter document_id.
    """
    from flows.server import use_server

    if webhook is not None and not re.fullmatch(r"https?://[^/\s]+\S*", webhook):
        raise typer.BadParameter(
            f"{webhook!r} is no address; one is https://hooks.example.org/desk",
            param_hint="--webhook",
        )
    with terminal.waiting("Looking for a Prefect server"):
        server = use_server()
    terminal.say_server(server)
    from flows.automations import NoSuchDeployment, install_automations

    try:
        installed = install_automations(
            webhook=webhook, on_arrival=on_arrival, silent_seconds=silent_after
        )
    except NoSuchDeployment as problem:
        raise typer.BadParameter(str(problem), param_hint="--on-arrival") from problem
    for name, what in installed:
        terminal.say_plain(f"{name}: {what}")


def begin(context: typer.Context, **flags: Any) -> None:
    """Read the settings and make them the defaults of every command; set up log lines.

    Raises:
        BadSetting: a setting cannot be used.
    """
    from flows.configuration import (
        BadSetting,
        Configuration,
        Given,
        checked,
        configuration,
        settings_file,
    )

    try:
        Path.cwd()
    except FileNotFoundError as problem:  # what is given, and Prefect, counts from it
        message = "the current folder is not there any more; go to another one: cd ~"
        raise BadSetting(message) from problem
    file = settings_file(flags.pop("config"))
    held: Configuration = configuration(file)
    if file is not None:
        os.environ["ONRECORD_CONFIG"] = str(file)  # for flows, which look for themselves
    given = {name: held[name] for name in held}
    for name, value in flags.items():
        if value is not None:
            flag = "--" + name.replace("_", "-")
            given[name] = Given(checked(name, value, flag), flag)
    held = Configuration(given)
    _apply(held)
    context.obj = {"settings": held}
    context.default_map = _defaults(context.command, held.chosen())


def _defaults(command: Any, chosen: dict[str, Any]) -> dict[str, Any]:
    """The chosen values as defaults of a group's commands, and of the groups inside it."""
    commands = getattr(command, "commands", {})
    return chosen | {name: _defaults(inner, chosen) for name, inner in commands.items()}


def _apply(held: Any) -> None:
    """Hand on, by the environment, what other modules and processes read there."""
    from flows.configuration import logging_environment

    for name in ("prefect_home", "alert_feed"):  # scheduled runs have another current folder
        if path := held[name].value:
            os.environ[f"ONRECORD_{name.upper()}"] = str(Path(path).expanduser().absolute())
    os.environ.update(logging_environment(held["log_level"].value, held["log_format"].value))
