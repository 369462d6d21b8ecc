"""What the commands take in common: the home folder, the week, the settings of the environment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipelines.week import Week

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of raw store, warehouse and reports [default: JOBTIDE_HOME or this folder]."),
]
Register = Annotated[
    Path | None,
    typer.Option(help="Register of sources, a CSV file or a folder of them [default: the package's own]."),
]
WeekOption = Annotated[str | None, typer.Option("--week", help="ISO week such as 2026-W47 [default: this week].")]


def settings_of(home: Path | None, register: Path | None = None) -> Settings:
    """The environment's settings, with what the command line says instead. A wrong one is a usage error."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from flows.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"JOBTIDE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise typer.BadParameter(wrong, param_hint="environment") from error
    except SettingsError as error:  # no JSON where a setting is written as JSON
        raise typer.BadParameter(str(error), param_hint="environment") from error
    said = {"home": home, "register_file": register}
    return settings.model_copy(update={name: path for name, path in said.items() if path})


def week_of(text: str | None) -> Week:
    """The week of the command line, or this one. Any other text is a usage error."""
    from pipelines.week import Week

    try:
        return Week.parse(text) if text else Week.of(datetime.now(UTC))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--week") from error
