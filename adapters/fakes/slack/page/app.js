import { api, clock, composer, el, fill, lang, link, live, note } from "./base.js";

const words = {
  en: {
    about: "A pretend Slack workspace. Be anyone and write to the app, directly or in a channel.", name: "New person's name", write: "Message", send: "Send", attach: "Send a file",
    none: "Pick a person on the left, or make one.", empty: "Nothing here yet. Write the first message.", people: "Who you are", rooms: "Where you write", direct: "Frontdesk (direct message)",
    edit: "edit", remove: "delete", thread: "thread", edited: "edited", only: "only you see this", faults: "Make the next answer fail:", offline: "the app is not connected",
    editing: "Editing: ", replying: "In the thread of: ", cancel: "Cancel", waiting: "not acknowledged yet: ", mention: "mention the app", replies: "replies",
  },
  ru: {
    about: "Ненастоящее рабочее пространство Slack. Станьте кем угодно и напишите приложению, лично или в канале.", name: "Имя нового человека", write: "Сообщение", send: "Отправить", attach: "Отправить файл",
    none: "Выберите человека слева или создайте нового.", empty: "Здесь пока пусто. Напишите первым.", people: "Кто вы", rooms: "Где пишете", direct: "Frontdesk (личное сообщение)",
    edit: "изменить", remove: "удалить", thread: "тред", edited: "изменено", only: "видно только вам", faults: "Сломать следующий ответ:", offline: "приложение не на связи",
    editing: "Правка: ", replying: "В треде: ", cancel: "Отмена", waiting: "ещё не подтверждено: ", mention: "упомянуть приложение", replies: "ответов",
  },
}[lang];

const at = (id) => document.getElementById(id);
let [me, place] = decodeURIComponent(location.hash.slice(1)).split("/").concat("", "").slice(0, 2);
let context = null; // {edit: message} or {thread: message}
let names = new Map();

// plain undoes Slack's escaping, for the text in the edit box.
function plain(text) {
  return text.replace(/<@(\w+)>/g, (_, id) => "@" + (names.get(id) || id)).replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

const marks = [
  { shape: /```([\s\S]+?)```/, make: (m) => el("pre", {}, plain(m[1])) },
  { shape: /`([^`\n]+)`/, make: (m) => el("code", {}, plain(m[1])) },
  { shape: /<@(\w+)(?:\|[^>]*)?>/, make: (m) => el("b", {}, "@" + (names.get(m[1]) || m[1])) },
  { shape: /<([^@#!>|][^>|]*)(?:\|([^>]*))?>/, make: (m) => link(plain(m[1]), plain(m[2] || m[1])) },
  { shape: /(?:^|\n)&gt; ?([^\n]*)/, make: (m) => el("blockquote", {}, mrkdwn(m[1])) },
  { shape: /(?<![\w*])\*([^*\n]+)\*(?![\w*])/, make: (m) => el("b", {}, mrkdwn(m[1])) },
  { shape: /(?<![\w_])_([^_\n]+)_(?![\w_])/, make: (m) => el("i", {}, mrkdwn(m[1])) },
  { shape: /(?<![\w~])~([^~\n]+)~(?![\w~])/, make: (m) => el("s", {}, mrkdwn(m[1])) },
];

// mrkdwn renders Slack's markup; the earliest mark wins.
function mrkdwn(text) {
  let best = null;
  for (const mark of marks) {
    const m = mark.shape.exec(text);
    if (m && (!best || m.index < best.m.index)) best = { m, mark };
  }
  if (!best) return [plain(text)];
  const rest = text.slice(best.m.index + best.m[0].length);
  return [plain(text.slice(0, best.m.index)), best.mark.make(best.m), ...mrkdwn(rest)];
}

function textObject(o) {
  if (!o) return [];
  return o.type === "mrkdwn" ? mrkdwn(o.text) : [o.text];
}

function button(m, b, blockId) {
  if (b.url) return link(b.url, el("button", { type: "button" }, b.text.text + " ↗"));
  const press = () => api("press", { user: me, channel: room.id, ts: m.ts, button: b.action_id || b.value || b.text.text });
  return el("button", { type: "button", class: b.style || "", "data-block": blockId, onclick: press }, b.text.text);
}

function block(m, b) {
  switch (b.type) {
    case "section":
      return el("div", {}, textObject(b.text), (b.fields || []).map((f) => el("div", {}, textObject(f))), b.accessory?.type === "button" ? el("div", { class: "keys flow" }, button(m, b.accessory, b.block_id)) : null);
    case "actions":
      return el("div", { class: "keys flow" }, b.elements.filter((e) => e.type === "button").map((e) => button(m, e, b.block_id)));
    case "context":
      return el("div", { class: "quote" }, b.elements.filter((e) => e.text).map((e) => el("span", {}, textObject(e))));
    case "header":
      return el("b", {}, textObject(b.text));
    case "divider":
      return el("hr");
    case "rich_text":
      return null; // a person's own message: the text of the message is the same
    default:
      return b.text ? el("div", {}, textObject(b.text)) : null;
  }
}

function file(f) {
  const source = "sim/files/" + encodeURIComponent(f.id);
  if (/^image\/(png|jpeg|gif|webp)$/.test(f.mimetype)) return el("img", { src: source, alt: f.name });
  return el("a", { href: source, download: f.name }, "📄 " + f.name);
}

let room = { messages: [] };

function bubble(m) {
  const own = m.user === me && !m.from_bot;
  const body = m.from_bot && m.blocks ? m.blocks.map((b) => block(m, b)) : [el("div", {}, mrkdwn(m.text))];
  const parent = m.thread_ts && m.thread_ts !== m.ts ? room.messages.find((x) => x.ts === m.thread_ts) : null;
  const meta = el("div", { class: "meta" });
  if (m.ephemeral) meta.append(el("span", {}, words.only));
  if (m.edited) meta.append(el("span", {}, words.edited));
  meta.append(el("span", {}, clock(Number(m.ts))));
  if (!m.deleted && !m.ephemeral) meta.append(el("button", { type: "button", onclick: () => setContext({ thread: parent || m }) }, words.thread));
  if (own && !m.deleted) {
    meta.append(el("button", { type: "button", onclick: () => setContext({ edit: m }) }, words.edit));
    meta.append(el("button", { type: "button", onclick: () => api("delete", { channel: room.id, ts: m.ts }) }, words.remove));
  }
  return el("div", { class: "bubble" + (own ? " mine" : "") + (m.deleted ? " gone" : ""), "data-message": m.ts },
    el("div", { class: "who" }, m.from_bot ? "Frontdesk" : names.get(m.user) || m.user), parent ? el("div", { class: "quote" }, plain(parent.text)) : null, (m.files || []).map(file), body, meta);
}

function setContext(value) {
  context = value;
  const bar = at("context");
  bar.hidden = !value;
  if (!value) return;
  const m = value.edit || value.thread;
  bar.replaceChildren(el("span", {}, (value.edit ? words.editing : words.replying) + plain(m.text)), el("button", { type: "button", onclick: () => setContext(null) }, words.cancel));
  if (value.edit) line.box.value = plain(m.text);
  line.box.focus();
}

async function say(text) {
  if (!me) return note(words.none);
  const ctx = context;
  if (ctx?.edit) {
    setContext(null);
    return api("edit", { channel: room.id, ts: ctx.edit.ts, text });
  }
  return api("say", { user: me, channel: place, thread: ctx?.thread?.ts || "", text, mention: place !== "" && at("mention").checked });
}

function upload(f) {
  if (!me) return note(words.none);
  const q = new URLSearchParams({ user: me, channel: place, thread: context?.thread?.ts || "", name: f.name });
  return api("file?" + q, f, true);
}

async function refresh() {
  const state = await api("state?" + new URLSearchParams({ user: me, channel: place }));
  names = new Map(state.users.map((u) => [u.id, u.real_name]));
  names.set(state.bot.id, state.bot.name);
  if (!names.has(me) && state.users.length > 0) {
    pick(state.users.at(-1).id, place);
    return;
  }
  room = state.room;
  room.messages ??= [];
  at("about").textContent = words.about + (state.connected ? "" : " (" + words.offline + ")");
  const item = (id, text, current, go) => el("button", { type: "button", "data-id": id, "aria-current": current ? "true" : null, onclick: go }, text);
  at("people").replaceChildren(...state.users.map((u) => item(u.id, u.real_name, u.id === me, () => pick(u.id, place))));
  at("rooms").replaceChildren(item("", words.direct, place === "", () => pick(me, "")), ...state.channels.map((c) => item(c.id, "# " + c.name, c.id === place, () => pick(me, c.id))));
  const channel = state.channels.find((c) => c.id === place);
  at("title").textContent = (channel ? "# " + channel.name : me ? words.direct : "") + (state.waiting ? ` (${words.waiting}${state.waiting})` : "");
  at("mention-label").hidden = !channel;
  const empty = el("p", { class: "empty" }, me ? words.empty : words.none);
  fill(at("talk"), room.messages.length > 0 ? room.messages.map(bubble) : [empty]);
}

function pick(user, where) {
  if (user && user !== me && where === "") api("home", { user });
  me = user;
  place = where;
  location.hash = encodeURIComponent(me + "/" + place);
  setContext(null);
  run();
}

const line = composer({ hint: words.write, send: say, file: upload, words });
at("write").append(line.bar);
at("people-head").textContent = words.people;
at("rooms-head").textContent = words.rooms;
at("mention-text").textContent = words.mention;
at("name").placeholder = words.name;
at("name").setAttribute("aria-label", words.name);
at("chips").replaceChildren(el("span", {}, words.faults), ...["/429", "/500", "/timeout", "/block"].map((text) => el("button", { type: "button", onclick: () => say(text) }, text)));
at("join").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = at("name").value.trim();
  if (!name) return;
  at("name").value = "";
  const user = await api("users", { name: name.toLowerCase(), real_name: name, locale: lang === "ru" ? "ru-RU" : "en-US" });
  pick(user.id, "");
});
const run = live(refresh);
