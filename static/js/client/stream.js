/**
 * The stream: follows an experiment as it is computed, by websocket or, where those are blocked, by
 * server-sent events.
 *
 * Nothing is lost between connections: each one asks for the rows from `rows()` on. Data are
 * acknowledged by whoever draws them, so that a page which cannot keep up slows the stream instead
 * of piling it up.
 *
 * @import {Frame} from "./frames.js"
 * @typedef {{id: string, kind: string, entries: {run: number, start: number, label: string}[],
 *   shape: number[], steps: number, channels: import("./history.js").Channel[]}} Hello
 *   shape: the rows, entries and channels that the frames will hold
 * @typedef {{entry: number, run: number, start: number, status: string, step: number, tried?:
 *   import("../plot/mapping.js").Point | null}} StreamEvent
 *   tried: the point that it would have stepped to, where it left the domain of the formula
 * @typedef {"connecting" | "websocket" | "events" | "retrying"} Transport
 * @typedef {object} Listener
 * @property {() => number} rows  how many rows are here already
 * @property {(hello: Hello) => void} hello
 * @property {(frame: Frame) => void} frame
 * @property {(event: StreamEvent) => void} event
 * @property {(snapshot: any) => void} [snapshot]  how the networks of a training look now
 * @property {(status: string) => void} end
 * @property {() => void} lost  the server no longer knows the experiment
 * @property {(transport: Transport) => void} transport
 * @typedef {{ack: (rows: number) => void, close: () => void}} Following
 */

import { decode, fromBase64 } from "./frames.js";

const UNKNOWN = 4404;
const DONE = 1000;
const PATIENCE = 4000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;
const OFTEN = 5;

/**
 * A way to follow experiments; it remembers when websockets turned out to be blocked.
 * @param {{base: string, known: (id: string) => Promise<boolean>, sockets?: typeof WebSocket,
 *   sources?: typeof EventSource}} options
 *   `known`: whether the server still has an experiment, for transports that cannot tell
 */
export function createFollower({
  base,
  known,
  sockets = globalThis.WebSocket,
  sources = globalThis.EventSource,
}) {
  let blocked = false;
  /**
   * A websocket that fails after one has worked says that the server is away, unless it fails
   * often.
   */
  let worked = false;

  /**
   * @param {string} id
   * @param {Listener} listener
   * @returns {Following}
   */
  return function follow(id, listener) {
    let over = false;
    let pause = FIRST_PAUSE;
    let acknowledged = -1;
    let failures = 0;
    let handled = -1;
    let [allowed, pending] = [0, 0];
    /** @type {WebSocket | null} */
    let socket = null;
    /** @type {EventSource | null} */
    let source = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    const address = () => {
      const url = new URL(
        `${base}/experiments/${encodeURIComponent(id)}/stream`,
        globalThis.location?.href,
      );
      url.searchParams.set("since", String(listener.rows()));
      return url;
    };

    const close = () => {
      over = true;
      clearTimeout(timer);
      drop();
    };

    const drop = () => {
      const [oldSocket, oldSource] = [socket, source];
      [socket, source] = [null, null];
      oldSource?.close();
      // Browsers complain when a socket is closed before it has opened.
      if (oldSocket?.readyState === 0) oldSocket.onopen = () => oldSocket.close(DONE);
      else oldSocket?.close(DONE);
    };

    const connect = () => {
      if (over) return;
      if (blocked) openSource();
      else openSocket();
    };

    const retry = () => {
      if (over) return;
      listener.transport("retrying");
      timer = setTimeout(connect, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    };

    // Half a window at a time: the server never waits, and each acknowledgement costs it a wake-up.
    const acknowledge = () => {
      if (handled === acknowledged || socket?.readyState !== 1) return;
      if (2 * pending < allowed && !over) return;
      [acknowledged, pending] = [handled, 0];
      socket.send(JSON.stringify({ type: "ack", step: handled }));
    };

    /** @param {any} message */
    const control = (message) => {
      if (message.type === "hello") {
        pause = FIRST_PAUSE;
        [allowed, pending] = [message.window ?? 0, 0];
        listener.hello(message);
      } else if (message.type === "event") listener.event(message);
      else if (message.type === "snapshot") listener.snapshot?.(message);
      else if (message.type === "end") {
        // The last acknowledgement has to reach the server before the socket closes, and the server
        // closes it then.
        over = true;
        acknowledge();
        listener.end(message.status);
        source?.close();
      }
    };

    const openSocket = () => {
      const url = address();
      url.protocol = url.protocol.replace("http", "ws");
      const mine = new sockets(url);
      mine.binaryType = "arraybuffer";
      socket = mine;
      [acknowledged, handled] = [-1, -1];
      let greeted = false;
      timer = setTimeout(() => mine.close(), PATIENCE);
      mine.onopen = () => {
        clearTimeout(timer);
        if (socket === mine) listener.transport("websocket");
      };
      mine.onmessage = ({ data }) => {
        if (socket !== mine) return;
        if (typeof data === "string") {
          [greeted, worked, failures] = [true, true, 0];
          control(JSON.parse(data));
        } else {
          pending += 1;
          listener.frame(decode(data));
        }
      };
      mine.onclose = ({ code }) => {
        clearTimeout(timer);
        if (socket !== mine) return;
        socket = null;
        if (over) return;
        if (code === UNKNOWN) {
          over = true;
          listener.lost();
        } else if (greeted || (worked && ++failures < OFTEN)) retry();
        else openSource();
      };
    };

    const openSource = () => {
      const mine = new sources(address());
      source = mine;
      mine.onopen = () => {
        if (source !== mine) return;
        blocked = true;
        listener.transport("events");
      };
      /** @param {MessageEvent} event */
      const onControl = (event) => source === mine && control(JSON.parse(event.data));
      mine.onmessage = onControl;
      for (const type of ["hello", "event", "snapshot", "end"])
        mine.addEventListener(type, onControl);
      mine.addEventListener("frame", (event) => {
        if (source === mine) listener.frame(decode(fromBase64(event.data)));
      });
      mine.onerror = async () => {
        if (source !== mine) return;
        drop();
        if (over) return;
        // Neither transport works: the server may be away, which says nothing about websockets.
        blocked = false;
        const there = await known(id).catch(() => true);
        if (over) return;
        if (there) retry();
        else {
          over = true;
          listener.lost();
        }
      };
    };

    listener.transport("connecting");
    connect();
    return {
      ack(rows) {
        handled = rows;
        acknowledge();
      },
      close,
    };
  };
}
