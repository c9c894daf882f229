package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// accent marks what was found and what is selected, and nothing else but the
// one button that leads on.
var accent = color.NRGBA{R: 0xf0, G: 0x7c, B: 0x1e, A: 0xff}

// quiet is the default theme in greys with one accent.
type quiet struct {
	fyne.Theme
	only *fyne.ThemeVariant // the variant that the user chose; nil for the system's
}

func newTheme() fyne.Theme { return quiet{Theme: theme.DefaultTheme()} }

// Color implements [fyne.Theme].
func (q quiet) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if q.only != nil {
		variant = *q.only
	}
	switch name {
	case theme.ColorNamePrimary:
		return accent
	case theme.ColorNameForegroundOnPrimary:
		return color.NRGBA{R: 0x1c, G: 0x12, B: 0x08, A: 0xff}
	case theme.ColorNameFocus, theme.ColorNameSelection:
		return color.NRGBA{R: accent.R, G: accent.G, B: accent.B, A: 0x50}
	}
	if c, ok := greys[name]; ok {
		if variant == theme.VariantLight {
			return color.Gray{Y: c.light}
		}
		return color.Gray{Y: c.dark}
	}
	return q.Theme.Color(name, variant)
}

// greys are the greys of the window by what they are for. Photos look truest on
// a neutral ground, so none of them has a tint.
var greys = map[fyne.ThemeColorName]struct{ light, dark uint8 }{
	theme.ColorNameBackground:        {0xf4, 0x1d},
	theme.ColorNameOverlayBackground: {0xfa, 0x26},
	theme.ColorNameMenuBackground:    {0xfa, 0x2c},
	theme.ColorNameHeaderBackground:  {0xea, 0x26},
	theme.ColorNameButton:            {0xe0, 0x36},
	theme.ColorNameDisabledButton:    {0xea, 0x2a},
	theme.ColorNameInputBackground:   {0xe4, 0x30},
	theme.ColorNameInputBorder:       {0x92, 0x78},
	theme.ColorNameSeparator:         {0xd4, 0x3c},
	theme.ColorNameForeground:        {0x1e, 0xec},
	theme.ColorNamePlaceHolder:       {0x6a, 0x98},
	theme.ColorNameDisabled:          {0x78, 0x88},
}

// themeColor returns a colour of the theme in use.
func themeColor(name fyne.ThemeColorName) color.Color {
	settings := fyne.CurrentApp().Settings()
	return settings.Theme().Color(name, settings.ThemeVariant())
}

// steps returns a length of n times the theme's padding, the unit of all sizes.
func steps(n float32) float32 { return n * theme.Padding() }
