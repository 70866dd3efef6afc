import { describe, expect, it } from 'vitest'
import { fileSize, plural } from '@shared/format'
import { launcherWords, panelWords, pickLang } from '../src/i18n'

type Text = string | Record<string, string>
const marks = (text: Text) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort()

describe('words', () => {
  it.each([
    ['launcher', launcherWords],
    ['panel', panelWords],
  ] as const)('%s: both languages say everything, with the same values', (_, words) => {
    const { en, ru } = words as Record<'en' | 'ru', Record<string, Text>>
    expect(Object.keys(ru).sort()).toEqual(Object.keys(en).sort())
    for (const [key, text] of Object.entries(en)) {
      expect(marks(ru[key]!), key).toEqual(marks(text))
      if (typeof text === 'string') expect((ru[key] as string).trim(), key).not.toBe('')
      else {
        expect(Object.keys(ru[key]!).sort(), key).toEqual(['few', 'many', 'one', 'other'])
        expect(Object.keys(text).sort(), key).toEqual(['one', 'other'])
      }
    }
  })

  it('counts in Russian', () => {
    const say = (n: number) => plural('ru', n, launcherWords.ru.unread)
    expect([1, 2, 5, 11, 21, 22].map(say)).toEqual([
      '1 новое сообщение',
      '2 новых сообщения',
      '5 новых сообщений',
      '11 новых сообщений',
      '21 новое сообщение',
      '22 новых сообщения',
    ])
    expect(plural('en', 1, launcherWords.en.unread)).toBe('1 new message')
  })

  it('sizes and picks', () => {
    expect(fileSize('ru', panelWords.ru, 1536)).toBe('1,5 КБ')
    expect(fileSize('en', panelWords.en, 20 << 20)).toBe('20 MB')
    expect([pickLang('ru-RU'), pickLang('RU'), pickLang('rus'), pickLang('de'), pickLang('')]).toEqual([
      'ru',
      'ru',
      'en',
      'en',
      null,
    ])
  })
})
