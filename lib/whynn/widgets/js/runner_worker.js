// The worker in which a page's Python runs.  It speaks with runner_kernel.js.
const tell = (message) => globalThis.postMessage(message);

/** The answers to `start` and `run`, in the order in which they were asked. */
export function answering(boot, say) {
  let page, turn = Promise.resolve();
  const answer = async (data) => {
    try {
      if (data.type === "start") {
        page = await boot(data, say);
        say({ type: "ready" });
      } else say({ type: "done", ok: await page.run(data.sources, data.target, data.side, data.labels) });
    } catch (error) {
      say({ type: "failed", text: String(error?.message ?? error) });
    }
  };
  return ({ data }) => (turn = turn.then(() => answer(data)));
}

/** Pyodide with NumPy and whynn, from the folder `base` of this site. */
async function boot({ base, absent }, say) {
  const { loadPyodide } = await import(`${base}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: base });
  const load = async (name) => {
    await python.loadPackage(name, { messageCallback: () => {}, errorCallback: () => {} });
    if (!python.loadedPackages[name]) throw new Error(`${name} did not come`); // it does not throw by itself
  };
  await load("numpy");
  const zip = await fetch(`${base}whynn.zip`);
  if (!zip.ok) throw new Error("whynn did not come");
  python.unpackArchive(await zip.arrayBuffer(), "zip", { extractDir: "/whynn" });
  python.runPython("import sys; sys.path.insert(0, '/whynn')");
  const send = (kind, text) => say({ type: "out", kind, text });
  const session = python.pyimport("live.session").Session(send, python.toPy(absent));
  session.install();
  return {
    async run(sources, target, side, labels) {
      session.enter(side, python.toPy(labels));
      const cells = python.toPy(sources);
      const wants = session.wants(cells, target);
      try {
        for (const name of wants.toJs()) {
          say({ type: "loading", name });
          try {
            await load(name);
          } catch (error) { // the cell fails; what other cells have made stays
            send("error", error.message);
            return false;
          }
          session.arrived(name);
        }
        return session.run(cells, target);
      } finally {
        cells.destroy();
        wants.destroy();
      }
    },
  };
}
if (globalThis.WorkerGlobalScope) globalThis.onmessage = answering(boot, tell);
