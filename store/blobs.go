package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gabriel-vasile/mimetype"

	"frontdesk/chat"
)

// Blobs keeps the bytes of files in one folder, each file under the SHA-256 of the bytes. The same bytes are kept once, and a customer's
// file name never becomes a path.
type Blobs struct{ Dir string }

// Put stores at most most bytes and returns Invalid for a longer file. The bytes are on disk when Put returns. The media type is read
// from the bytes.
func (b Blobs) Put(from io.Reader, most int64) (hash, mediaType string, size int64, err error) {
	if err := os.MkdirAll(b.Dir, 0o700); err != nil {
		return "", "", 0, fmt.Errorf("files folder: %w", err)
	}
	tmp, err := os.CreateTemp(b.Dir, "incoming-")
	if err != nil {
		return "", "", 0, fmt.Errorf("files folder: %w", err)
	}
	defer func() {
		err = errors.Join(err, ignoreGone(os.Remove(tmp.Name())))
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(from, most+1))
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return "", "", 0, fmt.Errorf("store file: %w", err)
	}
	if size > most {
		return "", "", 0, chat.Refuse(chat.Invalid, "file_too_large", "max", most)
	}
	kind, err := mimetype.DetectFile(tmp.Name())
	if err != nil {
		return "", "", 0, fmt.Errorf("file type: %w", err)
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	path := b.path(hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", "", 0, fmt.Errorf("files folder: %w", err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return "", "", 0, fmt.Errorf("store file: %w", err)
	}

	return hash, kind.String(), size, syncDir(filepath.Dir(path))
}

// Open reads a stored file.
func (b Blobs) Open(hash string) (io.ReadSeekCloser, error) {
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != sha256.Size {
		return nil, chat.Refuse(chat.NotFound, "file_failed")
	}
	file, err := os.Open(b.path(hash))
	if errors.Is(err, os.ErrNotExist) {
		return nil, &chat.Error{Kind: chat.NotFound, Text: "the file is gone from the files folder", Err: err}
	}

	return file, err
}

func (b Blobs) path(hash string) string { return filepath.Join(b.Dir, hash[:2], hash) }

func ignoreGone(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}

	return err
}

// syncDir makes a rename durable.
func syncDir(dir string) error {
	file, err := os.Open(dir)
	if err != nil {
		return err
	}

	return errors.Join(file.Sync(), file.Close())
}
