// Reads the codes of participants with the camera, where the browser can (docs/decisions/0082).
// Without it nothing is shown: the field takes the code by hand, and the list has a search.
(() => {
  "use strict";
  const LINK = /\/j\/[\w-]{48}/;
  const EVERY = 250; // milliseconds between two looks
  const box = document.getElementById("kamera");
  const field = document.getElementById("kod");
  const video = box.querySelector("video");
  const said = box.querySelector("[role=status]");
  const [start, stop] = box.querySelectorAll("button");
  let stream = null;
  let timer = 0;

  // What was read last is kept as a number, so that a phone that is still held up is not read twice.
  const mark = (text) => String([...text].reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) | 0, 7));

  const say = (name) => { said.textContent = name ? box.dataset[name] : ""; };

  const close = () => {
    clearTimeout(timer);
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  };

  const take = (text) => {
    if (!LINK.test(text)) { say("foreign"); return false; }
    if (mark(text) === sessionStorage.getItem("kamera-last")) return false;
    sessionStorage.setItem("kamera-last", mark(text));
    close();
    field.value = text;
    field.form.requestSubmit();
    return true;
  };

  const look = async (detector) => {
    let codes = [];
    try { codes = await detector.detect(video); } catch { codes = []; } // no picture yet
    if (!stream || codes.some((code) => take(code.rawValue))) return;
    timer = setTimeout(look, EVERY, detector);
  };

  const open = async (detector) => {
    start.hidden = true;
    say("");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      video.hidden = stop.hidden = false;
      await video.play();
    } catch (fault) {
      close();
      say(fault && fault.name === "NotAllowedError" ? "refused" : "missing");
      return;
    }
    sessionStorage.setItem("kamera", "1");
    say("looking");
    look(detector);
  };

  // Opened again without a press only where it was opened on this visit, the permission stands, and nobody waits to be noted.
  const isOpenAgain = async () => {
    if (sessionStorage.getItem("kamera") !== "1" || "waits" in box.dataset) return false;
    try { return (await navigator.permissions.query({ name: "camera" })).state === "granted"; } catch { return false; }
  };

  const begin = async () => {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
    const formats = await BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    start.addEventListener("click", () => { sessionStorage.removeItem("kamera-last"); open(detector); });
    stop.addEventListener("click", () => { sessionStorage.removeItem("kamera"); close(); say(""); });
    addEventListener("pagehide", close);
    box.hidden = false;
    if (await isOpenAgain()) open(detector);
  };

  begin().catch(() => { box.hidden = true; });
})();
