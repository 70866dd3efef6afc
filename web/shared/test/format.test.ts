import { describe, expect, it } from 'vitest'
import { calendar, clock, day, fileSize, fill, plural } from '../src/format'

const at = (...parts: [number, number, number, number?]) => new Date(...parts).getTime()
const words = { today: 'Today', yesterday: 'Yesterday' }
const units = { bytes: 'B', kilobytes: 'KB', megabytes: 'MB' }

describe('format', () => {
  it('fills texts and leaves unknown marks', () => {
    expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}')
  })

  it('counts in both languages', () => {
    const days = { one: '{n} день', few: '{n} дня', many: '{n} дней', other: '{n} дня' }
    expect([1, 3, 7, 21].map((n) => plural('ru', n, days))).toEqual(['1 день', '3 дня', '7 дней', '21 день'])
    expect(plural('en', 2, { other: '{n} days' })).toBe('2 days')
  })

  it('names days', () => {
    const now = at(2026, 10, 22, 12)
    expect(day('en', words, now, now)).toBe('Today')
    expect(day('en', words, now - 13 * 3_600_000, now)).toBe('Yesterday')
    expect(day('en', words, at(2026, 2, 5), now)).toBe('March 5')
    expect(calendar('en', at(2025, 2, 5), now)).toBe('March 5, 2025')
    expect(calendar('ru', at(2026, 2, 5), now)).toBe('5 марта')
    expect(clock('ru', at(2026, 2, 5, 9))).toBe('09:00')
  })

  it('sizes files', () => {
    const sizes = [1023, 1536, 20 << 10, 3.5 * (1 << 20), 20.4 * (1 << 20)]
    expect(sizes.map((bytes) => fileSize('en', units, bytes))).toEqual(['1023 B', '1.5 KB', '20 KB', '3.5 MB', '20 MB'])
  })
})
