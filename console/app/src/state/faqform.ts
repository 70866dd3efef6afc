/** Converts an entry of the FAQ to the form and back. Pure. */
import { ApiError, type Fault, type FaqEntry } from '../api/client'

/** Lists are one text: one phrasing a line, and tags with commas. Times are local, as in <input type="datetime-local">. */
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

export function formOf(entry: FaqEntry): Form {
  return {
    id: entry.id,
    lang: entry.lang,
    question: entry.question,
    answer: entry.answer,
    phrasings: entry.phrasings.join('\n'),
    tags: entry.tags.join(', '),
    audience: entry.audience ?? '',
    on: !entry.off,
    valid_from: local(entry.valid_from),
    valid_to: local(entry.valid_to),
  }
}

export function entryOfForm(form: Form): FaqEntry {
  const list = (text: string, by: RegExp) =>
    text
      .split(by)
      .map((x) => x.trim())
      .filter(Boolean)
  return {
    id: form.id.trim(),
    lang: form.lang.trim().toLowerCase(),
    question: form.question.trim(),
    answer: form.answer.trim(),
    phrasings: list(form.phrasings, /\r?\n/),
    tags: list(form.tags, /,/),
    ...(form.audience.trim() ? { audience: form.audience.trim() } : {}),
    ...(form.on ? {} : { off: true }),
    ...(form.valid_from ? { valid_from: moment(form.valid_from) } : {}),
    ...(form.valid_to ? { valid_to: moment(form.valid_to) } : {}),
  }
}

export function same(a: Form, b: Form): boolean {
  return different(a, b).length === 0
}

export function different(first: Form, second: Form): Field[] {
  return FIELDS.filter(
    (field) =>
      (typeof first[field] === 'string' ? String(first[field]).trim() : first[field]) !==
      (typeof second[field] === 'string' ? String(second[field]).trim() : second[field]),
  )
}

/** Makes an id from a question, in letters that every file and address accepts. */
export function idOf(question: string): string {
  const latin = [...question.toLowerCase()].map((c) => LATIN[c] ?? c).join('')
  return latin
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
}

/**
 * The API's faults by field, for faults at "body.question" and the like. With a fault outside the fields the result is empty,
 * and the failure shows all faults.
 */
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
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return ''
  const two = (n: number) => String(n).padStart(2, '0')
  const seconds = time.getSeconds() ? `:${two(time.getSeconds())}` : ''
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-')
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}${seconds}`
}

function moment(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : time.toISOString().replace('.000Z', 'Z')
}

const LATIN: Record<string, string> = Object.fromEntries(
  'а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:c ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)
