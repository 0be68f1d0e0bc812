/* What a phone could not send yet: kept under its key until the service has it, and sent exactly once.
   `Outbox` serves every page that sends later; the line itself shows where a page has one. */
const Outbox = (() => {
  const RETRY_MS = 20_000;

  function newKey() {
    if (crypto.randomUUID) { return crypto.randomUUID(); }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const ownerOf = (page) => page.querySelector("[data-owner]")?.dataset.owner;

  const post = (address, form) =>
    fetch(address, { method: "POST", body: form, headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);

  /* The token of a form is the session's: after a new sign-in this page asks for the new one,
     unless somebody else signed in: nobody sends what another wrote. */
  async function freshToken() {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
    if (!answer || answer.redirected || !answer.ok) { return { ended: answer?.redirected ?? false }; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = ownerOf(page) === ownerOf(document);
    return same ? { token: page.querySelector("[name=csrf]")?.value } : { ended: true };
  }

  /* Send one form: "taken", "refused" for good, "signin", or "wait" for another time. */
  async function send(address, form) {
    let answer = await post(address, form);
    if (answer?.status === 403) {
      const { token, ended } = await freshToken();
      if (ended) { return { state: "signin" }; }
      if (!token) { return { state: "wait" }; }
      form.set("csrf", token);
      answer = await post(address, form);
    }
    if (!answer) { return { state: "wait" }; }
    if (answer.status === 401 || answer.type === "opaqueredirect") { return { state: "signin" }; }
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) { return { state: "taken", said }; }
    const final = [400, 404, 409, 413, 422].includes(answer.status) && !answer.headers.has("Retry-After");
    return { state: final ? "refused" : "wait", said, status: answer.status };
  }

  /* The shelf: reports with their photos. Where nothing may be kept they live as long as the page. */
  const memory = new Map();
  let kept = true;
  const shelf = new Promise((open) => {
    try {
      const asked = indexedDB.open("wangge-outbox", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("reports", { keyPath: "key" });
      asked.onsuccess = () => open(asked.result);
      asked.onerror = () => { kept = false; open(null); };
    } catch { kept = false; open(null); }
  });

  async function change(act) {
    const opened = await shelf;
    if (!opened) { return; }
    await new Promise((done, failed) => {
      const write = opened.transaction("reports", "readwrite");
      act(write.objectStore("reports"));
      write.oncomplete = done;
      write.onerror = write.onabort = () => failed(write.error);
    });
  }

  async function keep(report) {
    memory.set(report.key, report);
    try { await change((store) => store.put(report)); return kept; } catch { return false; }
  }

  async function drop(key) {
    memory.delete(key);
    await change((store) => store.delete(key)).catch(() => {});
  }

  async function all(owner) {
    const opened = await shelf;
    if (opened) {
      const found = await new Promise((done) => {
        const asked = opened.transaction("reports").objectStore("reports").getAll();
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => done([]);
      });
      for (const one of found) { memory.set(one.key, one); }
      // Another page of this phone may have sent it by now.
      for (const key of memory.keys()) { if (kept && !found.some((one) => one.key === key)) { memory.delete(key); } }
    }
    return [...memory.values()].filter((one) => one.owner === owner).sort((one, other) => one.at.localeCompare(other.at));
  }

  const line = document.querySelector("[data-outbox]");
  const owner = line?.dataset.owner;
  const doneList = document.querySelector("[data-outbox-done]");
  const piece = (name) => line.querySelector(`[data-${name}]`);
  const say = (key, values = {}) => (document.querySelector(`[data-outbox-say="${key}"]`)?.textContent ?? key)
    .replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  let busy = false;
  let again = false;

  function formOf(report) {
    const form = new FormData();
    form.set("csrf", document.querySelector("[name=csrf]").value);
    for (const [name, value] of Object.entries(report.fields)) { form.set(name, value); }
    form.set("key", report.key);
    form.set("made_at", report.at);
    for (const file of report.files) { form.append("file", new Blob([file.bytes], { type: file.type }), file.name); }
    return form;
  }

  /* Everything that waits, the oldest first; what stops one stops those behind it. */
  async function flush() {
    if (!line) { return; }
    again = busy;
    if (busy) { return; }
    busy = true;
    let problem = "";
    for (const report of await all(owner)) {
      if (report.refused || report.done) { continue; }
      piece("problem").textContent = say("sending");
      const answer = await send(report.address, formOf(report));
      if (answer.state === "taken") { await keep({ ...report, fields: {}, files: [], done: answer.said }); continue; }
      if (answer.state === "refused") { await keep({ ...report, refused: answer.said.detail ?? String(answer.status) }); continue; }
      problem = say(answer.state === "signin" ? "signin" : "offline");
      piece("sign-in").hidden = answer.state !== "signin";
      break;
    }
    busy = false;
    await show(problem);
    if (again) { again = false; await flush(); }
  }

  function button(words, act, style = "btn btn-q") {
    const made = document.createElement("button");
    made.type = "button";
    made.className = style;
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function row(report) {
    const item = document.createElement("li");
    const title = document.createElement("b");
    title.textContent = report.title;
    const when = document.createElement("span");
    when.className = "meta";
    const photos = report.files.length ? ` · ${say("photos", { count: report.files.length })}` : "";
    when.textContent = new Date(report.at).toLocaleString(document.documentElement.lang) + photos;
    item.append(title, when);
    if (report.refused) {
      const why = document.createElement("span");
      why.className = "ob-why";
      why.textContent = say("refused", { why: report.refused });
      const acts = document.createElement("p");
      const correct = document.createElement("a");
      correct.className = "btn";
      correct.href = `${report.address}#${report.key}`;
      correct.textContent = say("correct");
      acts.append(correct, button(say("drop"), async () => { await drop(report.key); show(); }));
      item.append(why, acts);
    }
    return item;
  }

  function taken(report) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = say("done", report.done);
    item.append(words, button(say("seen"), async () => { await drop(report.key); show(); }, "btn"));
    return item;
  }

  async function show(problem = "") {
    const reports = await all(owner);
    const waiting = reports.filter((one) => !one.done);
    line.hidden = waiting.length === 0;
    piece("waits").textContent = say("waits", { count: waiting.length });
    piece("problem").textContent = problem;
    piece("problem").hidden = problem === "";
    piece("list").replaceChildren(...waiting.map(row));
    if (waiting.some((one) => one.refused)) { line.querySelector("details").open = true; }
    doneList.replaceChildren(...reports.filter((one) => one.done).map(taken));
  }

  if (line) {
    piece("send-now").addEventListener("click", flush);
    addEventListener("online", flush);
    addEventListener("pageshow", flush);
    setInterval(async () => { if ((await all(owner)).some((one) => !one.done && !one.refused)) { flush(); } }, RETRY_MS);
    show().then(flush);
  }

  return { newKey, send, keep, drop, all, flush, show, owner };
})();
