/**
 * The recorder: a race filmed by the browser's own recorder, frame by frame as it is drawn.
 *
 * A still of the surface lies beneath; the canvases that move on the page are copied over it.
 *
 * @import {Player} from "../experiment/player.js"
 * @typedef {{canvases: HTMLCanvasElement[], box: {left: number, top: number, width: number, height:
 *   number}}} Moving
 *   canvases of the page, and where they lie in the picture
 * @typedef {{blob: Blob, extension: string}} Recording
 */

const TYPES = [
  ["video/webm;codecs=vp9", "webm"],
  ["video/webm;codecs=vp8", "webm"],
  ["video/webm", "webm"],
  ["video/mp4", "mp4"],
];
const RATE = 30;
const BITS = 6_000_000;
/** Seconds, after which hardly anybody would still watch. */
const LONGEST = 15;
const WIDEST = 1280;
/** The last picture stands for a while. */
const HOLD = 1000;

/**
 * How this browser records; null where it cannot.
 * @param {{MediaRecorder?: typeof MediaRecorder, HTMLCanvasElement?: typeof HTMLCanvasElement}}
 *   [browser]
 */
export function recordingType({ MediaRecorder: recorder, HTMLCanvasElement: canvas } = globalThis) {
  if (!recorder || !canvas || !("captureStream" in canvas.prototype)) return null;
  const [type, extension] = TYPES.find(([each]) => recorder.isTypeSupported(each)) ?? [];
  return type && extension ? { type, extension } : null;
}

/**
 * The speed at which a race is filmed: the chosen one, unless that would take too long or show
 * nothing.
 * @param {number} speed
 * @param {number} steps
 */
export const recordingSpeed = (speed, steps) =>
  speed === Infinity ? Math.max(1, steps / 4) : Math.max(speed, steps / LONGEST);

/**
 * @typedef {object} Scene
 * @property {number} width  in CSS pixels
 * @property {number} height
 * @property {HTMLCanvasElement} still  what does not move, in the same shape
 * @property {Moving[]} moving
 * @property {(context: CanvasRenderingContext2D) => void} letter  writes what changes with the step
 */

/**
 * Film the race from its start to its end.
 * @param {Scene} scene
 * @param {Player} player
 * @param {{screen: HTMLCanvasElement, signal: AbortSignal, onProgress: (share: number) => void}}
 *   options
 *   aborting ends the film where it is
 * @returns {Promise<Recording>}
 */
export async function recordScene(scene, player, { screen, signal, onProgress }) {
  const way = recordingType();
  if (!way) throw new Error("This browser cannot record.");
  const { speed, loop } = player.moment;
  const scale = Math.min(1, WIDEST / scene.width);
  // Encoders take even sizes only.
  screen.width = 2 * Math.round((scene.width * scale) / 2);
  screen.height = 2 * Math.round((scene.height * scale) / 2);
  const context = /** @type {CanvasRenderingContext2D} */ (
    screen.getContext("2d", { alpha: false })
  );
  const draw = () => {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(scene.still, 0, 0, screen.width, screen.height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    for (const { canvases, box } of scene.moving)
      for (const canvas of canvases)
        if (!canvas.hidden && canvas.width)
          context.drawImage(canvas, box.left, box.top, box.width, box.height);
    scene.letter(context);
  };

  player.pause();
  player.repeat(false);
  player.seek(0);
  player.accelerate(recordingSpeed(speed, player.moment.length));
  draw();
  const recorder = new MediaRecorder(screen.captureStream(RATE), {
    mimeType: way.type,
    videoBitsPerSecond: BITS,
  });
  /** @type {Blob[]} */
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const stopped = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = () => reject(new Error("The recorder gave up."));
  });
  recorder.start();
  player.play();
  try {
    await shot(player, draw, context, signal, onProgress);
  } finally {
    if (recorder.state !== "inactive") recorder.stop();
    player.pause();
    player.accelerate(speed);
    player.repeat(loop);
  }
  await stopped;
  return { blob: new Blob(pieces, { type: way.type }), extension: way.extension };
}

/**
 * Draw until the race is over and its last picture has stood for a moment.
 * @param {Player} player
 * @param {() => void} draw
 * @param {CanvasRenderingContext2D} context
 * @param {AbortSignal} signal
 * @param {(share: number) => void} onProgress
 */
const shot = (player, draw, context, signal, onProgress) =>
  new Promise((resolve) => {
    let over = NaN;
    const frame = (/** @type {number} */ now) => {
      const { step, length, playing } = player.moment;
      if (playing) draw();
      else if (Number.isNaN(over)) {
        draw();
        over = now;
        // The page may hand its paths to the plot now; the film keeps the picture it has.
      } else {
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.drawImage(context.canvas, 0, 0);
      }
      onProgress(length ? step / length : 1);
      if (signal.aborted || now - over > HOLD) resolve(undefined);
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
