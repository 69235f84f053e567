// The page's side of the Python worker: one worker, one run at a time, and Stop, which ends the worker.
export const STOPPED = "stopped";

export class Kernel {
  #spawn; #worker = null; #ready = null; #last = Promise.resolve(); #end = null; #era = 0;
  /** What the page calls its cells, in their order; without, they are numbered. */
  labels = [];
  /** `spawn()` makes a worker; it answers `start` with `ready` or `failed`, and `run` with `out`s and `done`. */
  constructor(spawn, start) { this.#spawn = spawn; this.start = start; }

  /** Resolves when Python is there, and rejects when it cannot come; the next call then tries anew. */
  #begin(heard) {
    this.#ready ??= new Promise((resolve, reject) => {
      const worker = (this.#worker = this.#spawn());
      this.#end = (error) => { worker.terminate(); if (this.#worker === worker) this.#worker = this.#ready = null; reject(error); };
      worker.onerror = (event) => { event.preventDefault?.(); this.#end(new Error(event.message || "its worker did not load")); };
      worker.onmessage = ({ data }) => {
        if (data.type === "ready") resolve();
        if (data.type === "failed") this.#end(new Error(data.text));
        if (data.type === "loading") heard(data);
      };
      worker.postMessage({ type: "start", ...this.start });
    });
    return this.#ready;
  }

  get started() { return this.#ready !== null; }

  /**
   * Runs cell `target` of `sources()`, asked when its turn comes, after what is running; resolves to whether all went
   * well. Each `side` of a page has its own names.
   */
  run(sources, target, heard, side = "book") {
    const era = this.#era;
    const turn = this.#last.then(() => {
      if (era !== this.#era) throw new Error(STOPPED);
      return this.#run(sources, target, heard, side);
    });
    this.#last = turn.catch(() => {});
    return turn;
  }
  async #run(sources, target, heard, side) {
    await this.#begin(heard);
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const end = this.#end;
      this.#end = (error) => { end(error); reject(error); };
      worker.onmessage = ({ data }) => {
        if (data.type === "done") { this.#end = end; resolve(data.ok); }
        else if (data.type === "failed") this.#end(new Error(data.text));
        else heard(data);
      };
      worker.postMessage({ type: "run", sources: sources(), target, side, labels: this.labels });
    });
  }

  /** Ends the worker and what runs or waits; all that the cells have made is lost. */
  stop() {
    this.#era += 1;
    this.#end?.(new Error(STOPPED));
  }
}
