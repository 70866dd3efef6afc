/** The contract between the launcher and the panel. The two scripts are built separately. */

export interface Config {
  /** The address of the server. The address ends with a slash. */
  base: string
  channel: string
  lang: 'ru' | 'en'
  /** A CSS colour of the site. Empty means the widget's own colour. */
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

/** The launcher's handle of a loaded panel. */
export interface PanelHandle {
  opened(): void
  closed(): void
  say(text: string): void
  lang(lang: 'ru' | 'en'): void
  /** Forgets the visitor and removes the panel. */
  shutdown(): void
}

export type StartPanel = (host: Host) => PanelHandle
