# JupyterLab with the book, for one machine (compose.yml) or for a JupyterHub (exercises/README.md).
FROM python:3.11.14-slim-bookworm

# A JupyterHub's servers need the hub's own version: --build-arg JUPYTERHUB=...
ARG JUPYTERHUB=6.1.1

# The same packages as on Binder, by the same two files; what changes least comes first.
COPY binder /opt/book/binder/
RUN useradd --create-home --home-dir /learner --uid 1000 learner \
    && pip install --no-cache-dir -r /opt/book/binder/requirements.txt "jupyterhub==${JUPYTERHUB}"
COPY requirements.lock pyproject.toml /opt/book/
COPY lib /opt/book/lib/
RUN /opt/book/binder/postBuild

# A learner owns what can be changed, and no more.  A volume here keeps it: Docker fills an
# empty one with these folders.
WORKDIR /learner
COPY --chown=learner:learner chapters chapters/
COPY --chown=learner:learner exercises exercises/
USER 1000

EXPOSE 8888
# a hub gives each server a path of its own
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen('http://127.0.0.1:8888' + os.environ.get('JUPYTERHUB_SERVICE_PREFIX', '/') + 'api', timeout=4)"]
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
