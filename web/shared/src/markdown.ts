/** The server's Markdown nodes as texts and elements that are safe in a page. Each front end draws the pieces in its own way. */

/** MarkNode is one node from the server. `t` names the kind, `c` has the children, `v` the text. */
export interface MarkNode {
  t: string
  v?: string
  c?: MarkNode[] | null
  href?: string
  start?: number
  lang?: string
}

/** Tag is the name of an element of a message. */
export type Tag = 'p' | 'strong' | 'em' | 'del' | 'code' | 'blockquote' | 'ul' | 'ol' | 'li' | 'pre' | 'a' | 'br' | 'hr'

/** Piece is a text, or an element with safe attributes. An element without `inside` is void, such as br. */
export type Piece = string | Element
export interface Element {
  tag: Tag
  attributes: Record<string, string | number>
  inside?: Piece[]
}

/** MAX_DEPTH limits the nesting of elements. Deeper nodes show only their texts. */
export const MAX_DEPTH = 20

const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/** safeHref returns the address of a link, or null for an address with an unsafe scheme. */
export function safeHref(href: unknown): string | null {
  if (typeof href !== 'string') return null
  try {
    const url = new URL(href)
    return SAFE.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}

/** pieces reads the nodes of a message. An unknown node and an unsafe link give their children, so no text is lost. */
export function pieces(nodes: unknown, depth = 0): Piece[] {
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: MarkNode | null) => (node && typeof node === 'object' ? read(node, depth) : []))
}

function read(node: MarkNode, depth: number): Piece[] {
  if (depth > MAX_DEPTH) return [textOf(node)]
  const inside = () => pieces(node.c, depth + 1)
  const element = (tag: Tag, attributes: Element['attributes'] = {}): Piece[] => [{ tag, attributes, inside: inside() }]

  switch (node.t) {
    case 'text':
      return [String(node.v ?? '')]
    case 'br':
    case 'hr':
      return [{ tag: node.t, attributes: {} }]
    case 'p':
    case 'strong':
    case 'em':
    case 'del':
    case 'code':
    case 'blockquote':
    case 'ul':
    case 'li':
      return element(node.t)
    case 'h':
      return element('p', { class: 'h' })
    case 'ol':
      return element('ol', { start: Number(node.start) || 1 })
    case 'pre': {
      // A wide block scrolls, so the keyboard must reach the block.
      const code: Element = { tag: 'code', attributes: {}, inside: [String(node.v ?? '')] }
      return [{ tag: 'pre', attributes: { tabindex: 0 }, inside: [code] }]
    }
    case 'a': {
      const href = safeHref(node.href)
      return href ? element('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }) : inside()
    }
    default:
      return inside()
  }
}

/** textOf joins all texts below a node. A loop is used because the depth of the nesting has no limit. */
function textOf(root: MarkNode): string {
  const stack: MarkNode[] = [root]
  let text = ''
  for (let node = stack.pop(); node; node = stack.pop()) {
    if ('v' in node) text += String(node.v ?? '')
    else if (Array.isArray(node.c))
      for (const child of [...node.c].reverse()) if (child && typeof child === 'object') stack.push(child)
  }
  return text
}
