/** Every text of the widget in Russian and English. The launcher takes only its own few words along. */

export type Lang = 'ru' | 'en'
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

export const launcherWords = {
  en: {
    open: 'Open the chat',
    close: 'Close the chat',
    unread: { one: '{n} new message', other: '{n} new messages' } as Forms,
    failed: 'The chat could not be loaded. Press to try again.',
  },
  ru: {
    open: 'Открыть чат',
    close: 'Закрыть чат',
    unread: {
      one: '{n} новое сообщение',
      few: '{n} новых сообщения',
      many: '{n} новых сообщений',
      other: '{n} новых сообщения',
    } as Forms,
    failed: 'Чат не загрузился. Нажмите, чтобы попробовать ещё раз.',
  },
}

const en = {
  chat: 'Chat with us',
  log: 'Messages',
  close: 'Close the chat',
  greetingTitle: 'Hello!',
  greetingText: 'Ask us anything. We read every message here.',
  stateNone: 'We are here to help',
  stateNoneSub: 'Ask anything, in your own words',
  stateBot: 'Assistant',
  stateBotSub: 'Answers at once, can call a person',
  stateWaiting: 'A colleague will answer',
  stateWaitingSub: 'Right here; you may close this window',
  stateHumanSub: 'is talking to you',
  stateClosed: 'The talk is over',
  stateClosedSub: 'Write again whenever you like',
  offline: 'No connection. Your messages will go out by themselves.',
  connecting: 'Connecting…',
  refused: 'The chat is not set up for this site.',
  placeholder: 'Your message',
  send: 'Send',
  attach: 'Attach a file',
  drop: 'Drop the files here',
  removeFile: 'Remove the file {name}',
  uploading: 'Uploading {name}',
  fileTooLarge: '“{name}” is too large: the limit is {limit}.',
  fileRefused: '“{name}” could not be accepted.',
  fileNetwork: '“{name}” was not uploaded. Check the connection and try again.',
  tooMany: { one: 'At most {n} file in one message.', other: 'At most {n} files in one message.' } as Forms,
  filePending: 'arriving…',
  fileFailed: 'not received',
  download: 'Download {name}',
  openImage: 'Open the picture {name}',
  closeImage: 'Close the picture',
  tooLong: { one: '{n} character too many', other: '{n} characters too many' } as Forms,
  queueFull: 'Too many messages are waiting for the connection. Please wait a little.',
  sending: 'sending…',
  waiting: 'not sent yet',
  failed: 'not sent',
  retry: 'Try again',
  edit: 'Edit',
  you: 'You',
  bot: 'Assistant',
  operator: 'Colleague',
  edited: 'edited',
  withdrawn: 'The message was withdrawn',
  typing: 'is typing',
  typingBot: 'The assistant is typing',
  toNewest: 'To the newest messages',
  today: 'Today',
  yesterday: 'Yesterday',
  movedHuman: '{name} is talking to you now',
  movedHumanNobody: 'A colleague is talking to you now',
  movedWaiting: 'Passed on to a colleague',
  movedBot: 'The assistant answers again',
  movedClosed: 'The talk is over',
  rated: 'Your rating: {n}',
  rate: 'Rate from {from} to {to}',
  rateOne: '{n} of {of}',
  rateLow: 'poor',
  rateHigh: 'excellent',
  choices: 'Quick answers',
  bytes: 'B',
  kilobytes: 'KB',
  megabytes: 'MB',
}

export type Words = typeof en

const ru: Words = {
  chat: 'Чат с нами',
  log: 'Сообщения',
  close: 'Закрыть чат',
  greetingTitle: 'Здравствуйте!',
  greetingText: 'Спрашивайте о чём угодно. Мы читаем здесь каждое сообщение.',
  stateNone: 'Мы рядом и поможем',
  stateNoneSub: 'Спросите своими словами',
  stateBot: 'Помощник',
  stateBotSub: 'Отвечает сразу, позовёт человека',
  stateWaiting: 'Коллега ответит здесь',
  stateWaitingSub: 'Окно можно закрыть',
  stateHumanSub: 'на связи с вами',
  stateClosed: 'Разговор завершён',
  stateClosedSub: 'Пишите снова, когда захотите',
  offline: 'Нет связи. Сообщения уйдут сами, как только она появится.',
  connecting: 'Соединяемся…',
  refused: 'Чат не настроен для этого сайта.',
  placeholder: 'Ваше сообщение',
  send: 'Отправить',
  attach: 'Прикрепить файл',
  drop: 'Отпустите файлы здесь',
  removeFile: 'Убрать файл {name}',
  uploading: 'Загружается {name}',
  fileTooLarge: 'Файл «{name}» слишком большой: не больше {limit}.',
  fileRefused: 'Файл «{name}» принять не получилось.',
  fileNetwork: 'Файл «{name}» не загрузился. Проверьте связь и попробуйте ещё раз.',
  tooMany: {
    one: 'Не больше {n} файла в одном сообщении.',
    few: 'Не больше {n} файлов в одном сообщении.',
    many: 'Не больше {n} файлов в одном сообщении.',
    other: 'Не больше {n} файлов в одном сообщении.',
  },
  filePending: 'загружается…',
  fileFailed: 'не получен',
  download: 'Скачать {name}',
  openImage: 'Открыть картинку {name}',
  closeImage: 'Закрыть картинку',
  tooLong: {
    one: 'лишний {n} символ',
    few: 'лишние {n} символа',
    many: 'лишних {n} символов',
    other: 'лишних {n} символа',
  },
  queueFull: 'Слишком много сообщений ждёт связи. Подождите немного.',
  sending: 'отправляется…',
  waiting: 'ещё не отправлено',
  failed: 'не отправлено',
  retry: 'Повторить',
  edit: 'Изменить',
  you: 'Вы',
  bot: 'Помощник',
  operator: 'Коллега',
  edited: 'изменено',
  withdrawn: 'Сообщение отозвано',
  typing: 'печатает',
  typingBot: 'Помощник печатает',
  toNewest: 'К новым сообщениям',
  today: 'Сегодня',
  yesterday: 'Вчера',
  movedHuman: 'Теперь с вами говорит {name}',
  movedHumanNobody: 'Теперь с вами говорит коллега',
  movedWaiting: 'Разговор передан коллеге',
  movedBot: 'Снова отвечает помощник',
  movedClosed: 'Разговор завершён',
  rated: 'Ваша оценка: {n}',
  rate: 'Оценка от {from} до {to}',
  rateOne: '{n} из {of}',
  rateLow: 'плохо',
  rateHigh: 'отлично',
  choices: 'Быстрые ответы',
  bytes: 'Б',
  kilobytes: 'КБ',
  megabytes: 'МБ',
}

export const panelWords: Record<Lang, Words> = { en, ru }

/** "Hello, {name}" + {name: 'Anna'} -> "Hello, Anna". Unknown marks stay. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => String(values[name] ?? mark))
}

export function plural(lang: Lang, n: number, forms: Forms): string {
  return fill(forms[new Intl.PluralRules(lang).select(n)] ?? forms.other, { n })
}

/** The language of a tag such as "ru-RU"; English for everything that is not Russian. */
export function pickLang(tag: string | null | undefined): Lang | null {
  if (!tag) return null
  return /^ru\b/i.test(tag) ? 'ru' : 'en'
}

export function fileSize(words: Words, lang: Lang, bytes: number): string {
  const show = (n: number) => new Intl.NumberFormat(lang, { maximumFractionDigits: n < 10 ? 1 : 0 }).format(n)
  if (bytes < 1024) return `${bytes} ${words.bytes}`
  if (bytes < 1 << 20) return `${show(bytes / 1024)} ${words.kilobytes}`
  return `${show(bytes / (1 << 20))} ${words.megabytes}`
}
