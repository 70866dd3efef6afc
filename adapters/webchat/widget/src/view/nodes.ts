/** Draws the Markdown nodes of the protocol as DOM. */
import { pieces, type MarkNode, type Piece } from '@shared/markdown'
import { append, el } from './dom'

export function renderNodes(nodes: readonly MarkNode[] | undefined): DocumentFragment {
  const out = document.createDocumentFragment()
  append(out, pieces(nodes).map(render))
  return out
}

function render(piece: Piece): Node | string {
  if (typeof piece === 'string') return piece
  return el(piece.tag, piece.attributes, ...(piece.inside ?? []).map(render))
}
