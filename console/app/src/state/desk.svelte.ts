/** The whole state of a signed-in operator: the list, the open conversation, the channels and the live socket. */
import type { Client, Tab } from '../api/client'
import type { Channel, Operator } from '../api/contract'
import { Live } from '../api/live'
import { alerts } from './alerts.svelte'
import { Inbox } from './inbox.svelte'
import { Lessons } from './lessons.svelte'
import { router } from './router.svelte'
import { Talk } from './talk.svelte'

const TYPING_EVERY_MS = 2_000

export class Desk {
  readonly inbox: Inbox
  /** The suggestions that wait for acceptance into the FAQ. */
  readonly lessons: Lessons
  talk = $state.raw<Talk | null>(null)
  channels = $state.raw<Channel[]>([])
  /** False while the live socket is down. */
  connected = $state(true)
  /** Changes with every presence hint. The team page then reads again. */
  presence = $state(0)
  private readonly live: Live
  private typingSent = 0

  constructor(
    readonly client: Client,
    readonly me: Operator,
  ) {
    this.inbox = new Inbox(client, () => alerts.waiting())
    this.lessons = new Lessons(client)
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`
    this.live = new Live(url, {
      up: () => {
        this.connected = true
        this.refetch()
      },
      down: () => (this.connected = false),
      frame: (frame) => {
        if (frame.type === 'conversation') {
          this.inbox.hint()
          if (frame.id === this.talk?.id) void this.talk.refresh()
        } else if (frame.type === 'typing') {
          if (frame.conversation === this.talk?.id && frame.name !== this.me.name)
            this.talk.typed({ who: frame.who, name: frame.name ?? '', on: frame.on ?? false })
        } else if (frame.type === 'channels') void this.readChannels()
        else if (frame.type === 'presence') this.presence++
      },
    })
  }

  start(): void {
    this.inbox.start()
    this.lessons.start()
    this.live.start()
    void this.readChannels()
  }

  stop(): void {
    this.inbox.stop()
    this.lessons.stop()
    this.live.stop()
    this.talk?.stop()
  }

  /** Shows a conversation. An empty id shows none. */
  open(id: string): void {
    if (id === (this.talk?.id ?? '')) return
    this.talk?.stop()
    this.talk = id ? new Talk(id, this.client) : null
    void this.talk?.refresh()
  }

  go(tab: Tab, conversation = ''): void {
    router.go({ page: 'inbox', tab, conversation })
  }

  refetch(): void {
    void this.inbox.refresh()
    void this.talk?.refresh()
    void this.readChannels()
  }

  typed(on: boolean): void {
    const now = Date.now()
    if (!this.talk || (on ? now - this.typingSent < TYPING_EVERY_MS : !this.typingSent)) return
    this.typingSent = on ? now : 0
    this.live.send({ type: 'typing', conversation: this.talk.id, on })
  }

  async readChannels(): Promise<void> {
    try {
      this.channels = await this.client.channels()
    } catch {
      // The list stays visible. The banner reports the lost connection.
    }
  }
}
