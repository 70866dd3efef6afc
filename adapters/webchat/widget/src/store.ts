/** The visitor's view of all conversations: entries are folded into messages and lines. Pure, no I/O. */
import type { MarkNode } from '@shared/markdown'
import type { AuthorKind, Choice, Cursor, Entry, FileRef } from './protocol'

export interface Message {
  kind: 'message'
  key: string
  id: string
  conversation: string
  at: number
  author: { kind: AuthorKind; name: string }
  text: string
  body: MarkNode[]
  files: FileRef[]
  choices: Choice[]
  replyTo: string
  edited: boolean
  withdrawn: boolean
}
/** A line between messages: an operator joined, the conversation was closed, or a rating was given. */
export interface Mark {
  kind: 'mark'
  key: string
  conversation: string
  at: number
  what: 'moved' | 'rated'
  state: string
  operator: string
  score: number
}
export type Shown = Message | Mark

interface Talk {
  id: string
  /** Seq of the newest applied entry. Every earlier public entry is applied, too. */
  last: number
  shown: Shown[]
  /** Entries that arrived before their predecessor, by their `prev`. */
  early: Map<number, Entry>
}

export class Store {
  private readonly talks = new Map<string, Talk>()
  private readonly messages = new Map<string, Message>()
  private readonly echoes = new Set<string>()
  private readonly seqs = new Map<string, number>()

  /**
   * Applies an entry. 'known' means that the entry is applied already. 'hole' means that an earlier entry is missing: the entry
   * waits for the missing one. `force` applies the entry with the hole, because the server has no older entry.
   */
  apply(entry: Entry, force = false): 'added' | 'known' | 'hole' {
    const talk = this.talk(entry.conversation)
    if (entry.seq <= talk.last) return 'known'
    if (entry.prev !== talk.last && !force) {
      talk.early.set(entry.prev, entry)
      return 'hole'
    }
    let next: Entry | undefined = entry
    while (next) {
      talk.early.delete(next.prev)
      talk.last = next.seq
      this.fold(talk, next)
      next = talk.early.get(next.seq)
    }
    return 'added'
  }

  /** Seq of the newest applied entry of a conversation. Zero means none. */
  last(conversation: string): number {
    return this.talks.get(conversation)?.last ?? 0
  }

  /** All messages and lines, oldest conversation first. */
  shown(): Shown[] {
    return this.sorted().flatMap((talk) => talk.shown)
  }

  /** True when the server has returned the entry with this client id. */
  echoed(clientId: string): boolean {
    return this.echoes.has(clientId)
  }

  /** The newest applied conversation and seq. Null means none. */
  newest(): { conversation: string; seq: number } | null {
    const talk = this.sorted()
      .filter((t) => t.last > 0)
      .pop()
    return talk ? { conversation: talk.id, seq: talk.last } : null
  }

  cursor(epoch: string): Cursor | null {
    const newest = this.newest()
    return newest && epoch ? { epoch, ...newest } : null
  }

  /** Cursors of up to four earlier conversations. A late rating may be added to such a conversation. */
  more(): { conversation: string; seq: number }[] {
    return this.sorted()
      .filter((t) => t.last > 0)
      .slice(0, -1)
      .slice(-4)
      .map((t) => ({ conversation: t.id, seq: t.last }))
  }

  message(id: string): Message | undefined {
    return this.messages.get(id)
  }

  /** The number of other people's messages after the given place. Null means that the visitor has seen no entry. */
  unread(seen: { conversation: string; seq: number } | null): number {
    let count = 0
    for (const message of this.messages.values()) {
      if (message.author.kind === 'customer' || message.withdrawn) continue
      const seq = this.seqs.get(message.id) ?? 0
      if (
        !seen ||
        message.conversation > seen.conversation ||
        (message.conversation === seen.conversation && seq > seen.seq)
      )
        count++
    }
    return count
  }

  clear(): void {
    this.talks.clear()
    this.messages.clear()
    this.echoes.clear()
    this.seqs.clear()
  }

  private talk(id: string): Talk {
    let talk = this.talks.get(id)
    if (!talk) this.talks.set(id, (talk = { id, last: 0, shown: [], early: new Map() }))
    return talk
  }

  private sorted(): Talk[] {
    return [...this.talks.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  private fold(talk: Talk, entry: Entry): void {
    if (entry.client_id) this.echoes.add(entry.client_id)
    const target = this.messages.get(entry.of ?? '')
    switch (entry.kind) {
      case 'said':
        this.say(talk, entry)
        break
      case 'edited':
        if (target) Object.assign(target, { text: entry.text, body: entry.body ?? [], edited: true })
        break
      case 'withdrawn':
        if (target) Object.assign(target, { text: '', body: [], files: [], choices: [], withdrawn: true })
        break
      case 'attached':
        if (target) target.files = merge(target.files, entry.files ?? [])
        break
      case 'moved':
      case 'rated':
        // Every conversation begins with the assistant, so the move is not shown.
        if (entry.state === 'bot' && !talk.shown.length) break
        // A comment repeats the score of its rating.
        if (entry.kind === 'rated' && lastScore(talk) === entry.score) break
        talk.shown.push({
          kind: 'mark',
          key: entry.id,
          conversation: talk.id,
          at: entry.at,
          what: entry.kind,
          state: entry.state ?? '',
          operator: entry.operator ?? '',
          score: entry.score ?? 0,
        })
    }
  }

  private say(talk: Talk, entry: Entry): void {
    const message: Message = {
      kind: 'message',
      key: entry.client_id || entry.id,
      id: entry.id,
      conversation: talk.id,
      at: entry.at,
      author: entry.author,
      text: entry.text,
      body: entry.body ?? [],
      files: entry.files ?? [],
      choices: entry.choices ?? [],
      replyTo: entry.reply_to ?? '',
      edited: false,
      withdrawn: false,
    }
    this.messages.set(entry.id, message)
    this.seqs.set(entry.id, entry.seq)
    talk.shown.push(message)
  }
}

function lastScore(talk: Talk): number | undefined {
  for (let i = talk.shown.length - 1; i >= 0; i--) {
    const item = talk.shown[i]!
    if (item.kind === 'mark' && item.what === 'rated') return item.score
  }
  return undefined
}

function merge(old: FileRef[], fresh: FileRef[]): FileRef[] {
  const byId = new Map(old.map((f) => [f.id, f]))
  for (const file of fresh) byId.set(file.id, file)
  return [...byId.values()]
}
