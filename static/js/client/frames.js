/**
 * Frames: the binary messages of a stream, for instance steps 40 to 44 of four runs.
 *
 * Layout: four little-endian uint32 (first step, steps, entries, channels), then float32
 * little-endian values [step][entry][channel].
 *
 * @typedef {{first: number, steps: number, entries: number, channels: number, values:
 *   Float32Array}} Frame
 */

const HEADER_BYTES = 16;

/**
 * Read one frame. Throws RangeError when the size does not match the header.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 */
export function decode(buffer) {
  if (buffer.byteLength < HEADER_BYTES) throw new RangeError("a frame is shorter than its header");
  const head = new DataView(buffer, 0, HEADER_BYTES);
  const [first, steps, entries, channels] = [0, 4, 8, 12].map((at) => head.getUint32(at, true));
  const count = steps * entries * channels;
  if (buffer.byteLength !== HEADER_BYTES + 4 * count) {
    throw new RangeError(`a frame of ${buffer.byteLength} bytes cannot hold ${count} numbers`);
  }
  // Every browser runs on little-endian machines, so the bytes can be viewed instead of copied.
  return { first, steps, entries, channels, values: new Float32Array(buffer, HEADER_BYTES, count) };
}

/**
 * The bytes of a frame that came as text, as server-sent events must.
 * @param {string} base64
 * @returns {ArrayBuffer}
 */
export function fromBase64(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
}
