package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Fetch brings a customer's file from Slack. The token goes only to Slack's own hosts and to the host of the API, because the sender of a
// file can choose the file's address. The caller must close the body. The body ends with an error after Config.MaxFile bytes. Rejected
// means the file will never come.
func (c *Channel) Fetch(ctx context.Context, file chat.File) (io.ReadCloser, error) {
	at, err := url.Parse(file.Native)
	if err != nil || !c.trusts(at) {
		return nil, adapters.Rejected{Reason: "the file is not on a host of Slack"}
	}
	if file.Size > c.cfg.MaxFile {
		return nil, adapters.TooLarge(file.Size, c.cfg.MaxFile)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, adapters.Rejected{Reason: "the file's address cannot be read"}
	}
	req.Header.Set("Authorization", "Bearer "+c.cfg.BotToken)
	resp, err := c.plain.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch the file: %w", c.cause(&call{}, err))
	}
	if err := c.fits(file, at, resp); err != nil {
		_ = resp.Body.Close()
		return nil, err
	}

	return http.MaxBytesReader(nil, resp.Body, c.cfg.MaxFile), nil
}

// fits reports whether an answer holds the file. Without the right to read a file Slack leads to a sign-in page with status 200.
func (c *Channel) fits(file chat.File, at *url.URL, resp *http.Response) error {
	page := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html")

	redir := resp.Request.URL.Query().Get("redir")
	switch {
	case resp.StatusCode/100 == 3:
		return adapters.Rejected{Reason: "Slack redirects the request for the file"}
	case resp.StatusCode == http.StatusForbidden,
		resp.StatusCode == http.StatusNotFound,
		resp.StatusCode == http.StatusGone:
		return adapters.Rejected{
			Reason: fmt.Sprintf("Slack does not hand the file out (HTTP status %d)", resp.StatusCode),
		}
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("fetch the file: HTTP status %d", resp.StatusCode)
	case page && (!strings.Contains(file.Type, "html") || redir != "" && redir == at.Path):
		return adapters.Rejected{Reason: "Slack asks to sign in: the app may not read the file"}
	case resp.ContentLength > c.cfg.MaxFile:
		return adapters.TooLarge(resp.ContentLength, c.cfg.MaxFile)
	}

	return nil
}

// trusts reports whether the token may go to an address.
func (c *Channel) trusts(address *url.URL) bool {
	if address.Scheme == c.base.Scheme && strings.EqualFold(address.Host, c.base.Host) {
		return address.User == nil
	}
	if address.Scheme != "https" || address.User != nil || address.Port() != "" && address.Port() != "443" {
		return false
	}

	host := strings.ToLower(address.Hostname())
	for _, domain := range []string{"slack.com", "slack-gov.com"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}

	return false
}

// redirect follows Slack only to addresses the token may go to.
func (c *Channel) redirect(req *http.Request, via []*http.Request) error {
	if len(via) > 4 {
		return errors.New("too many redirects")
	}
	if !c.trusts(req.URL) {
		return http.ErrUseLastResponse
	}

	return nil
}
