FROM python:3.13-slim AS wheel
WORKDIR /src
COPY . .
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /dist .

FROM python:3.13-slim
COPY --from=wheel /dist /dist
COPY constraints.txt /dist/
RUN python -m pip install --no-cache-dir -c /dist/constraints.txt /dist/*.whl && useradd --system explorer
USER explorer
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["lstm-explorer", "serve", "--host", "0.0.0.0"]
