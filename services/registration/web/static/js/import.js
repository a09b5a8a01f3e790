// Shows from the press of the button until the next page that a list is being read, and how far it has come (docs/decisions/0088).
// Without it the browser shows that it waits, and the next page is the same.
(() => {
  "use strict";
  const box = document.getElementById("framsteg");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[role=status]");
  const first = said.textContent;
  let source = null;

  const stop = () => {
    if (source) source.close();
    source = null;
  };

  const follow = () => {
    source = new EventSource(box.dataset.live);
    source.addEventListener("progress", (event) => {
      const now = JSON.parse(event.data);
      bar.max = now.all;
      bar.value = now.done;
      said.textContent = now.text;
    });
    source.addEventListener("end", stop);
  };

  box.closest("form").addEventListener("submit", (event) => {
    said.textContent = "";
    box.hidden = false;
    said.textContent = first;
    if (box.dataset.live && event.submitter && event.submitter.value === "las-in") follow();
  });
  addEventListener("pagehide", stop);
  // The back button brings the page as it was left.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    box.hidden = true;
    bar.removeAttribute("value");
    said.textContent = first;
  });
})();
