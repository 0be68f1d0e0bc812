/* Photos of a report, sent one after the other, so that a poor network loses one and not all. */
const one = (words, inside) => inside.querySelector(words);

/* Takes the file field of a form over; `save` is called whenever the photos that are there change. */
export function photoList(form, save) {
  const photos = one("[data-photos]", form);
  const list = one("[data-taken]", form);
  const most = Number(photos.dataset.most);
  photos.dataset.live = "";
  one("[data-take]", form).hidden = false;
  let queue = Promise.resolve();

  function row(name, file) {
    const line = document.createElement("li");
    const picture = file && file.type.startsWith("image/") ? document.createElement("img") : document.createElement("span");
    if (picture.tagName === "IMG") { picture.alt = ""; fileUrl(file, picture); }
    const words = document.createElement("span");
    words.textContent = name;
    words.setAttribute("role", "status");
    const gone = document.createElement("button");
    gone.type = "button";
    gone.className = "btn";
    gone.textContent = photos.dataset.gone;
    gone.setAttribute("aria-label", `${photos.dataset.gone}: ${name}`);
    gone.addEventListener("click", () => { line.remove(); save(); form.elements.file.focus(); });
    line.append(picture, words, gone);
    list.append(line);
    return { line, words };
  }

  /* A data address, for the policy of the page takes no other. */
  function fileUrl(file, picture) {
    const reader = new FileReader();
    reader.onload = () => { picture.src = reader.result; };
    reader.readAsDataURL(file);
  }

  function mark(line, id) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "attachment";
    field.value = id;
    line.append(field);
  }

  function taken(id, name) {
    const { line, words } = row(name, null);
    words.textContent = `${name} · ${photos.dataset.there}`;
    mark(line, id);
  }

  function send(file, { line, words }) {
    return new Promise((settle) => {
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", photos.dataset.busy);
      line.append(bar);
      words.className = "";
      words.textContent = `${file.name} · ${photos.dataset.busy}`;
      const body = new FormData();
      body.set("key", form.elements.key.value);
      body.set("token", form.elements.token.value);
      body.set("file", file);
      const ask = new XMLHttpRequest();
      ask.open("POST", photos.dataset.url);
      ask.responseType = "json";
      ask.timeout = 180000;
      ask.upload.onprogress = (event) => { if (event.lengthComputable) { bar.value = event.loaded / event.total; } };
      ask.onloadend = () => {
        bar.remove();
        if (ask.status === 201 && line.isConnected) {
          mark(line, ask.response.id);
          words.textContent = `${file.name} · ${photos.dataset.there}`;
          save();
        } else if (line.isConnected) {
          words.className = "is-red";
          words.textContent = `${file.name} · ${ask.response?.problem || ask.response?.detail || photos.dataset.lost}`;
          if (ask.status !== 422 && ask.status !== 413) { retry(file, { line, words }); }
        }
        settle();
      };
      ask.send(body);
    });
  }

  function retry(file, shown) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn";
    again.textContent = photos.dataset.again;
    again.addEventListener("click", () => { again.remove(); add(file, shown); });
    shown.line.append(again);
  }

  function add(file, shown) { queue = queue.then(() => send(file, shown)); }

  form.elements.file.addEventListener("change", () => {
    const files = [...form.elements.file.files];
    form.elements.file.value = "";
    files.forEach((file) => {
      if (list.children.length >= most) { one("[data-status]", form).textContent = photos.dataset.full; return; }
      add(file, row(file.name, file));
    });
  });

  return { taken, sent: () => queue };
}
