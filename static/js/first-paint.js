// A classic script in the head, so that a remembered theme holds from the first paint.
try {
  const theme = localStorage.getItem("descentlab-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme is shown.
}
