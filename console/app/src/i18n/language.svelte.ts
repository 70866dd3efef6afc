/** The chosen language with all formats: texts, plurals, dates, durations and sizes. */
import { calendar, clock, day, fileSize, fill, plural, type Forms, type Lang } from '@shared/format'
import { ApiError, type Reason } from '../api/client'
import { en, type Words } from './en'
import { kinds, reasons, versions } from './reasons'
import { ru } from './ru'

export const dictionaries: Record<Lang, Words> = { en, ru }
const KEY = 'frontdesk.lang'

export { fill }

class Language {
  current = $state<Lang>(first())

  get t(): Words {
    return dictionaries[this.current]
  }

  choose(lang: Lang): void {
    this.current = lang
    document.documentElement.lang = lang
    try {
      localStorage.setItem(KEY, lang)
    } catch {
      // The choice lasts until the reload.
    }
  }

  plural(n: number, forms: Forms): string {
    return plural(this.current, n, forms)
  }

  clock(at: number): string {
    return clock(this.current, at)
  }

  /** A day such as "Today", "Yesterday", "12 March" or "12 March 2025". */
  day(at: number, now = Date.now()): string {
    return day(this.current, this.t.common, at, now)
  }

  /** A day such as "12 March" or "12 March 2025", without today and yesterday. */
  calendar(at: number, now = Date.now()): string {
    return calendar(this.current, at, now)
  }

  date(at: number, now = Date.now()): string {
    return this.day(at, now) === this.t.common.today ? this.clock(at) : `${this.day(at, now)}, ${this.clock(at)}`
  }

  /** A duration of at most two units: "45 s", "5 min", "1 h 20 min", "3 d 4 h". `exact` adds the seconds to minutes. */
  span(ms: number, exact = false): string {
    const units = this.t.unit
    const seconds = Math.max(0, Math.round(ms / 1000))
    if (seconds < 60) return fill(units.s, { n: seconds })
    const minutes = Math.floor(seconds / 60)
    const join = (big: string, a: number, small: string, b: number) =>
      fill(big, { n: a }) + (b ? ` ${fill(small, { n: b })}` : '')
    if (minutes < 60) return join(units.m, minutes, units.s, exact ? seconds % 60 : 0)
    const hours = Math.floor(minutes / 60)
    return hours < 24
      ? join(units.h, hours, units.m, minutes % 60)
      : join(units.d, Math.floor(hours / 24), units.h, hours % 24)
  }

  /** The age for lists: "just now", "5 min", then the clock or the date. */
  ago(at: number, now = Date.now()): string {
    if (now - at < 60_000) return this.t.common.now
    if (now - at < 3_600_000) return this.span(now - at)
    if (new Date(at).toDateString() === new Date(now).toDateString()) return this.clock(at)
    return new Intl.DateTimeFormat(this.current, { day: 'numeric', month: 'short' }).format(at)
  }

  number(n: number, digits = 0): string {
    return new Intl.NumberFormat(this.current, { maximumFractionDigits: digits }).format(n)
  }

  percent(share: number, digits = 0): string {
    return new Intl.NumberFormat(this.current, { style: 'percent', maximumFractionDigits: digits }).format(share)
  }

  size(bytes: number): string {
    return fileSize(this.current, this.t.unit, bytes)
  }

  /** A reason of the server in the operator's language. `english` is the server's text for an unknown reason. */
  why(of: Reason, english: string): string {
    const text = of.reason ? reasons[this.current][of.reason] : undefined
    if (!text) return english
    const params: Record<string, string> = { ...of.params }
    const found = params.found && kinds[this.current][params.found]
    if (found) params.found = found
    if (of.reason === 'file_too_large' && Number(params.max)) params.max = this.size(Number(params.max))
    return fill(text, params)
  }

  /** The change of a version of the FAQ. The result is empty for an unknown kind of version. */
  version(kind: string, params: Record<string, string>): string {
    return fill(versions[this.current][kind] ?? '', params)
  }

  /** The text about a failed call for a person. */
  failure(error: unknown): string {
    const texts = this.t.error
    if (!(error instanceof ApiError))
      return fill(texts.generic, { why: error instanceof Error ? error.message : String(error) })
    const known: Record<string, string> = {
      network: texts.network,
      forbidden: texts.forbidden,
      storage: texts.storage,
      rate: texts.rate,
      not_found: texts.notFound,
    }
    if (error.code === 'conflict')
      return error.owner
        ? fill(this.t.talk.conflict, { name: error.owner })
        : sentence(this.why(error.why, error.message))
    if (known[error.code]) return known[error.code]!
    if (error.status >= 500) return texts.server
    const why = error.why.reason
      ? this.why(error.why, error.message)
      : error.faults.map((f) => `${f.location}: ${this.why(f, f.message)}`).join('; ')
    return fill(texts.generic, { why: why || error.message })
  }
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function first(): Lang {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(KEY)
  } catch {
    // Storage is forbidden, so the browser's language decides.
  }
  return (kept ?? navigator.language).startsWith('ru') ? 'ru' : 'en'
}

export const language = new Language()
