# Descent Lab as one image: `docker build -t descentlab .`
# Any Python 3.11 or newer will do as a base. To build from the same base every time, name it by digest:
# docker build --build-arg BASE_IMAGE=python:3.13-slim@sha256:... -t descentlab .
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /source
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/build \
    && python -m venv /opt/descentlab \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.txt \
    && /opt/descentlab/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY engine engine
COPY static static
COPY templates templates
RUN /opt/build/bin/python -m hatchling build --target wheel \
    && /opt/descentlab/bin/pip install --no-cache-dir --no-deps dist/*.whl \
    && /opt/descentlab/bin/pip uninstall --yes pip

FROM ${BASE_IMAGE}
ENV PATH=/opt/descentlab/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    DESCENTLAB_DATA_DIR=/data
RUN mkdir /data && chown 10001:10001 /data
COPY --from=build /opt/descentlab /opt/descentlab
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["descentlab"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--no-open"]
