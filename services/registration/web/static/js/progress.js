// Follows mail that is going out by server-sent events (docs/decisions/0080). Without it the page shows what a reload shows.
(() => {
  "use strict";
  const box = document.getElementById("framsteg");
  const bar = box.querySelector("progress");
  const said = box.querySelector("p");
  const going = document.getElementById("pagar");
  const source = new EventSource(box.dataset.live);

  source.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    box.hidden = !now.all;
    going.hidden = !now.is_going;
    bar.max = now.all || 1;
    bar.value = now.done;
    said.textContent = now.text;
  });
  source.addEventListener("end", () => {
    source.close();
    said.setAttribute("role", "status"); // read aloud once, when it is over
    said.textContent = said.textContent + " ";
  });
  addEventListener("pagehide", () => source.close());
})();
