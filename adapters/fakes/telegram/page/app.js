import { api, clock, composer, el, fill, lang, link, live, note } from "./base.js";

const words = {
  en: {
    about: "A pretend Telegram. Be any customer and write to the bot.", name: "New customer's name", write: "Message", send: "Send", attach: "Send a file",
    none: "Pick a customer on the left, or make one, and write to the bot.", block: "Block the bot", unblock: "Unblock", edit: "edit", reply: "reply", edited: "edited",
    place: "Location", phone: "Contact", voice: "Voice note", sticker: "Sticker", file: "File", faults: "Make the next answer fail:", offline: "the bot is not connected",
    editing: "Editing: ", replying: "Reply to: ", cancel: "Cancel", waiting: "not fetched by the bot yet: ", gone: "deleted",
  },
  ru: {
    about: "Ненастоящий Телеграм. Станьте любым клиентом и напишите боту.", name: "Имя нового клиента", write: "Сообщение", send: "Отправить", attach: "Отправить файл",
    none: "Выберите клиента слева или создайте нового и напишите боту.", block: "Заблокировать бота", unblock: "Разблокировать", edit: "изменить", reply: "ответить", edited: "изменено",
    place: "Место", phone: "Контакт", voice: "Голосовое сообщение", sticker: "Стикер", file: "Файл", faults: "Сломать следующий ответ:", offline: "бот не на связи",
    editing: "Правка: ", replying: "Ответ на: ", cancel: "Отмена", waiting: "бот ещё не забрал: ", gone: "удалено",
  },
}[lang];

const at = (id) => document.getElementById(id);
let chat = Number(location.hash.slice(1)) || 0;
let context = null; // {edit: message} or {reply: message}
let seenAnswer = null;

const tags = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };

// rich renders a text with entities; offsets are UTF-16 units, as in this language.
function rich(text, entities) {
  const list = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const build = (from, to) => {
    const out = [];
    while (list.length > 0 && list[0].offset < to) {
      const e = list.shift();
      if (e.offset > from) out.push(text.slice(from, e.offset));
      const end = Math.min(to, e.offset + e.length);
      const kids = build(e.offset, end);
      const own = text.slice(e.offset, end);
      if (e.type === "text_link") out.push(link(e.url, kids));
      else if (e.type === "url") out.push(link(own, kids));
      else if (e.type === "bot_command") out.push(el("button", { type: "button", onclick: () => say(own) }, kids));
      else out.push(tags[e.type] ? el(tags[e.type], {}, kids) : el("span", {}, kids));
      from = end;
    }
    if (from < to) out.push(text.slice(from, to));
    return out;
  };
  return build(0, text.length);
}

function attachment(m) {
  const source = "sim/files/" + encodeURIComponent(m.file);
  if (m.photo) return el("img", { src: source, alt: m.file_name });
  if (m.document) return el("a", { href: source, download: m.file_name }, "📄 " + m.file_name);
  if (m.voice) return el("a", { href: source, download: m.file_name }, "🎤 " + words.voice + " " + m.voice.duration + " s");
  if (m.location) return el("span", {}, "📍 " + words.place + " " + m.location.latitude + ", " + m.location.longitude);
  if (m.contact) return el("span", {}, "👤 " + words.phone + " " + m.contact.first_name + " " + m.contact.phone_number);
  if (m.sticker) return el("span", {}, m.sticker.emoji + " " + words.sticker);
  return null;
}

function keys(m) {
  if (!m.reply_markup || m.deleted) return null;
  const one = (b) =>
    b.url ? link(b.url, el("button", { type: "button" }, b.text + " ↗")) : el("button", { type: "button", onclick: () => api(`chats/${chat}/press`, { message: m.message_id, button: b.callback_data }) }, b.text);
  return el("div", { class: "keys" }, m.reply_markup.inline_keyboard.map((row) => el("div", {}, row.map(one))));
}

function bubble(m) {
  const words_ = m.text ? rich(m.text, m.entities) : m.caption ? rich(m.caption, m.caption_entities) : [];
  const meta = el("div", { class: "meta" });
  if (m.deleted) meta.append(el("span", {}, words.gone));
  if (m.edit_date) meta.append(el("span", {}, words.edited));
  meta.append(el("span", {}, clock(m.date)));
  if (!m.deleted) meta.append(el("button", { type: "button", onclick: () => setContext({ reply: m }) }, words.reply));
  if (!m.from_bot && m.text) meta.append(el("button", { type: "button", onclick: () => setContext({ edit: m }) }, words.edit));
  const quote = m.reply_to_message ? el("div", { class: "quote" }, m.reply_to_message.text || m.reply_to_message.caption || words.file) : null;
  const css = "bubble" + (m.from_bot ? "" : " mine") + (m.deleted ? " gone" : "");
  return el("div", { class: css, "data-message": m.message_id }, quote, attachment(m), el("div", {}, words_), keys(m), meta);
}

function setContext(value) {
  context = value;
  const bar = at("context");
  bar.hidden = !value;
  if (!value) return;
  const m = value.edit || value.reply;
  bar.replaceChildren(el("span", {}, (value.edit ? words.editing : words.replying) + (m.text || m.caption || words.file)), el("button", { type: "button", onclick: () => setContext(null) }, words.cancel));
  if (value.edit) line.box.value = m.text;
  line.box.focus();
}

async function say(text) {
  if (!chat) return note(words.none);
  const ctx = context;
  setContext(null);
  if (ctx?.edit) return api(`chats/${chat}/edit`, { message: ctx.edit.message_id, text });
  return api(`chats/${chat}/say`, { text, reply_to: ctx?.reply?.message_id || 0 });
}

function upload(file) {
  if (!chat) return note(words.none);
  const kind = /^image\/(png|jpeg|gif)$/.test(file.type) ? "photo" : file.type.startsWith("audio/ogg") ? "voice" : "document";
  return api(`chats/${chat}/file?kind=${kind}&name=${encodeURIComponent(file.name)}`, file, true);
}

async function refresh() {
  const state = await api("state?chat=" + chat);
  if (!chat && state.customers.length > 0) {
    pick(state.customers.at(-1).id);
    return;
  }
  at("about").textContent = words.about + (state.connected ? "" : " (" + words.offline + ")");
  at("people").replaceChildren(...state.customers.map((c) =>
    el("button", { type: "button", "aria-current": c.id === chat ? "true" : null, onclick: () => pick(c.id) }, [c.name, c.last_name].filter(Boolean).join(" "), c.blocked ? " 🚫" : "")));
  const me = state.customers.find((c) => c.id === chat);
  at("title").textContent = me ? `${state.bot.first_name} @${state.bot.username}` + (state.pending ? ` (${words.waiting}${state.pending})` : "") : "";
  at("block").hidden = !me;
  at("block").textContent = me?.blocked ? words.unblock : words.block;
  at("block").onclick = () => api(`chats/${chat}/block`, { blocked: !me.blocked });
  fill(at("talk"), me ? state.messages.map(bubble) : [el("p", { class: "empty" }, words.none)]);
  const last = state.answers.at(-1);
  if (last && seenAnswer !== null && last.query !== seenAnswer && last.text) note(last.text);
  seenAnswer = last ? last.query : "";
  const commands = state.menu.map((c) => el("button", { type: "button", title: c.description, onclick: () => say("/" + c.command) }, "/" + c.command));
  const faults = ["/429", "/500", "/timeout", "/block"].map((text) => el("button", { type: "button", onclick: () => say(text) }, text));
  at("chips").replaceChildren(...commands, el("span", {}, words.faults), ...faults);
}

function pick(id) {
  chat = id;
  location.hash = id;
  setContext(null);
  run();
}

const line = composer({ hint: words.write, send: say, file: upload, words });
at("write").append(line.bar);
at("name").placeholder = words.name;
at("name").setAttribute("aria-label", words.name);
at("join").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = at("name").value.trim();
  if (!name) return;
  at("name").value = "";
  const me = await api("customers", { name, language: lang });
  pick(me.id);
  await api(`chats/${me.id}/say`, { text: "/start" });
});
const run = live(refresh);
