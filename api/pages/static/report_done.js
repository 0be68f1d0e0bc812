/* The answer to a report: the draft is forgotten, the code can be copied and saved as a picture. */
const one = (words) => document.querySelector(words);
try { localStorage.removeItem("wangge-report"); } catch { /* never was */ }

const code = one("[data-code]").textContent.trim();
const copy = one("[data-copy]");
const told = one("[data-told]");
copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(code).then(() => { copy.lastChild.textContent = copy.dataset.copied; told.textContent = copy.dataset.copied; }, () => null);
});
const button = one("[data-save]");
button.hidden = false;
button.addEventListener("click", () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 720, height: 900 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 720, 900);
  pen.fillStyle = "#000";
  pen.textAlign = "center";
  pen.font = "32px sans-serif";
  pen.fillText(button.dataset.title, 360, 70);
  pen.font = "bold 58px sans-serif";
  pen.fillText(code, 360, 150);
  pen.drawImage(one("[data-qr]"), 80, 190, 560, 560);
  pen.font = "22px sans-serif";
  pen.fillText(one(".res-url").textContent, 360, 810, 680);
  const link = Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: `${code}.png` });
  link.click();
});
one("[data-code]").focus({ preventScroll: true });
