package store

import (
	"archive/tar"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"frontdesk/chat"
)

// A backup is one tar file: manifest.json, database.db (a consistent copy), and files/<2 hex>/<64 hex> (the bytes of files).
const (
	backupManifest = "manifest.json"
	backupDatabase = "database.db"
	backupFiles    = "files"
)

// Manifest describes a backup.
type Manifest struct {
	Format int    `json:"format"`
	At     int64  `json:"at"` // unix ms
	Epoch  string `json:"epoch"`
}

// errPostgres is the refusal for PostgreSQL: the tools of PostgreSQL make better backups.
var errPostgres = errors.New("this database is PostgreSQL: use pg_dump and pg_restore, and copy the files folder")

// Backup writes a backup of a SQLite database and the files folder to a new file while Frontdesk is running. progress may be nil;
// progress gets the number of finished files. A failed backup leaves no file behind.
func Backup(ctx context.Context, dsn, filesDir, to string, now time.Time, progress func(int)) (err error) {
	from, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok {
		return errPostgres
	}
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	dir, err := os.MkdirTemp(filepath.Dir(to), ".backup-")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := filepath.Join(dir, backupDatabase)
	manifest := Manifest{Format: 1, At: now.UnixMilli()}
	if err := copyDatabase(ctx, from, copied, &manifest.Epoch); err != nil {
		return fmt.Errorf("backup of the database: %w", err)
	}
	packed := filepath.Join(dir, "backup.tar")
	if err := pack(ctx, packed, copied, filesDir, manifest, progress); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Link(packed, to); err != nil { // refuses an existing file; rename would replace the file
		return fmt.Errorf("backup: %w", err)
	}

	return syncDir(filepath.Dir(to))
}

// copyDatabase makes a consistent copy of the database while the writer is running.
func copyDatabase(ctx context.Context, from, to string, epoch *string) error {
	db, err := sql.Open("sqlite", sqliteDSN(from, false))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'epoch'`).Scan(epoch); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to)

	return err
}

func pack(ctx context.Context, to, database, filesDir string, manifest Manifest, progress func(int)) (err error) {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	archive := tar.NewWriter(out)
	text, err := json.Marshal(manifest)
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Name: backupManifest, Mode: 0o600, Size: int64(len(text))}); err != nil {
		return err
	}
	if _, err := archive.Write(text); err != nil {
		return err
	}
	if err := packFile(archive, backupDatabase, database); err != nil {
		return err
	}
	count := 0
	err = filepath.WalkDir(filesDir, func(file string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && file == filesDir { // no file was ever stored
			return fs.SkipAll
		}
		if err != nil || entry.IsDir() || !blobName.MatchString(entry.Name()) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if count++; progress != nil {
			progress(count)
		}

		return packFile(archive, path.Join(backupFiles, entry.Name()[:2], entry.Name()), file)
	})
	if err := errors.Join(err, archive.Close()); err != nil {
		return err
	}

	return out.Sync()
}

var blobName = regexp.MustCompile(`^[0-9a-f]{64}$`)

func packFile(archive *tar.Writer, name, from string) error {
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // opened to read
	info, err := file.Stat()
	if err != nil {
		return err
	}
	head := &tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}
	if err := archive.WriteHeader(head); err != nil {
		return err
	}
	_, err = io.Copy(archive, file)

	return err
}

// Prepare makes a restored database ready for use, through the same doors as a running program.
type Prepare func(context.Context, *DB) error

// Restore creates a SQLite database and the files folder from a backup. The database must not exist yet. The queued parts of the backup
// are never sent: Restore cancels the parts. The epoch is new, so that widgets fetch all entries again.
//
// prepare runs on the restored database before the database is put in place, because only package timeline may move conversations.
func Restore(
	ctx context.Context,
	from, dsn, filesDir string,
	now func() time.Time,
	prepare Prepare,
) (manifest Manifest, err error) {
	to, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok {
		return manifest, errPostgres
	}

	for _, name := range []string{to, to + "-wal"} {
		if _, err := os.Stat(name); err == nil {
			return manifest, fmt.Errorf("restore: %s exists: stop Frontdesk and move the file away first", name)
		}
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return manifest, fmt.Errorf("restore: %w", err)
	}
	dir, err := os.MkdirTemp(filepath.Dir(to), ".restore-")
	if err != nil {
		return manifest, fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	blobs := Blobs{Dir: filesDir}
	if manifest, err = unpack(ctx, from, dir, blobs); err != nil {
		return manifest, fmt.Errorf("restore %s: %w", from, err)
	}
	fresh := filepath.Join(dir, backupDatabase)
	if err := renew(ctx, fresh, now, prepare); err != nil {
		return manifest, fmt.Errorf("restore %s: %w", from, err)
	}
	if err := os.Rename(fresh, to); err != nil {
		return manifest, fmt.Errorf("restore: %w", err)
	}

	return manifest, syncDir(filepath.Dir(to))
}

// unpack unpacks a backup. unpack accepts only the three kinds of names written by Backup. A file with bytes that do not match the hash
// in the name is an error.
func unpack(ctx context.Context, from, dir string, blobs Blobs) (manifest Manifest, err error) {
	in, err := os.Open(from)
	if err != nil {
		return manifest, err
	}
	defer func() { _ = in.Close() }() // opened to read
	archive := tar.NewReader(in)
	var haveManifest, haveDatabase bool

	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return manifest, err
		}
		if err := ctx.Err(); err != nil {
			return manifest, err
		}

		switch {
		case header.Name == backupManifest:
			haveManifest = true
			err = json.NewDecoder(io.LimitReader(archive, 1<<16)).Decode(&manifest)
		case header.Name == backupDatabase:
			haveDatabase = true
			err = writeNew(filepath.Join(dir, backupDatabase), archive)
		case header.Typeflag == tar.TypeReg && path.Dir(path.Dir(header.Name)) == backupFiles &&
			blobName.MatchString(path.Base(header.Name)):
			var hash string
			if hash, _, _, err = blobs.Put(archive, header.Size); err == nil && hash != path.Base(header.Name) {
				err = fmt.Errorf("file %s was changed", path.Base(header.Name))
			}
		default:
			err = fmt.Errorf("unexpected name %q", header.Name)
		}
		if err != nil {
			return manifest, err
		}
	}
	if !haveManifest || !haveDatabase || manifest.Format != 1 {
		return manifest, errors.New("not a backup of this version of Frontdesk")
	}

	return manifest, nil
}

func writeNew(name string, from io.Reader) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)

	return errors.Join(err, file.Sync(), file.Close())
}

// renew makes a restored database safe to start.
func renew(ctx context.Context, name string, now func() time.Time, prepare Prepare) (err error) {
	db, err := Open(ctx, "sqlite:"+name, Options{Now: now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var sound string
	if _, err := db.row(ctx, `PRAGMA integrity_check(1)`, nil, &sound); err != nil || sound != "ok" {
		return errors.Join(err, fmt.Errorf("the database is damaged: %s", sound))
	}
	if err := db.update(ctx, func(tx *Tx) error {
		if err := tx.exec(`UPDATE meta SET value = $1 WHERE key = 'epoch'`, chat.NewID()); err != nil {
			return err
		}
		if err := tx.exec(`DELETE FROM sessions`); err != nil {
			return err
		}

		return tx.exec(`UPDATE parts SET state = 'cancelled', reason = 'restore', changed_at = $1
 WHERE state IN ('queued', 'sending')`, tx.now.UnixMilli())
	}); err != nil {
		return err
	}
	if err := prepare(ctx, db); err != nil {
		return err
	}

	return db.settleLog(ctx)
}

// settleLog moves the whole write-ahead log into the database file, because the file is about to be renamed.
func (db *DB) settleLog(ctx context.Context) error {
	own, err := sql.Open("sqlite", sqliteDSN(db.path, false))
	if err != nil {
		return err
	}
	defer own.Close()
	var busy, log, moved int
	if err := own.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the write-ahead log could not be settled")
	}

	return nil
}
