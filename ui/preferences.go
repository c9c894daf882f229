package ui

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"whereabouts/app"
)

// preferences are the user's settings as the window changes them. Each change is
// written on a goroutine; the newest is written last.
type preferences struct {
	now  app.Settings
	load func() (app.Settings, error)
	save func(app.Settings) error

	writing sync.Mutex
	newest  latest[app.Settings]
}

func newPreferences() *preferences {
	return &preferences{load: app.LoadSettings, save: app.Settings.Save}
}

// change changes the settings and has them written; unkept is told why they cannot be.
func (p *preferences) change(b *bridge, unkept func(error)) {
	p.newest.set(p.now)
	start(b.ctx, b, func(context.Context) (struct{}, error) {
		p.writing.Lock()
		defer p.writing.Unlock()
		return struct{}{}, p.save(p.newest.get())
	}, func(_ struct{}, err error) {
		if err != nil {
			unkept(err)
		}
	})
}

// applyTheme shows the window in the theme of the settings.
func applyTheme(s app.Settings) {
	chosen := quiet{Theme: theme.DefaultTheme()}
	switch s.Theme {
	case app.ThemeLight:
		chosen.only = new(fyne.ThemeVariant)
		*chosen.only = theme.VariantLight
	case app.ThemeDark:
		chosen.only = new(fyne.ThemeVariant)
		*chosen.only = theme.VariantDark
	}
	fyne.CurrentApp().Settings().SetTheme(chosen)
}

// heed has an engine opened as the settings say, where the command line says nothing
// else.
func heed(o app.EngineOptions, s app.Settings) app.EngineOptions {
	if o.Threads == 0 {
		o.Threads = s.Threads
	}
	if o.Device == app.DeviceAuto && s.Device != "" {
		o.Device = s.Device
	}
	return o
}
