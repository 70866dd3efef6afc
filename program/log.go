package program

import (
	"io"
	"log/slog"
	"regexp"
)

// secrets are the shapes of tokens. Telegram's token is part of the request addresses, and therefore of the errors of net/http.
var secrets = regexp.MustCompile(
	`(bot)?[0-9]{3,20}:[A-Za-z0-9_-]{20,}|xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|Bearer [A-Za-z0-9._-]+`,
)

// NewLogger logs as text or as JSON lines. No code logs secrets; the redaction of values in the shape of a secret is a second line of
// defence.
func NewLogger(out io.Writer, level slog.Level, asJSON bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if asJSON {
		return slog.New(slog.NewJSONHandler(out, options))
	}

	return slog.New(slog.NewTextHandler(out, options))
}

// redact removes tokens from log values.
func redact(_ []string, attr slog.Attr) slog.Attr {
	switch value := attr.Value.Any().(type) {
	case string:
		if secrets.MatchString(value) {
			attr.Value = slog.StringValue(secrets.ReplaceAllString(value, "[secret]"))
		}
	case error:
		if text := value.Error(); secrets.MatchString(text) {
			attr.Value = slog.StringValue(secrets.ReplaceAllString(text, "[secret]"))
		}
	}

	return attr
}
