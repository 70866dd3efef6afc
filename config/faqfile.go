package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"frontdesk"
)

// sampleFAQName is the FAQ file of the built-in configuration.
const sampleFAQName = "examples/faq.yaml"

// ReadFAQ reads the configured FAQ file and returns its full name. When the file of the built-in configuration is missing, ReadFAQ returns
// the built-in sample.
func (c *Config) ReadFAQ() (data []byte, name string, err error) {
	name = c.Path(c.FAQ.Import)

	data, err = os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && c.FAQ.Import == sampleFAQName {
		return frontdesk.SampleFAQ, name, nil
	}
	if err != nil {
		return nil, name, fmt.Errorf("faq.import: %w", err)
	}

	return data, name, nil
}
