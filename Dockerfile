# The bot. Built from the top of the repository; set up by the very target that everybody uses: `make setup-bot`.

FROM python:3.11-slim-bookworm AS build
# Debian keeps only the newest build of a package, so a pinned one could not be installed a month later.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
# This image's own Python, no tools of developers, nothing that points into a cache.
ENV UV_PYTHON_DOWNLOADS=never UV_NO_DEV=1 UV_LINK_MODE=copy UV_NO_CACHE=1
WORKDIR /app
# Only what the environment is made from, so that a changed line of the bot does not install everything again.
COPY Makefile pyproject.toml uv.lock README.md LICENSE NOTICE ./
COPY scripts/setup.sh scripts/
COPY bot/__init__.py bot/
RUN make setup-bot

FROM python:3.11-slim-bookworm
# A new volume mounted on /data takes over this folder's owner and mode.
RUN groupadd --system --gid 10001 wegweiser \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin wegweiser \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
ENV PATH=/app/.venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY LICENSE NOTICE ./
COPY bot bot
COPY content content
USER 10001:10001
CMD ["wegweiser", "run"]
