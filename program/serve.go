package program

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Serve opens the program, prints the address, and runs the program until ctx ends.
func (p *Program) Serve(ctx context.Context, out io.Writer) (err error) {
	if err := p.Listen(); err != nil {
		return err
	}
	if err := p.Open(ctx); err != nil {
		return errors.Join(err, p.Close())
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	if err := p.firstAdmin(ctx); err != nil {
		return err
	}
	p.greet(out)

	return p.Run(ctx)
}

// greet prints the addresses of the console and of the other pages.
func (p *Program) greet(out io.Writer) {
	base := "http://" + p.Addr()
	fmt.Fprintf(out, "\nFrontdesk is running.\n")
	if p.Config.SampleSite {
		fmt.Fprintf(out, "  sample shop with the widget   %s/\n", base)
	}

	fmt.Fprintf(
		out,
		"  operator console              %s/console\n  state of the channels         %s/readyz\n",
		base,
		base,
	)

	if p.Greeting != nil {
		p.Greeting(out)
	}
	if p.FirstLogin != nil {
		fmt.Fprintf(
			out,
			"\n  sign in to the console as     %s\n  with the password             %s\n"+
				"  (made at this first start and not shown again; `frontdesk operator add admin` sets a new one)\n",
			p.FirstLogin.Login,
			p.FirstLogin.Password,
		)
	}

	fmt.Fprintln(out)
}
