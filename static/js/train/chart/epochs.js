/**
 * Epochs: the costs of mini-batches taken together, for instance the mean over the five of an
 * epoch, and how they spread over the seeds of a run.
 *
 * Epochs count from 0; the cost of a mini-batch is the one before its update.
 *
 * @import {History} from "../../client/history.js"
 */

export class Epochs {
  /**
   * @param {{samples: number, batch: number, epochs: number, entries: number}} size
   */
  constructor({ samples, batch, epochs, entries }) {
    this.batches = Math.ceil(samples / batch);
    /** How much of an epoch each mini-batch is. */
    this.shares = Array.from(
      { length: this.batches },
      (_, i) => Math.min(batch, samples - i * batch) / samples,
    );
    const rows = () => Array.from({ length: entries }, () => new Float32Array(epochs));
    this.mean = rows();
    this.last = rows();
    /** How many epochs are whole, and of each entry before it diverged. */
    this.whole = 0;
    this.ends = new Array(entries).fill(0);
  }

  /**
   * Take in what has come.
   * @param {History} history
   */
  grow({ tracks, rows }) {
    const until = Math.floor(rows / this.batches);
    tracks.forEach(({ cost, end }, entry) => {
      const stop = Math.min(until, Math.floor(end / this.batches));
      for (let epoch = this.ends[entry]; epoch < stop; epoch += 1) {
        let sum = 0;
        for (let i = 0; i < this.batches; i += 1)
          sum += this.shares[i] * cost[epoch * this.batches + i];
        this.mean[entry][epoch] = sum;
        this.last[entry][epoch] = cost[(epoch + 1) * this.batches - 1];
      }
      this.ends[entry] = Math.max(this.ends[entry], stop);
    });
    this.whole = until;
  }
}

/**
 * The quartiles of some values; those that are no numbers count as `lost`, the worst there is, so
 * that a run which loses some seeds is not told better than it is.
 * @param {readonly number[]} values
 * @param {number} lost
 * @returns {[number, number, number]} lower quartile, median, upper quartile
 */
export function quartiles(values, lost) {
  const sorted = values.map((value) => (Number.isNaN(value) ? lost : value)).sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    if (low === high) return low;
    return Number.isFinite(high - low) ? low + (place - Math.floor(place)) * (high - low) : lost;
  };
  return [at(0.25), at(0.5), at(0.75)];
}
