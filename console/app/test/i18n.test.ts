import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../src/api/client'
import { dictionaries, fill, language } from '../src/i18n/language.svelte'
import { kinds, reasons, versions } from '../src/i18n/reasons'

/** All texts of a dictionary by path, such as "talk.state.human". */
function flatten(words: object, path = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') out.set(path + key, value)
    else for (const [k, v] of flatten(value as object, `${path}${key}.`)) out.set(k, v)
  }
  return out
}
const marks = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const FORM = /\.(one|few|many|other)$/

describe('dictionaries', () => {
  const en = flatten(dictionaries.en)
  const ru = flatten(dictionaries.ru)

  it('say the same things, with the same values', () => {
    const keys = (words: Map<string, string>) => [...words.keys()].map((k) => k.replace(FORM, '')).sort()
    expect([...new Set(keys(ru))]).toEqual([...new Set(keys(en))])
    for (const [key, text] of en) if (!FORM.test(key)) expect(marks(ru.get(key)!), key).toEqual(marks(text))
  })

  it('leave nothing empty', () => {
    for (const words of [en, ru]) for (const [key, text] of words) expect(text.trim(), key).not.toBe('')
  })

  it('have every plural form', () => {
    for (const key of en.keys()) {
      if (!/\.other$/.test(key)) continue
      const stem = key.replace(FORM, '')
      for (const form of ['one', 'few', 'many', 'other'])
        expect(ru.has(`${stem}.${form}`), `${stem}.${form}`).toBe(true)
      expect(en.has(`${stem}.one`), stem).toBe(true)
    }
  })

  it('are not left in English', () => {
    const same = [...en].filter(([key, text]) => ru.get(key) === text && /[a-z]{3}/i.test(text)).map(([key]) => key)
    expect(same.sort()).toEqual(['app', 'channelType.slack', 'channelType.telegram', 'entry.system'])
  })
})

describe('reasons of the server', () => {
  it('are told in both languages, with the same values', () => {
    expect(Object.keys(reasons.ru).sort()).toEqual(Object.keys(reasons.en).sort())
    expect(Object.keys(kinds.ru).sort()).toEqual(Object.keys(kinds.en).sort())
    expect(Object.keys(versions.ru).sort()).toEqual(Object.keys(versions.en).sort())
    for (const { en, ru } of [reasons, versions]) {
      for (const [code, text] of Object.entries(en)) {
        expect(marks(ru[code]!), code).toEqual(marks(text))
        expect(ru[code], code).toMatch(/[а-яё]/i)
        expect(text, code).not.toMatch(/[а-яё]/i)
      }
    }
  })

  it('are told in the operator’s words, with the server’s values', () => {
    language.choose('ru')
    const row = { reason: 'want_quoted_text', params: { found: 'number' } }
    expect(language.why(row, 'expected text, found number')).toBe('нужен текст, а здесь число; возьмите в кавычки')
    expect(language.why({ reason: 'want_text', params: { found: 'YAML Alias' } }, '')).toBe(
      'нужен текст, а здесь YAML Alias',
    )
    expect(language.why({ reason: 'file_too_large', params: { max: String(50 << 20) } }, '')).toBe('файл больше 50 МБ')
    language.choose('en')
    expect(language.why(row, '')).toBe('expected text, found: a number; put it in quotes')
  })

  it('are told in the server’s words where they are not known', () => {
    language.choose('ru')
    for (const reason of [undefined, '', 'from_the_future'])
      expect(language.why({ reason }, 'in English')).toBe('in English')
    expect(
      language.failure(new ApiError(422, 'invalid', 'in English', '', [], { reason: 'from_the_future' })),
    ).toContain('in English')
    expect(
      language.failure(
        new ApiError(409, 'conflict', 'the FAQ has changed', '', [], {
          reason: 'faq_changed_to',
          params: { version: '7' },
        }),
      ),
    ).toContain('(версия 7)')
    const faults = [
      { message: 'at most', location: 'body.tags', reason: 'shape_many', params: { max: '50' } },
      { message: 'odd', location: 'query.x' },
    ]
    expect(language.failure(new ApiError(422, 'invalid', 'validation failed', '', faults))).toMatch(
      /body\.tags: слишком много; можно не больше 50; query\.x: odd/,
    )
  })
})

describe('language', () => {
  beforeEach(() => language.choose('ru'))

  it('counts', () => {
    const say = (n: number) => language.plural(n, language.t.report.days)
    expect([1, 3, 7, 21, 30].map(say)).toEqual(['1 день', '3 дня', '7 дней', '21 день', '30 дней'])
  })

  it('says how long', () => {
    const second = 1000
    const minute = 60 * second
    const hour = 60 * minute
    expect([5 * second, 94 * second, 80 * minute, 2 * hour, 50 * hour].map((ms) => language.span(ms))).toEqual([
      '5 с',
      '1 мин',
      '1 ч 20 мин',
      '2 ч',
      '2 д 2 ч',
    ])
    expect(language.span(94 * second, true)).toBe('1 мин 34 с')
    expect(language.span(-5)).toBe('0 с')
  })

  it('says which day', () => {
    const now = new Date(2026, 10, 22, 12).getTime()
    expect(language.day(now, now)).toBe('Сегодня')
    expect(language.day(now - 13 * 3_600_000, now)).toBe('Вчера')
    expect(language.day(new Date(2025, 2, 5).getTime(), now)).toContain('2025')
    language.choose('en')
    expect(language.day(new Date(2026, 2, 5).getTime(), now)).toBe('March 5')
  })

  it('explains failures to people', () => {
    expect(language.failure(new ApiError(0, 'network', ''))).toBe('Сервер не отвечает.')
    expect(language.failure(new ApiError(409, 'conflict', '', 'Анна'))).toContain('Анна')
    expect(language.failure(new ApiError(503, '503', ''))).toBe('Ошибка на сервере. Повторите.')
    expect(language.failure(new ApiError(422, 'invalid', 'text is empty'))).toContain('text is empty')
  })

  it('leaves unknown marks', () => expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}'))
})
