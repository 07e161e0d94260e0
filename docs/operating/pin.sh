#!/bin/sh
# Prints the images of the Dockerfile and of compose.yaml by their digests of today, for `.env` beside
# them. Needs `docker` (or `podman`, named in DOCKER) and a registry.
#
#   docs/operating/pin.sh > docs/operating/.env
set -eu
docker=${DOCKER:-docker}
for each in PYTHON=python:3.13-slim PGBOUNCER=edoburu/pgbouncer:v1.24.1-p1 POSTGRES=postgres:17 NGINX=nginx:1.28; do
  "$docker" pull --quiet "${each#*=}" >&2
  digest=$("$docker" image inspect --format '{{index .RepoDigests 0}}' "${each#*=}")
  echo "${each%%=*}=$digest"
done
