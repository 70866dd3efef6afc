/**
 * Alerts about new waiting conversations while another window is in front: always the title, and on request a sound and a
 * notification.
 */
import { language } from '../i18n/language.svelte'

const KEY = 'frontdesk.alerts'

class Alerts {
  on = $state(kept())
  blocked = $state(false)
  private audio: AudioContext | null = null

  /** The call must come from a click, because browsers allow sound and notifications only then. */
  async toggle(): Promise<void> {
    this.on = !this.on
    try {
      localStorage.setItem(KEY, this.on ? '1' : '')
    } catch {
      // The choice lasts until the reload.
    }
    this.blocked = false
    if (!this.on) return
    this.beep()
    if (!('Notification' in window)) return
    const answer =
      Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission
    this.blocked = answer !== 'granted'
  }

  waiting(): void {
    if (!this.on) return
    this.beep()
    if (document.visibilityState === 'visible' || !('Notification' in window) || Notification.permission !== 'granted')
      return
    // The notification has no name and no text, because other people may see the screen.
    const { one, body } = language.t.alerts
    const note = new Notification(one, { body, tag: 'frontdesk-waiting' })
    note.onclick = () => {
      window.focus()
      note.close()
    }
  }

  title(count: number): void {
    const { app, waitingTitle } = language.t
    document.title = count ? `${language.plural(count, waitingTitle)} · ${app}` : app
  }

  /** Two soft tones are made here, so there is no file to load. */
  private beep(): void {
    try {
      const audio = (this.audio ??= new AudioContext())
      void audio.resume()
      for (const [frequency, delay] of [
        [660, 0],
        [880, 0.14],
      ] as const) {
        const tone = audio.createOscillator()
        const volume = audio.createGain()
        const start = audio.currentTime + delay
        tone.frequency.value = frequency
        volume.gain.setValueAtTime(0.0001, start)
        volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02)
        volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.35)
        tone.connect(volume).connect(audio.destination)
        tone.start(start)
        tone.stop(start + 0.4)
      }
    } catch {
      // The device has no sound. The title and the list still change.
    }
  }
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) === '1'
  } catch {
    return false
  }
}

export const alerts = new Alerts()
