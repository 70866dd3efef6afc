/** The chosen language and everything that depends on it: texts, plurals, dates, durations, sizes. */
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

  /** "Today", "Yesterday", "12 March", "12 March 2025". */
  day(at: number, now = Date.now()): string {
    return day(this.current, this.t.common, at, now)
  }

  /** "12 March", "12 March 2025": without today and yesterday. */
  calendar(at: number, now = Date.now()): string {
    return calendar(this.current, at, now)
  }

  date(at: number, now = Date.now()): string {
    return this.day(at, now) === this.t.common.today ? this.clock(at) : `${this.day(at, now)}, ${this.clock(at)}`
  }

  /** Two units at most: "45 s", "5 min", "1 h 20 min", "3 d 4 h"; `exact` adds the seconds to minutes. */
  span(ms: number, exact = false): string {
    const u = this.t.unit
    const seconds = Math.max(0, Math.round(ms / 1000))
    if (seconds < 60) return fill(u.s, { n: seconds })
    const minutes = Math.floor(seconds / 60)
    const join = (big: string, a: number, small: string, b: number) =>
      fill(big, { n: a }) + (b ? ` ${fill(small, { n: b })}` : '')
    if (minutes < 60) return join(u.m, minutes, u.s, exact ? seconds % 60 : 0)
    const hours = Math.floor(minutes / 60)
    return hours < 24 ? join(u.h, hours, u.m, minutes % 60) : join(u.d, Math.floor(hours / 24), u.h, hours % 24)
  }

  /** How long ago, for lists: "just now", "5 min", then the clock or the date. */
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

  /** A reason of the server in the operator's language; `english` are the server's words, for a reason that is not known here. */
  why(of: Reason, english: string): string {
    const text = of.reason ? reasons[this.current][of.reason] : undefined
    if (!text) return english
    const params: Record<string, string> = { ...of.params }
    const found = params.found && kinds[this.current][params.found]
    if (found) params.found = found
    if (of.reason === 'file_too_large' && Number(params.max)) params.max = this.size(Number(params.max))
    return fill(text, params)
  }

  /** What a version of the FAQ did; empty if this kind of version is not known here. */
  version(kind: string, params: Record<string, string>): string {
    return fill(versions[this.current][kind] ?? '', params)
  }

  /** What to tell a person about a failed call. */
  failure(error: unknown): string {
    const e = this.t.error
    if (!(error instanceof ApiError))
      return fill(e.generic, { why: error instanceof Error ? error.message : String(error) })
    const known: Record<string, string> = {
      network: e.network,
      forbidden: e.forbidden,
      storage: e.storage,
      rate: e.rate,
      not_found: e.notFound,
    }
    if (error.code === 'conflict')
      return error.owner
        ? fill(this.t.talk.conflict, { name: error.owner })
        : sentence(this.why(error.why, error.message))
    if (known[error.code]) return known[error.code]!
    if (error.status >= 500) return e.server
    const why = error.why.reason
      ? this.why(error.why, error.message)
      : error.faults.map((f) => `${f.location}: ${this.why(f, f.message)}`).join('; ')
    return fill(e.generic, { why: why || error.message })
  }
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function first(): Lang {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(KEY)
  } catch {
    // Storage is forbidden: go by the browser.
  }
  return (kept ?? navigator.language).startsWith('ru') ? 'ru' : 'en'
}

export const language = new Language()
