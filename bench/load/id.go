package main

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"time"
)

// newID makes a UUIDv7 as a widget does (RFC 9562, 5.7). The random bits need not be secret here.
func newID() string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[8:], rand.Uint64()>>2|1<<63)
	binary.BigEndian.PutUint64(id[:8], uint64(time.Now().UnixMilli())<<16|0x7000|rand.Uint64()&0xfff)
	var out [36]byte
	hex.Encode(out[0:8], id[0:4])
	hex.Encode(out[9:13], id[4:6])
	hex.Encode(out[14:18], id[6:8])
	hex.Encode(out[19:23], id[8:10])
	hex.Encode(out[24:], id[10:])
	for _, i := range []int{8, 13, 18, 23} {
		out[i] = '-'
	}

	return string(out[:])
}
