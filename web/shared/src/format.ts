/** Texts with parameters, plurals, times and sizes in the language of a reader. Times are unix milliseconds. */

/** Lang is a language of the front ends. */
export type Lang = 'ru' | 'en'

/** Forms are the plural forms of one text. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** Units are the names of the units of file sizes. */
export interface Units {
  bytes: string
  kilobytes: string
  megabytes: string
}

/** fill puts values into a text: "Hello, {name}" with {name: 'Anna'} gives "Hello, Anna". Unknown marks stay. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => String(values[name] ?? mark))
}

/** form picks the plural form for a number. */
export function form(lang: Lang, n: number, forms: Forms): string {
  return forms[new Intl.PluralRules(lang).select(n)] ?? forms.other
}

/** plural picks the plural form for a number and puts the number in. */
export function plural(lang: Lang, n: number, forms: Forms): string {
  return fill(form(lang, n, forms), { n })
}

/** clock gives hours and minutes. */
export function clock(lang: Lang, at: number): string {
  return new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit' }).format(at)
}

/** day gives "Today" and "Yesterday" in the reader's words, and the date of any other day. */
export function day(lang: Lang, words: { today: string; yesterday: string }, at: number, now = Date.now()): string {
  const start = (time: number) => new Date(time).setHours(0, 0, 0, 0)
  const days = Math.round((start(now) - start(at)) / 86_400_000)
  if (days === 0) return words.today
  if (days === 1) return words.yesterday
  return calendar(lang, at, now)
}

/** calendar gives a date such as "12 March". The year is there only when the year is not the current year. */
export function calendar(lang: Lang, at: number, now = Date.now()): string {
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'long', year }).format(at)
}

/** fileSize gives a size with its unit, and one decimal below ten. */
export function fileSize(lang: Lang, units: Units, bytes: number): string {
  const show = (n: number) => new Intl.NumberFormat(lang, { maximumFractionDigits: n < 10 ? 1 : 0 }).format(n)
  if (bytes < 1024) return `${bytes} ${units.bytes}`
  if (bytes < 1 << 20) return `${show(bytes / 1024)} ${units.kilobytes}`
  return `${show(bytes / (1 << 20))} ${units.megabytes}`
}
