// The shared parts of both demo pages. Texts of people go into text nodes only.

export const lang = (navigator.language || "en").toLowerCase().startsWith("ru") ? "ru" : "en";
document.documentElement.lang = lang;

// el builds an element: el("b", {class: "x", onclick: f}, "text", otherElement).
export function el(tag, props = {}, ...kids) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...kids.flat().filter((kid) => kid !== null && kid !== undefined && kid !== ""));
  return node;
}

// link makes an anchor for a web address, and plain text for any other address.
export function link(address, ...kids) {
  let safe = false;
  try {
    safe = ["http:", "https:", "mailto:", "tg:"].includes(new URL(address).protocol);
  } catch {
    safe = false;
  }
  return safe ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, kids) : el("span", {}, kids);
}

// api calls the control API and returns its JSON; failures are shown below.
export async function api(path, body, raw) {
  const init = body === undefined ? {} : { method: "POST", body: raw ? body : JSON.stringify(body) };
  const answer = await fetch("sim/" + path, init);
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) note(data.error || answer.statusText);
  return data;
}

// live calls refresh at once and after each change, never twice at a time.
export function live(refresh) {
  let busy = false;
  let again = false;
  const run = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      await refresh().catch((err) => note(err.message));
    } while (again);
    busy = false;
  };
  new EventSource("sim/events").addEventListener("message", run);
  return run;
}

export function note(text) {
  const box = document.querySelector("#note");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(note.timer);
  note.timer = setTimeout(() => (box.hidden = true), 5000);
}

// fill replaces the children of a list. A list scrolled to its end stays at its
// end.
export function fill(box, kids) {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  box.replaceChildren(...kids);
  if (atEnd) box.scrollTop = box.scrollHeight;
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" });
}

// composer makes the input line: Enter sends, Shift+Enter breaks the line.
export function composer({ hint, send, file, words }) {
  const box = el("textarea", { rows: 1, placeholder: hint, "aria-label": hint });
  const picker = el("input", { type: "file", hidden: true });
  const submit = () => {
    if (box.value.trim() === "") return;
    send(box.value);
    box.value = "";
    box.focus();
  };
  picker.addEventListener("change", () => {
    if (picker.files[0]) file(picker.files[0]);
    picker.value = "";
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  const attach = el("button", { type: "button", class: "round", title: words.attach, "aria-label": words.attach, onclick: () => picker.click() }, "+");
  const go = el("button", { type: "button", class: "go", onclick: submit }, words.send);
  return { box, bar: el("div", { class: "composer" }, attach, picker, box, go) };
}
