/** The operator API over fetch: one function a call, one type of error. Cookies carry the session. */
import type { Lang } from '@shared/format'
import type * as contract from './contract'
import type {
  Channel,
  ChannelsAnswer,
  Detail,
  EntriesAnswer,
  Entry,
  FaqImported,
  FaqNumberAnswer,
  FaqPreviewAnswer,
  FaqState,
  FaqVersion,
  FaqVersionsAnswer,
  FileRef,
  Lesson,
  LessonsAnswer,
  MarkNode,
  MatchInput,
  NewOperatorInput,
  Operator,
  OperatorsAnswer,
  Parked,
  ParkedAnswer,
  Problem,
  Report,
  ResolveInput,
  SaidInput,
  SignedIn,
  TransferInput,
} from './contract'

/** Lists<T> is an answer with an empty list in place of each null. */
type Lists<T> = { [K in keyof T]: Exclude<T[K], null> }
export type Page = Lists<contract.Page>
export type FaqEntry = Lists<contract.FaqEntry>
export type FaqTry = Lists<contract.FaqTry>
export type FaqList = Omit<Lists<contract.FaqList>, 'items'> & { items: FaqEntry[] }

export type Tab = contract.ConversationsState
export type FaqFormat = contract.ExportFaqFormat
export type ImportMode = contract.ImportFaqMode

export type Verb = 'claim' | 'release' | 'close'

/**
 * The reason of a refusal: a code of i18n/reasons with parameters. For an empty or unknown code the console shows the server's
 * English text.
 */
export type Reason = Pick<Problem, 'reason' | 'params'>
/**
 * One fault of a 422: a bad row of a file (line, column, field), or a field of the request ("body.question"). `message` is in
 * English.
 */
export type Fault = contract.Fault & { message: string; location: string }

/**
 * An error of a call. `code` is the API's code, or 'network' without any answer. `owner` names the owner of the conversation
 * (409). The message is in English.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly owner = '',
    readonly faults: readonly Fault[] = [],
    readonly why: Reason = {},
  ) {
    super(detail || code)
  }
}

export class Client {
  /** Called when the server answers that the session has ended. */
  onSignedOut: () => void = () => undefined

  constructor(
    private readonly base = '/api/v1',
    private readonly http: typeof fetch = (...a) => fetch(...a),
  ) {}

  signIn = (login: string, password: string) => this.call<SignedIn>('POST', '/session', { login, password })
  session = () => this.call<SignedIn>('GET', '/session')
  signOut = () => this.call<void>('DELETE', '/session')
  language = (lang: Lang) => this.call<SignedIn>('PATCH', '/session', { lang })

  operators = async (): Promise<Operator[]> => (await this.call<OperatorsAnswer>('GET', '/operators')).items ?? []
  addOperator = (operator: NewOperatorInput) => this.call<Operator>('POST', '/operators', operator)
  disableOperator = (id: string, disabled: boolean) =>
    this.call<Operator>('PATCH', `/operators/${enc(id)}`, { disabled })

  async conversations(state: Tab, limit: number): Promise<Page> {
    const page = await this.call<contract.Page>('GET', `/conversations?state=${state}&limit=${limit}`)
    return { ...page, items: page.items ?? [] }
  }
  conversation = (id: string) => this.call<Detail>('GET', `/conversations/${enc(id)}`)
  async entries(id: string, after: number, limit = 200): Promise<Entry[]> {
    return (
      (await this.call<EntriesAnswer>('GET', `/conversations/${enc(id)}/entries?after=${after}&limit=${limit}`))
        .items ?? []
    )
  }
  act = (id: string, verb: Verb) => this.call<Detail>('POST', `/conversations/${enc(id)}/${verb}`, {})
  transfer = (id: string, to: TransferInput) => this.call<Detail>('POST', `/conversations/${enc(id)}/transfer`, to)
  reply = (conversation: string, reply: SaidInput) =>
    this.call<Entry>('POST', `/conversations/${enc(conversation)}/replies`, reply)
  note = (conversation: string, note: SaidInput) =>
    this.call<Entry>('POST', `/conversations/${enc(conversation)}/notes`, note)

  async upload(file: File): Promise<FileRef> {
    const form = new FormData()
    form.append('file', file, file.name || 'file')
    return this.answer<FileRef>(await this.send('/files', { method: 'POST', body: form }))
  }
  async file(id: string): Promise<Blob> {
    const answer = await this.send(`/files/${enc(id)}`, {})
    if (!answer.ok) return this.answer<never>(answer)
    return answer.blob()
  }
  resolve = (conversation: string, seq: number, action: ResolveInput['action']) =>
    this.call<unknown>('POST', `/conversations/${enc(conversation)}/entries/${seq}/delivery`, { action })
  retryFile = (id: string) => this.call<unknown>('POST', `/files/${enc(id)}/retry`, {})

  report = (days: number, channel: string) =>
    this.call<Report>('GET', `/report?days=${days}${channel ? `&channel=${enc(channel)}` : ''}`)
  channels = async (): Promise<Channel[]> => (await this.call<ChannelsAnswer>('GET', '/channels')).items ?? []
  parked = async (): Promise<Parked[]> => (await this.call<ParkedAnswer>('GET', '/parked')).items ?? []

  faq = () => this.call<FaqState>('GET', '/faq')
  async faqEntries(find: { q?: string; lang?: string; limit?: number }): Promise<FaqList> {
    const list = await this.call<contract.FaqList>(
      'GET',
      `/faq/entries?${query({ q: find.q, lang: find.lang, limit: find.limit ?? 100 })}`,
    )
    const items = (list.items ?? []).map((e) => ({ ...e, phrasings: e.phrasings ?? [], tags: e.tags ?? [] }))
    return { ...list, langs: list.langs ?? [], items }
  }
  /** `version` is the edited version. A newer version in the store is a conflict. Zero means the newest version. */
  saveFaq = (entry: FaqEntry, version: number) =>
    this.call<FaqNumberAnswer>('PUT', `/faq/entries?version=${version}`, entry)
  deleteFaq = (lang: string, id: string, version: number) =>
    this.call<FaqNumberAnswer>('DELETE', `/faq/entries/${enc(lang)}/${enc(id)}?version=${version}`)
  faqVersions = async (): Promise<FaqVersion[]> =>
    (await this.call<FaqVersionsAnswer>('GET', '/faq/versions')).items ?? []
  restoreFaq = (number: number) => this.call<FaqNumberAnswer>('POST', `/faq/versions/${number}/restore`)
  lessons = async (): Promise<Lesson[]> => (await this.call<LessonsAnswer>('GET', '/faq/lessons')).items ?? []
  decideLesson = (id: string, accept: boolean, text = '') =>
    this.call<void>('POST', `/faq/lessons/${enc(id)}`, { accept, ...(text ? { text } : {}) })
  async tryFaq(text: string, lang = ''): Promise<FaqTry> {
    const result = await this.call<contract.FaqTry>('POST', '/faq/try', { text, ...(lang ? { lang } : {}) })
    return { ...result, hits: result.hits ?? [] }
  }
  previewFaq = async (text: string): Promise<MarkNode[]> =>
    (await this.call<FaqPreviewAnswer>('POST', '/faq/preview', { text })).body ?? []
  async exportFaq(format: FaqFormat): Promise<Blob> {
    const answer = await this.send(`/faq/export?format=${format}`, {})
    if (!answer.ok) return this.answer<never>(answer)
    return answer.blob()
  }
  async importFaq(name: string, text: string, mode: ImportMode, dry: boolean): Promise<FaqImported> {
    const path = `/faq/import?${query({ name, mode, dry_run: String(dry) })}`
    return this.answer<FaqImported>(
      await this.send(path, { method: 'POST', body: text, headers: { 'Content-Type': 'application/octet-stream' } }),
    )
  }
  match = (conversation: string, match: MatchInput) =>
    this.call<Entry>('POST', `/conversations/${enc(conversation)}/match`, match)

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init: RequestInit = { method }
    if (body !== undefined) {
      init.body = JSON.stringify(body)
      init.headers = { 'Content-Type': 'application/json' }
    }
    return this.answer<T>(await this.send(path, init))
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.http(this.base + path, { credentials: 'same-origin', cache: 'no-store', ...init })
    } catch {
      throw new ApiError(0, 'network', '')
    }
  }

  private async answer<T>(response: Response): Promise<T> {
    const text = await response.text().catch(() => '')
    if (response.ok) return (text ? JSON.parse(text) : undefined) as T
    let problem: Partial<Problem> = {}
    try {
      problem = JSON.parse(text)
    } catch {
      // A proxy answered with its own text. The status is enough.
    }
    if (response.status === 401) this.onSignedOut()
    const faults = (problem.errors ?? []).map((e) => ({ ...e, message: e.message ?? '', location: e.location ?? '' }))
    throw new ApiError(
      response.status,
      problem.code ?? String(response.status),
      problem.detail || problem.title || '',
      problem.owner ?? '',
      faults,
      { reason: problem.reason, params: problem.params },
    )
  }
}

const enc = encodeURIComponent

/** Leaves out empty values. */
function query(values: Record<string, string | number | undefined>): string {
  return Object.entries(values)
    .filter(([, v]) => v !== undefined && v !== '')
    .map(([k, v]) => `${k}=${enc(v!)}`)
    .join('&')
}
