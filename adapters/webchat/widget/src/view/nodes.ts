/** Markdown nodes of the protocol as DOM. Unknown nodes show their children, so that nothing said is lost. */
import type { Node as MarkNode } from '../protocol'
import { append, el } from './dom'

/** Deeper nesting than any answer needs; below it only texts are shown. */
const MAX_DEPTH = 20
const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/** The address when it may be followed, else null: a link of any other scheme is shown as plain text. */
export function safeHref(href: unknown): string | null {
  if (typeof href !== 'string') return null
  try {
    const url = new URL(href)
    return SAFE.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}

export function renderNodes(nodes: readonly MarkNode[] | undefined, depth = 0): DocumentFragment {
  const out = document.createDocumentFragment()
  for (const node of nodes ?? []) if (node && typeof node === 'object') append(out, [render(node, depth)])
  return out
}

function render(node: MarkNode, depth: number): Node {
  const children = () =>
    'c' in node && Array.isArray(node.c) ? renderNodes(node.c, depth + 1) : document.createDocumentFragment()
  if (depth > MAX_DEPTH) return document.createTextNode(textOf(node))
  switch (node.t) {
    case 'text':
      return document.createTextNode(String(node.v ?? ''))
    case 'br':
    case 'hr':
      return el(node.t)
    case 'p':
    case 'strong':
    case 'em':
    case 'del':
    case 'code':
    case 'blockquote':
    case 'ul':
    case 'li':
      return el(node.t, {}, children())
    case 'h':
      return el('p', { class: 'h' }, children())
    case 'ol':
      return el('ol', { start: Number(node.start) || 1 }, children())
    case 'pre':
      return el('pre', { tabindex: 0 }, el('code', {}, String(node.v ?? '')))
    case 'a': {
      const href = safeHref(node.href)
      if (!href) return children()
      return el('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, children())
    }
    default:
      return children()
  }
}

/** All text below a node, without recursion: nesting is as deep as the sender likes. */
function textOf(root: MarkNode): string {
  const stack: MarkNode[] = [root]
  let out = ''
  for (let node = stack.pop(); node; node = stack.pop()) {
    if ('v' in node) out += String(node.v ?? '')
    else if ('c' in node && Array.isArray(node.c))
      for (const child of [...node.c].reverse()) if (child && typeof child === 'object') stack.push(child)
  }
  return out
}
