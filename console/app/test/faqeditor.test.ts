import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../src/api/client'
import { EntryEditor, putBack } from '../src/state/faqeditor.svelte'
import { entryOfForm, fieldFaults, formOf, idOf } from '../src/state/faqform'
import { base, faqEntry } from './faqs'

describe('form', () => {
  it('gives back the entry that it was made of', () => {
    const entry = faqEntry('a', {
      audience: 'vip',
      off: true,
      valid_from: '2026-01-31T10:00:00Z',
      valid_to: '2026-02-01T00:00:30Z',
    })
    expect(entryOfForm(formOf(entry))).toEqual(entry)
    expect(entryOfForm(formOf(faqEntry('a')))).toEqual(faqEntry('a'))
  })

  it('drops empty lines and spaces', () => {
    const form = { ...formOf(faqEntry('a')), phrasings: ' раз \r\n\n  два', tags: 'x, ,y ,', lang: ' RU ' }
    expect(entryOfForm(form)).toMatchObject({ phrasings: ['раз', 'два'], tags: ['x', 'y'], lang: 'ru' })
  })

  it('makes an id of a question', () => {
    expect(idOf('Есть ли подарочная упаковка?')).toBe('est-li-podarochnaya-upakovka')
    expect(idOf('«?!»')).toBe('')
  })

  it('finds the field that the API speaks of', () => {
    const fault = (location: string) => ({ message: 'no', location, reason: 'not_after' })
    const refused = (...locations: string[]) =>
      new ApiError(422, 'invalid', 'validation failed', '', locations.map(fault))
    expect(fieldFaults(refused('body.valid_to'))).toEqual({ valid_to: fault('body.valid_to') })
    expect(fieldFaults(refused('body.phrasings[3]', 'body.off'))).toEqual({
      phrasings: fault('body.phrasings[3]'),
      on: fault('body.off'),
    })
    expect(fieldFaults(refused('body.valid_to', 'query.version'))).toEqual({})
    expect(fieldFaults(new ApiError(422, 'invalid', 'not an entry'))).toEqual({})
    expect(fieldFaults(new ApiError(409, 'conflict', 'question: no'))).toEqual({})
  })
})

describe('entry editor', () => {
  let api: ReturnType<typeof base>
  const open = async (key: string) => {
    const editor = new EntryEditor(key, api, 'ru')
    await editor.open()
    return editor
  }
  const type = (editor: EntryEditor, form: Partial<EntryEditor['form']>) => {
    Object.assign(editor.form, form)
    editor.typed(Object.keys(form)[0] as never)
  }
  beforeEach(() => {
    localStorage.clear()
    api = base(faqEntry('a'), faqEntry('b'))
  })

  it('saves on the version it has seen, and can save again', async () => {
    const editor = await open('ru/a')
    expect(editor.dirty).toBe(false)
    type(editor, { answer: 'Новый.' })
    expect(editor.dirty).toBe(true)
    expect(await editor.save()).toBe('ru/a')
    expect(editor.dirty).toBe(false)
    type(editor, { answer: 'Ещё новее.' })
    expect(await editor.save()).toBe('ru/a')
    expect(api.saveFaq.mock.calls.map((c) => c[1])).toEqual([1, 2])
  })

  it('keeps what is typed over a conflict, and shows what is stored', async () => {
    const editor = await open('ru/a')
    type(editor, { answer: 'Моё.' })
    api.change((list) => list.map((e) => (e.id === 'a' ? { ...e, answer: 'Чужое.', tags: [] } : e)))
    expect(await editor.save()).toBeNull()
    expect(editor.conflict).toBe('stale')
    expect(editor.form.answer).toBe('Моё.')
    await editor.look()
    expect(editor.conflict).toBe('changed')
    expect(editor.form.answer).toBe('Моё.')
    expect(editor.stored?.answer).toBe('Чужое.')
    expect(editor.conflicts).toEqual(['answer', 'tags'])
    expect(await editor.save()).toBe('ru/a')
    expect(api.entries.find((e) => e.id === 'a')?.answer).toBe('Моё.')
    expect(editor.conflict).toBe('')
  })

  it('takes what is stored when asked to', async () => {
    const editor = await open('ru/a')
    type(editor, { answer: 'Моё.' })
    api.change((list) => list.map((e) => ({ ...e, answer: 'Чужое.' })))
    await editor.save()
    await editor.look()
    editor.discard()
    expect(editor.form.answer).toBe('Чужое.')
    expect([editor.dirty, editor.conflict]).toEqual([false, ''])
  })

  it('lets one save when the other change was elsewhere', async () => {
    const editor = await open('ru/a')
    type(editor, { answer: 'Моё.' })
    api.change((list) => list.filter((e) => e.id !== 'b'))
    await editor.save()
    await editor.look()
    expect([editor.conflict, editor.stored]).toEqual(['elsewhere', null])
    expect(await editor.save()).toBe('ru/a')
  })

  it('adds again what somebody has deleted meanwhile', async () => {
    const editor = await open('ru/a')
    type(editor, { answer: 'Моё.' })
    api.change((list) => list.filter((e) => e.id !== 'a'))
    await editor.save()
    await editor.look()
    expect(editor.conflict).toBe('gone')
    expect(await editor.save()).toBe('ru/a')
    expect(api.entries.map((e) => e.id)).toContain('a')
  })

  it('keeps a draft over a reload, until it is saved', async () => {
    type(await open('ru/a'), { question: 'Другой вопрос?' })
    const again = await open('ru/a')
    expect(again.form.question).toBe('Другой вопрос?')
    expect(again.restored).toBe(true)
    await again.save()
    expect((await open('ru/a')).restored).toBe(false)
    expect(localStorage.length).toBe(0)
  })

  it('does not let an old draft overwrite a newer entry unseen', async () => {
    type(await open('ru/a'), { answer: 'Моё.' })
    api.change((list) => list.map((e) => ({ ...e, answer: 'Чужое.' })))
    const again = await open('ru/a')
    expect(again.form.answer).toBe('Моё.')
    expect([again.conflict, again.stored?.answer]).toEqual(['changed', 'Чужое.'])
  })

  it('takes no draft that changes nothing', async () => {
    const editor = await open('ru/a')
    type(editor, { answer: 'x' })
    type(editor, { answer: 'Ответ.' })
    expect(localStorage.length).toBe(0)
  })

  it('names the field that is wrong, before and after the server', async () => {
    const editor = await open('new')
    await editor.save()
    expect(editor.own).toEqual({ question: 'required', answer: 'required', id: 'required' })
    expect(api.saveFaq).not.toHaveBeenCalled()
    type(editor, { question: 'Кто там?', answer: 'Я.' })
    expect(editor.form.id).toBe('kto-tam')
    const fault = {
      message: '"zz9" is not a language',
      location: 'body.lang',
      reason: 'bad_lang',
      params: { value: 'zz9' },
    }
    api.saveFaq.mockRejectedValueOnce(new ApiError(422, 'invalid', 'lang: "zz9" is not a language', '', [fault]))
    await editor.save()
    expect(editor.faults).toEqual({ lang: fault })
    expect(editor.failure).toBeNull()
    type(editor, { lang: 'ru' })
    expect(editor.faults.lang).toBeUndefined()
    expect(await editor.save()).toBe('ru/kto-tam')
  })

  it('does not put a new entry in the place of another one', async () => {
    const editor = await open('new')
    type(editor, { question: 'Q?' })
    type(editor, { id: 'a' })
    type(editor, { answer: 'A.' })
    expect(await editor.save()).toBeNull()
    expect(editor.own).toEqual({ id: 'taken' })
    expect(api.saveFaq).not.toHaveBeenCalled()
    type(editor, { question: 'Другой?' })
    expect(editor.form.id).toBe('a')
  })

  it('deletes, and the entry can be put back once', async () => {
    const was = await (await open('ru/a')).remove()
    expect(was).toEqual(faqEntry('a'))
    expect((await open('ru/a')).missing).toBe(true)
    await putBack(api, was!)
    expect(api.entries).toContainEqual(faqEntry('a'))
    await putBack(api, { ...was!, answer: 'старое' })
    expect(api.entries.find((e) => e.id === 'a')?.answer).toBe('Ответ.')
  })
})
