/** What the launcher and the panel, two scripts built apart, know of each other. */

export interface Config {
  /** Address of the server, ending in a slash. */
  base: string
  channel: string
  lang: 'ru' | 'en'
  /** A CSS colour of the site, or empty for ours. */
  color: string
  position: 'right' | 'left'
}

export interface Host {
  config: Config
  root: ShadowRoot
  isOpen(): boolean
  close(): void
  /** Shows the number on the button and tells the page. */
  unread(count: number): void
  /** Calls the page's listeners of frontdesk('on', event, ...). */
  emit(event: string, detail?: unknown): void
}

/** What a loaded panel gives back to the launcher. */
export interface PanelHandle {
  opened(): void
  closed(): void
  say(text: string): void
  lang(lang: 'ru' | 'en'): void
  /** Forgets the visitor and takes everything away. */
  shutdown(): void
}

export type StartPanel = (host: Host) => PanelHandle
