/**
 * The styles of the widget as constructed sheets. Constructed sheets need no 'unsafe-inline' in the page's Content-Security-
 * Policy.
 */

/** Adds a sheet to the shadow root. Old browsers without constructed sheets get a <style> element. */
export function adopt(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  } catch {
    const style = document.createElement('style')
    style.textContent = css
    root.append(style)
  }
}

/** Chooses the readable text colour on a #rrggbb colour: black or white, by relative luminance (WCAG 2). */
export function onColor(color: string): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1]
  if (!hex) return '#fff'
  const channel = (i: number) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  const light = 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
  return light > 0.24 ? '#111' : '#fff'
}

export const launcherStyles = `
:host{--accent:#166534;--on-accent:#fff;all:initial;position:fixed;right:20px;bottom:20px;z-index:2147483000;
font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
:host([data-position=left]){right:auto;left:20px}
[hidden]{display:none!important}
.launcher{position:relative;display:grid;place-items:center;width:60px;height:60px;padding:0;border:0;border-radius:50%;background:var(--accent);
color:var(--on-accent);cursor:pointer;box-shadow:0 6px 20px #0003,0 1px 3px #0003;transition:transform .15s}
.launcher:hover{transform:scale(1.05)}
.launcher:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
.launcher.busy svg{animation:fd-busy .8s infinite alternate}
@keyframes fd-busy{to{opacity:.35}}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;box-sizing:border-box;border-radius:11px;background:#dc2626;
color:#fff;font:600 13px/22px system-ui,sans-serif;text-align:center}
@media print{:host{display:none}}
@media (prefers-reduced-motion:reduce){.launcher,.launcher.busy svg{transition:none;animation:none}}
`

export const panelStyles = `
:host{--back:#fff;--raised:#f1f3f2;--text:#1b211e;--soft:#5c6661;--line:#e2e6e4;--bad:#b91c1c;--note:#fff7e0;--note-text:#6b4e00;--link:var(--accent)}
@media (prefers-color-scheme:dark){:host{--back:#171b19;--raised:#242a27;--text:#e9eeeb;--soft:#9ba8a1;--line:#333b37;--bad:#f87171;--note:#3a3118;
--note-text:#f3dfa6;--link:#8fd3a8}}
*{box-sizing:border-box}
.panel{position:absolute;right:0;bottom:76px;display:flex;flex-direction:column;width:384px;height:min(640px,calc(100vh - 120px));overflow:hidden;
border-radius:18px;background:var(--back);color:var(--text);box-shadow:0 16px 48px #0004,0 0 0 1px #0001;animation:fd-in .18s ease-out}
:host([data-position=left]) .panel{right:auto;left:0}
@keyframes fd-in{from{opacity:0;transform:translateY(10px)}}
button,textarea{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.head{display:flex;align-items:center;gap:12px;padding:14px 12px 14px 16px;background:var(--accent);color:var(--on-accent)}
.head :focus-visible{outline-color:currentColor}
.face{flex:none;display:grid;place-items:center;width:40px;height:40px;border-radius:50%;background:color-mix(in srgb,var(--on-accent) 18%,transparent);font-weight:600;font-size:17px}
.titles{flex:1;min-width:0;display:flex;flex-direction:column;line-height:1.3}
.titles strong{font-weight:600;font-size:16px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.titles span{font-size:13px;opacity:.88}
.tool{flex:none;display:grid;place-items:center;width:40px;height:40px;padding:0;border:0;border-radius:12px;background:none}
.tool:hover{background:#8882}
.banner,.warning{padding:8px 16px;background:var(--note);color:var(--note-text);font-size:13px}
.scroll{position:relative;flex:1;min-height:0;display:flex}
.log{flex:1;display:flex;flex-direction:column;gap:4px;overflow-y:auto;overscroll-behavior:contain;padding:16px}
.log:focus-visible{outline-offset:-2px}
.log>:first-child{margin-top:auto}
.day,.mark{align-self:center;padding:8px 4px 4px;color:var(--soft);font-size:12.5px;text-align:center}
.mark{padding:6px 12px;margin:6px 0;border-radius:12px;background:var(--raised)}
.greeting{display:flex;flex-direction:column;align-items:center;gap:6px;margin:auto 0;padding:24px;color:var(--soft);text-align:center}
.greeting strong{color:var(--text);font-size:19px}
.greeting svg{color:var(--link)}
.row{display:flex;flex-direction:column;align-items:flex-start;max-width:86%;align-self:flex-start;margin-top:6px}
.row.mine{align-items:flex-end;align-self:flex-end}
.who,.when{padding:0 4px;color:var(--soft);font-size:12px}
.who{margin-bottom:2px}
.when{margin-top:2px}
.when svg{vertical-align:-2px}
.failed .when{color:var(--bad)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.bubble{max-width:100%;padding:9px 13px;border-radius:16px 16px 16px 5px;background:var(--raised);overflow-wrap:anywhere}
.operator .bubble{background:color-mix(in srgb,var(--accent) 12%,var(--back))}
.mine .bubble{border-radius:16px 16px 5px 16px;background:var(--accent);color:var(--on-accent)}
.pending .bubble{opacity:.7}
.failed .bubble{background:none;color:var(--text);box-shadow:inset 0 0 0 1.5px var(--bad)}
.none{display:none}
.plain{white-space:pre-wrap}
.text>*{margin:0}
.text>*+*{margin-top:7px}
.text ul,.text ol{padding-left:20px;margin:0}
.text li>p{margin:0}
.text .h{font-weight:650}
.text a{color:var(--link);text-decoration:underline;text-underline-offset:2px}
.mine .text a{color:inherit}
.text code,.text pre{font:13px/1.45 ui-monospace,Menlo,Consolas,monospace}
.text pre{margin:0;padding:8px 10px;border-radius:8px;background:#8882;overflow-x:auto}
.text blockquote,.quote{margin:0;padding-left:10px;border-left:3px solid #8886}
.text hr{width:100%;border:0;border-top:1px solid #8885}
.quote{margin-bottom:6px;font-size:13px;opacity:.8;max-height:3em;overflow:hidden}
.file{display:flex;align-items:center;gap:8px;max-width:100%;margin:4px 0 0;padding:8px 10px;border:0;border-radius:10px;background:#8882;text-align:left}
.file svg{flex:none}
.name{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.file small{flex:none;opacity:.75}
.picture{display:block;min-width:120px;min-height:80px;max-width:100%;margin:4px 0 0;padding:0;border:0;border-radius:10px;background:#8882;overflow:hidden}
.picture canvas{display:block;max-width:100%;max-height:260px}
.link{padding:0;border:0;background:none;color:var(--link);text-decoration:underline}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin-top:10px}
.choice,.score{border:1.5px solid var(--link);background:var(--back);color:var(--link);font-weight:550}
.choice{padding:8px 14px;border-radius:18px;text-align:left;overflow-wrap:anywhere}
.choice:hover,.score:hover{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.scale{margin-top:10px}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(46px,1fr));gap:8px}
.score{min-height:48px;padding:0;border-radius:12px;font-size:19px}
.ends{display:flex;justify-content:space-between;padding:4px 4px 0;color:var(--soft);font-size:12.5px}
.typing{display:flex;align-items:center;gap:8px;padding:8px 4px 0;color:var(--soft);font-size:13px}
.dots{display:flex;gap:4px}
.dots i{width:6px;height:6px;border-radius:50%;background:currentColor;animation:fd-dot 1.2s infinite}
.dots i:nth-child(2){animation-delay:.15s}
.dots i:nth-child(3){animation-delay:.3s}
@keyframes fd-dot{0%,60%,100%{opacity:.3}30%{opacity:1}}
.jump{position:absolute;right:14px;bottom:10px;display:grid;place-items:center;width:38px;height:38px;padding:0;border:1px solid var(--line);border-radius:50%;
background:var(--back);box-shadow:0 2px 8px #0003}
.composer{padding:8px;border-top:1px solid var(--line)}
.line{display:flex;align-items:flex-end;gap:4px}
textarea{flex:1;min-width:0;max-height:140px;padding:9px 4px;border:0;background:none;resize:none;font-size:16px;line-height:22px}
textarea:focus{outline:none}
.composer:focus-within{box-shadow:inset 0 2px var(--link)}
textarea::placeholder{color:var(--soft);opacity:1}
.tool.send{background:var(--accent);color:var(--on-accent)}
.tool.send:disabled{background:var(--raised);color:var(--soft);cursor:default}
.count{padding:0 8px;color:var(--bad);font-size:12.5px}
.chips{display:flex;flex-wrap:wrap;gap:6px}
.chip{position:relative;display:flex;align-items:center;gap:6px;max-width:100%;margin-bottom:6px;padding:5px 6px 5px 10px;border-radius:10px;background:var(--raised);font-size:13px;overflow:hidden}
.chip svg{flex:none}
.chip .name{max-width:180px}
.chip button{display:grid;place-items:center;width:24px;height:24px;padding:0;border:0;border-radius:8px;background:none}
.chip progress{position:absolute;inset:auto 0 0;width:100%;height:3px;border:0;appearance:none;background:none;accent-color:var(--accent)}
.chip progress::-webkit-progress-bar{background:none}
.chip progress::-webkit-progress-value{background:var(--link);transition:width .2s}
.panel.dropping::after{content:attr(data-drop);position:absolute;inset:8px;display:grid;place-items:center;border:2px dashed var(--link);border-radius:12px;
background:color-mix(in srgb,var(--back) 90%,transparent);color:var(--link);font-weight:600}
.over{position:absolute;inset:0;display:grid;place-items:center;padding:52px 12px 12px;background:#000d;color:#fff}
.over .tool{position:absolute;top:8px;right:8px}
.over canvas{max-width:100%;max-height:100%;object-fit:contain;min-height:0}
@media (max-width:520px){
.panel{position:fixed;inset:0;width:100%;height:var(--visible,100dvh);border-radius:0;padding-bottom:env(safe-area-inset-bottom)}
.head{padding-top:max(14px,env(safe-area-inset-top))}
}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`
