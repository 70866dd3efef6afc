/** An entry of the FAQ as the form shows it, and back. Pure. */
import { ApiError, type Fault, type FaqEntry } from '../api/client'

/** Lists are one text: phrasings one a line, tags with commas. Times are local, as <input type="datetime-local"> has them. */
export interface Form {
  id: string
  lang: string
  question: string
  answer: string
  phrasings: string
  tags: string
  audience: string
  on: boolean
  valid_from: string
  valid_to: string
}
export type Field = keyof Form
export const FIELDS: Field[] = [
  'id',
  'lang',
  'question',
  'answer',
  'phrasings',
  'tags',
  'audience',
  'on',
  'valid_from',
  'valid_to',
]

export function blank(lang: string): Form {
  return {
    id: '',
    lang,
    question: '',
    answer: '',
    phrasings: '',
    tags: '',
    audience: '',
    on: true,
    valid_from: '',
    valid_to: '',
  }
}

export function formOf(e: FaqEntry): Form {
  return {
    id: e.id,
    lang: e.lang,
    question: e.question,
    answer: e.answer,
    phrasings: e.phrasings.join('\n'),
    tags: e.tags.join(', '),
    audience: e.audience ?? '',
    on: !e.off,
    valid_from: local(e.valid_from),
    valid_to: local(e.valid_to),
  }
}

export function entryOfForm(f: Form): FaqEntry {
  const list = (text: string, by: RegExp) =>
    text
      .split(by)
      .map((x) => x.trim())
      .filter(Boolean)
  return {
    id: f.id.trim(),
    lang: f.lang.trim().toLowerCase(),
    question: f.question.trim(),
    answer: f.answer.trim(),
    phrasings: list(f.phrasings, /\r?\n/),
    tags: list(f.tags, /,/),
    ...(f.audience.trim() ? { audience: f.audience.trim() } : {}),
    ...(f.on ? {} : { off: true }),
    ...(f.valid_from ? { valid_from: moment(f.valid_from) } : {}),
    ...(f.valid_to ? { valid_to: moment(f.valid_to) } : {}),
  }
}

export function same(a: Form, b: Form): boolean {
  return different(a, b).length === 0
}

export function different(a: Form, b: Form): Field[] {
  return FIELDS.filter(
    (f) =>
      (typeof a[f] === 'string' ? String(a[f]).trim() : a[f]) !==
      (typeof b[f] === 'string' ? String(b[f]).trim() : b[f]),
  )
}

/** An id made of a question: what an admin would type, in letters that every file and address takes. */
export function idOf(question: string): string {
  const latin = [...question.toLowerCase()].map((c) => LATIN[c] ?? c).join('')
  return latin
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
}

/** What the API says about single fields: faults at "body.question". One that belongs to no field leaves them all to the failure as a whole. */
export function fieldFaults(error: unknown): Partial<Record<Field, Fault>> {
  if (!(error instanceof ApiError) || error.status !== 422) return {}
  const out: Partial<Record<Field, Fault>> = {}
  for (const fault of error.faults) {
    const name = /^body\.(\w+)/.exec(fault.location)?.[1] ?? ''
    const field = name === 'off' ? 'on' : FIELDS.find((f) => f === name)
    if (!field) return {}
    out[field] ??= fault
  }
  return out
}

function local(at: string | undefined): string {
  if (!at) return ''
  const t = new Date(at)
  if (Number.isNaN(t.getTime())) return ''
  const two = (n: number) => String(n).padStart(2, '0')
  const seconds = t.getSeconds() ? `:${two(t.getSeconds())}` : ''
  return `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}T${two(t.getHours())}:${two(t.getMinutes())}${seconds}`
}

function moment(text: string): string {
  const t = new Date(text)
  return Number.isNaN(t.getTime()) ? text : t.toISOString().replace('.000Z', 'Z')
}

const LATIN: Record<string, string> = Object.fromEntries(
  'а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:c ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)
