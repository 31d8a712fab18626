/** Saving: how something leaves the page, as a file or by the clipboard. */

/**
 * Offer a file for download.
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The download has read the address by then; kept for ever it would hold the file in memory.
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
}

/**
 * Copy a text. Pages of a class server are seldom a secure context, in which alone the clipboard's
 * own interface works; a selected text field does it everywhere.
 * @param {string} text
 * @param {HTMLElement} host where focus may go, such as the open dialog
 * @returns {Promise<boolean>}
 */
export async function copy(text, host) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    const focused = document.activeElement;
    field.value = text;
    field.className = "unseen";
    host.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}

/** @param {number} bytes */
export const size = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
