import { describe, expect, it, vi } from 'vitest'
import { ApiError, Client } from '../src/api/client'

const answer = (status: number, body: unknown) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status })
const serve = (...answers: (Response | Error)[]) =>
  vi.fn<typeof fetch>(() => {
    const next = answers.shift()!
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next)
  })

describe('client', () => {
  it('names the owner of a conversation that somebody else has', async () => {
    const client = new Client(
      '/api/v1',
      serve(answer(409, { status: 409, code: 'conflict', detail: 'taken', owner: 'Анна' })),
    )
    const error = await client.act('c1', 'claim').catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 409, code: 'conflict', owner: 'Анна' })
  })

  it('keeps the reasons, of the whole and of every row', async () => {
    const fault = {
      message: 'empty',
      location: 'f.csv:2:6 question',
      line: 2,
      column: 6,
      field: 'question',
      reason: 'empty',
    }
    const client = new Client(
      '/api/v1',
      serve(
        answer(422, {
          code: 'invalid',
          detail: 'no',
          reason: 'faq_no_version',
          params: { version: '9' },
          errors: [fault],
        }),
      ),
    )
    await expect(client.faq()).rejects.toMatchObject({
      message: 'no',
      faults: [fault],
      why: { reason: 'faq_no_version', params: { version: '9' } },
    })
  })

  it('tells no answer from a bad one', async () => {
    const client = new Client(
      '/api/v1',
      serve(new TypeError('fetch failed'), new Response('<html>bad gateway</html>', { status: 502 })),
    )
    await expect(client.channels()).rejects.toMatchObject({ status: 0, code: 'network' })
    await expect(client.channels()).rejects.toMatchObject({ status: 502, code: '502' })
  })

  it('says when nobody is signed in', async () => {
    const client = new Client('/api/v1', serve(answer(401, { code: 'unauthorized' })))
    client.onSignedOut = vi.fn()
    await expect(client.parked()).rejects.toMatchObject({ code: 'unauthorized' })
    expect(client.onSignedOut).toHaveBeenCalledOnce()
  })

  it('sends what the API wants', async () => {
    const http = serve(answer(200, { id: 'e' }), answer(200, { items: null, counts: {} }), answer(204, undefined))
    const client = new Client('/api/v1', http)
    await client.reply('a/b', { id: 'u', text: 'hi', files: ['f'] })
    expect(http.mock.calls[0]).toMatchObject([
      '/api/v1/conversations/a%2Fb/replies',
      { method: 'POST', body: '{"id":"u","text":"hi","files":["f"]}', credentials: 'same-origin' },
    ])
    expect((await client.conversations('waiting', 50)).items).toEqual([])
    expect(http.mock.calls[1]![0]).toBe('/api/v1/conversations?state=waiting&limit=50')
    await expect(client.signOut()).resolves.toBeUndefined()
  })
})
