"""Settings: from the environment (``JOBTIDE_...``) or a ``.env`` file; a wrong value is named before any work."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from crawlers.sources import REGISTER


class Settings(BaseSettings):
    """Everything an operator sets. Secrets and addresses come from here and never stand in code."""

    model_config = SettingsConfigDict(env_prefix="JOBTIDE_", env_file=".env", extra="ignore")

    home: Path = Field(Path(), description="folder of the raw store, the warehouse and the reports")
    register_file: Path = Field(REGISTER, description="sources to crawl, one a line: a CSV file or a folder of them")
    contact: str = Field("", description="e-mail or page in the user agent, so that a site's owner can reach you")
    delay: float = Field(2.0, ge=0, description="seconds between two requests to one host")
    connections: int = Field(1, ge=1, le=16, description="connections to one host at a time")
    api_base: dict[str, str] = Field(
        {}, description='other API hosts by platform, as JSON: {"greenhouse": "http://..."}'
    )
    country: Literal["GB", ""] = Field(
        "GB", description="adverts of other countries are dropped and counted; empty: none"
    )
    adzuna_app_id: SecretStr = Field(SecretStr(""), description="key of Adzuna's API; without it Adzuna is skipped")
    adzuna_app_key: SecretStr = Field(SecretStr(""), description="key of Adzuna's API")
    reed_api_key: SecretStr = Field(SecretStr(""), description="key of Reed's API; without it Reed is skipped")
    record: Path | None = Field(None, description="folder that keeps every answer of a crawl as it came (WARC)")
    max_crawl_seconds: int = Field(4 * 3600, gt=0, description="a crawl that takes longer is stopped")
    claims: Path | None = Field(None, description="claims of your own, checked beside ours: a YAML file or a folder")
    workers: int = Field(2, ge=1, le=64, description="processes that extract facts")

    def secrets(self) -> dict[str, str]:
        """The API keys that are set, by name: {"REED_API_KEY": ...}."""
        named = {name.upper(): value for name, value in self if isinstance(value, SecretStr)}
        return {name: value.get_secret_value() for name, value in named.items() if value.get_secret_value()}
