/**
 * The animation: a figure at some step of its time; its paths grow, their heads move along, frames
 * take turns, and of a table with rows for each step those of that step are shown.
 */

const SQUARE = 4000;
const CORNER = /(?=[ML])/;

/**
 * The places of a path's corners, as shares of the panel from the left and from the top; those that
 * are nowhere are NaN.
 * @param {string} path
 * @returns {{corners: string[], places: [number, number][]}}
 */
export function read(path) {
  const corners = path.split(CORNER);
  const places = corners.map((corner) => {
    const [x, y] = (corner.match(/-?\d+/g) ?? []).map(Number);
    return /** @type {[number, number]} */ (
      x < -SQUARE / 2 && y === -SQUARE ? [NaN, NaN] : [x / SQUARE, y / SQUARE]
    );
  });
  return { corners, places };
}

/**
 * What moves in a figure.
 * @param {ParentNode} root
 */
export function createAnimation(root) {
  const paths = [...root.querySelectorAll("path[data-steps]")].map((path) => {
    const name = path.getAttribute("data-name") ?? "";
    const area = path.closest("[data-area]");
    const head = [...(area?.querySelectorAll("[data-of]") ?? [])].find(
      (candidate) => candidate.getAttribute("data-of") === name,
    );
    return {
      path,
      head: /** @type {HTMLElement | undefined} */ (head),
      ...read(path.getAttribute("d") ?? ""),
    };
  });
  const frames = /** @type {SVGElement[]} */ ([...root.querySelectorAll("path[data-since]")]).map(
    (path) => ({
      path,
      since: Number(path.dataset.since),
      until: Number(path.dataset.until ?? Infinity),
    }),
  );
  const tables = /** @type {HTMLTableElement[]} */ ([
    ...root.querySelectorAll("table[data-steps]"),
  ]).map((table) => ({
    rows: table.tBodies[0].rows,
    each: Number(table.dataset.steps),
  }));
  let lastStep = -1;

  return {
    /** @param {number} step */
    show(step) {
      if (step === lastStep) return;
      lastStep = step;
      for (const { path, head, corners, places } of paths) {
        path.setAttribute("d", corners.slice(0, step + 1).join(""));
        if (!head) continue;
        const [x, y] = places.slice(0, step + 1).findLast(([across]) => !Number.isNaN(across)) ?? [
          NaN,
          NaN,
        ];
        head.hidden = !(x >= -0.001 && x <= 1.001 && y >= -0.001 && y <= 1.001);
        head.style.left = `${100 * x}%`;
        head.style.top = `${100 * y}%`;
      }
      for (const { path, since, until } of frames)
        path.style.display = since <= step && step < until ? "inline" : "none";
      for (const { rows, each } of tables)
        for (let row = 0; row < rows.length; row += 1)
          rows[row].hidden = Math.floor(row / each) !== Math.min(step, rows.length / each - 1);
    },
  };
}
