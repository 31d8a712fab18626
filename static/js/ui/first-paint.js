// A classic script in the head, so that a remembered theme and an embedded page's look hold from
// the first
// paint.
if (new URLSearchParams(location.search).has("embed")) document.documentElement.dataset.embed = "";
try {
  const theme = localStorage.getItem("descentlab-theme");
  if (localStorage.getItem("descentlab-known")) document.documentElement.dataset.known = "";
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme is shown.
}
