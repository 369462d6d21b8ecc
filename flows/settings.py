"""Settings: from the environment (``JOBTIDE_...``) or a ``.env`` file; a wrong value is named before any work."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

import crawlers


class Settings(BaseSettings):
    """Everything an operator sets. Secrets and addresses come from here and never stand in code."""

    model_config = SettingsConfigDict(env_prefix="JOBTIDE_", env_file=".env", extra="ignore")

    home: Path = Field(Path(), description="folder of the raw store, the warehouse and the reports")
    register_file: Path = Field(
        Path(crawlers.__file__).parent / "register" / "boards.csv", description="sources to crawl, one a line"
    )
    contact: str = Field("", description="e-mail or page in the user agent, so that a site's owner can reach you")
    delay: float = Field(2.0, ge=0, description="seconds between two requests to one host")
    connections: int = Field(1, ge=1, le=16, description="connections to one host at a time")
    api_base: dict[str, str] = Field(
        {}, description='other API hosts by platform, as JSON: {"greenhouse": "http://..."}'
    )
    max_crawl_seconds: int = Field(4 * 3600, gt=0, description="a crawl that takes longer is stopped")
    workers: int = Field(2, ge=1, le=64, description="processes that extract facts")
