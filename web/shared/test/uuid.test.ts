import { expect, it } from 'vitest'
import { uuid } from '../src/uuid'

it('makes UUIDs that sort by age, also within a millisecond and after a step back of the clock', () => {
  const list = [1000, 1000, 999, 2000].map((now) => uuid(now))
  for (let i = 0; i < 9000; i++) list.push(uuid(2000))
  expect(list).toEqual([...list].sort())
  expect(new Set(list).size).toBe(list.length)
  for (const id of list) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
