// Runs before the first paint, so that the page never flashes in the other theme.
(function () {
  var chosen;
  try {
    chosen = JSON.parse(localStorage.getItem('acs-rooms') || '{}').theme;
  } catch (_) {
    // Storage is off or holds something else: the system's theme applies.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
