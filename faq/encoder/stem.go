package encoder

import (
	"sync/atomic"

	"frontdesk/faq/wordform"
)

// memo caches the keys of the stems of recent words, because stemming allocates and costs as much as
// all other work for a word. A slot holds 32 bits of the word's hash and the key. The number of the
// slot adds 13 bits, so two words are confused once in 2^45.
type memo [1 << 13]atomic.Uint64

var stems memo

func (m *memo) key(word []byte) uint32 {
	hash := wideHash(word)
	slot, tag := &m[hash%uint64(len(m))], hash>>32
	if held := slot.Load(); held>>32 == tag && uint32(held) != 0 {
		return uint32(held)
	}
	k := key(stemmed, wordform.Stem(string(word)))
	slot.Store(tag<<32 | uint64(k))

	return k
}

// wideHash returns FNV-1a of 64 bits.
func wideHash(word []byte) uint64 {
	hash := uint64(14695981039346656037)
	for _, c := range word {
		hash = (hash ^ uint64(c)) * 1099511628211
	}

	return hash
}
