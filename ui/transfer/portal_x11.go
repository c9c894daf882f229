//go:build !windows && !darwin

package transfer

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// What the portal is called on the session's bus, and what it is asked for.
const (
	portalName    = "org.freedesktop.portal.Documents"
	portalPath    = "/org/freedesktop/portal/documents"
	startTransfer = "org.freedesktop.portal.FileTransfer.StartTransfer"
	addFiles      = "org.freedesktop.portal.FileTransfer.AddFiles"
)

const (
	// busWithin is how long the session's bus may take to say whether there is a portal.
	busWithin = 250 * time.Millisecond
	// portalWithin is how long the portal may take to give a key: toolkits wait for what
	// they have asked for no longer than some seconds.
	portalWithin = 2 * time.Second
	// filesAtOnce is how many files every bus lets through in one message.
	filesAtOnce = 16
)

// A portal has programs in a sandbox (Flatpak, Snap) read files that they are given. Such a
// program is told a key, for which the portal shows it the files where it may open them;
// it cannot write to them. The zero value is ready. Methods may be called by several
// goroutines.
type portal struct {
	mu  sync.Mutex
	bus *dbus.Conn // nil until it was needed
}

// A keyMaker makes a key for files, which is good for one program that asks.
type keyMaker func(files []string) ([]byte, error)

// keys returns what makes keys, nil where no portal runs. None is started: it runs where
// something in a sandbox does.
func (p *portal) keys(ctx context.Context) keyMaker {
	ctx, cancel := context.WithTimeout(ctx, busWithin)
	defer cancel()
	bus, err := p.opened(ctx)
	if err != nil {
		return nil
	}
	var owned bool
	err = bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, portalName).Store(&owned)
	if err != nil || !owned {
		return nil
	}
	return func(files []string) ([]byte, error) { return register(bus, files) }
}

// opened returns the session's bus, to which it connects where that was not done, or was
// undone. The portal knows a key only as long as that lasts.
func (p *portal) opened(ctx context.Context) (*dbus.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bus != nil && p.bus.Connected() {
		return p.bus, nil
	}
	bus, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, err
	}
	// A bus that says nothing would be waited for as long as it is open.
	stop := context.AfterFunc(ctx, func() { _ = bus.Close() })
	if err = bus.Auth(nil); err == nil {
		err = bus.Hello()
	}
	if !stop() || err != nil {
		_ = bus.Close()
		return nil, fmt.Errorf("connecting to the session's bus: %w", err)
	}
	p.bus = bus
	return bus, nil
}

// close ends what was connected. Keys that were given are good for nothing after that.
func (p *portal) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bus != nil {
		_ = p.bus.Close()
	}
}

// register has the portal make a key for files.
func register(bus *dbus.Conn, files []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), portalWithin)
	defer cancel()
	there := bus.Object(portalName, portalPath)
	readOnlyOnce := map[string]dbus.Variant{"writable": dbus.MakeVariant(false), "autostop": dbus.MakeVariant(true)}
	var key string
	if err := there.CallWithContext(ctx, startTransfer, dbus.FlagNoAutoStart, readOnlyOnce).Store(&key); err != nil {
		return nil, fmt.Errorf("asking the portal for a key: %w", err)
	}
	for some := range slices.Chunk(files, filesAtOnce) {
		if err := add(ctx, there, key, some); err != nil {
			return nil, fmt.Errorf("giving files to the portal: %w", err)
		}
	}
	return []byte(key), nil
}

// add gives the portal some of the files that a key is for.
func add(ctx context.Context, there dbus.BusObject, key string, files []string) error {
	fds := make([]dbus.UnixFD, len(files))
	for i, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		fds[i] = dbus.UnixFD(f.Fd())
	}
	return there.CallWithContext(ctx, addFiles, dbus.FlagNoAutoStart, key, fds, map[string]dbus.Variant{}).Err
}
