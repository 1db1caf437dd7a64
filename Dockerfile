FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m pip wheel -q --no-cache-dir --no-deps --wheel-dir dist .

FROM python:3.13-slim
WORKDIR /srv
COPY --from=build /src/dist /src/constraints.txt ./
RUN python -m pip install -q --no-cache-dir -c constraints.txt lstm_explorer-*.whl
RUN useradd --system explorer
USER explorer
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["lstm-explorer", "serve", "--host", "0.0.0.0"]
