package ui

import (
	"context"
	"image/color"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/adrg/xdg"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

// A settings screen shows what the user may choose for all of the program, over the
// screen that was shown before. What is chosen is kept at once.
type settings struct {
	window  *window
	folders []library.Root
	chosen  int    // folder, or -1
	removed string // folder that was taken out last, or empty
	changed bool   // the folders have

	root    *fyne.Container
	scroll  *container.Scroll
	none    *widget.Label // in place of the folders
	list    *widget.List
	remove  *widget.Button
	undo    *widget.Button
	devices *widget.Label
	measure *widget.Button
	space   *widget.Label // what is remembered
	compact *widget.Button
	later   *widget.Label // says what the next start brings
	choices map[rune]*widget.Select
}

// openSettings shows the settings.
func (w *window) openSettings() {
	if _, open := w.current.(*settings); open {
		return
	}
	s := &settings{window: w, chosen: -1, choices: map[rune]*widget.Select{}}
	if now, err := w.preferences.load(); err == nil {
		w.preferences.now = now
	} else {
		w.preferences.now = now
		w.message.fail(err)
	}
	s.build()
	w.cover(s)
}

func (s *settings) build() {
	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), s.close)
	title := widget.NewLabelWithStyle(tr("Settings"), fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	about := widget.NewButtonWithIcon(tr("About (A)"), theme.InfoIcon(), s.window.openAbout)
	s.later = widget.NewLabel("")
	s.later.Wrapping = fyne.TextWrapWord
	s.later.Hide()
	s.scroll = container.NewVScroll(container.NewVBox(
		part(tr("Folders"), s.buildFolders()),
		part(tr("Window"), container.NewVBox(s.buildTheme(), s.buildLanguage())),
		part(tr("Cut-outs"), s.buildCutouts()),
		part(tr("Disk"), s.buildDisk()),
		part(tr("Speed"), s.buildSpeed()),
	))
	s.root = container.NewBorder(container.NewBorder(nil, nil, back, about, title), s.later, nil, nil, s.scroll)
}

// part is a part of the settings below its heading.
func part(heading string, content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVBox(widget.NewLabelWithStyle(heading, fyne.TextAlignLeading, fyne.TextStyle{Bold: true}), content, widget.NewSeparator())
}

func (s *settings) buildFolders() fyne.CanvasObject {
	s.list = widget.NewList(func() int { return len(s.folders) }, newSidebarRow, func(i widget.ListItemID, o fyne.CanvasObject) {
		if row, ok := o.(*fyne.Container); ok && i < len(s.folders) {
			note := number(s.folders[i].Photos)
			if s.folders[i].Away {
				note = tr("away")
			}
			fillRow(row, s.folders[i].Path, note)
		}
	})
	s.list.OnSelected = func(i widget.ListItemID) {
		s.chosen = i
		enable(s.remove, true)
	}
	add := widget.NewButtonWithIcon(tr("Add a folder… (F)"), theme.FolderNewIcon(), s.add)
	s.remove = widget.NewButtonWithIcon(tr("Remove (R)"), theme.ContentRemoveIcon(), s.removeChosen)
	s.remove.Disable()
	s.undo = widget.NewButtonWithIcon("", theme.ContentUndoIcon(), s.putBack)
	s.undo.Hide()
	s.none = widget.NewLabel(tr("There are no folders in the library yet; add one."))
	room := canvas.NewRectangle(color.Transparent)
	room.SetMinSize(fyne.NewSize(0, steps(30)))
	return container.NewVBox(container.NewStack(room, s.none, s.list), container.NewHBox(add, s.remove, s.undo))
}

// An option is one of the answers to a choice.
type option struct {
	label string
	pick  func()
	now   bool // it is what holds
}

// choice is a choice with a key, which goes on to the next option.
func (s *settings) choice(label string, key rune, options ...option) fyne.CanvasObject {
	names := make([]string, len(options))
	c := widget.NewSelect(nil, nil)
	for i, o := range options {
		names[i] = o.label
		if o.now {
			c.Selected = o.label
		}
	}
	c.Options = names
	c.OnChanged = func(string) {
		if at := c.SelectedIndex(); at >= 0 {
			options[at].pick()
			s.window.win.Canvas().Unfocus()
		}
	}
	s.choices[unicode.ToLower(key)] = c
	return container.New(halves{}, widget.NewLabel(label), c)
}

// halves lays out a label and a field, each of them no wider than it is good for.
type halves struct{}

// MinSize implements [fyne.Layout].
func (halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(a.Width+b.Width, max(a.Height, b.Height))
}

// Layout implements [fyne.Layout].
func (halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := max(objects[0].MinSize().Width, min(size.Width/2, steps(60)))
	objects[0].Resize(fyne.NewSize(left, size.Height))
	objects[1].Move(fyne.NewPos(left, 0))
	objects[1].Resize(fyne.NewSize(min(size.Width-left, steps(70)), size.Height))
}

// set changes the settings.
func (s *settings) set(change func(*app.Settings)) {
	p := s.window.preferences
	change(&p.now)
	p.change(s.window.bridge, s.window.message.fail)
}

// setForNextStart changes what only a start takes up.
func (s *settings) setForNextStart(change func(*app.Settings)) {
	s.set(change)
	s.tellLater()
}

// tellLater says that something takes effect at the next start.
func (s *settings) tellLater() {
	s.later.SetText(tr("This takes effect at the next start of Whereabouts."))
	s.later.Show()
	s.root.Refresh()
}

func (s *settings) buildTheme() fyne.CanvasObject {
	var options []option
	for _, o := range []struct{ label, name string }{
		{tr("As the system"), ""}, {tr("Light"), app.ThemeLight}, {tr("Dark"), app.ThemeDark},
	} {
		options = append(options, option{o.label, func() {
			s.set(func(to *app.Settings) { to.Theme = o.name })
			applyTheme(s.window.preferences.now)
		}, s.window.preferences.now.Theme == o.name})
	}
	return s.choice(tr("Theme (T)"), 't', options...)
}

func (s *settings) buildLanguage() fyne.CanvasObject {
	var options []option
	for _, o := range []struct{ label, tag string }{
		{tr("As the system"), ""}, {"English", "en"}, {"Deutsch", "de"}, {"中文", "zh"},
	} {
		options = append(options, option{o.label, func() {
			s.setForNextStart(func(to *app.Settings) { to.Language = o.tag })
		}, s.window.preferences.now.Language == o.tag})
	}
	return s.choice(tr("Language (L)"), 'l', options...)
}

// budgets are the choices for how much disk may be taken, in bytes; 0 is no limit.
var budgets = []int64{2e9, 5e9, 10e9, 20e9, 50e9, 100e9, 0}

func (s *settings) buildDisk() fyne.CanvasObject {
	now := s.window.preferences.now.CacheBudget
	offered := budgets
	if !slices.Contains(offered, now) {
		offered = append([]int64{now}, offered...)
	}
	var options []option
	for _, bytes := range offered {
		label := tr("No limit")
		if bytes > 0 {
			label = gigabytes(bytes)
		}
		options = append(options, option{label, func() { s.setBudget(bytes) }, bytes == now})
	}
	s.space = widget.NewLabel(tr("What is remembered is shown when the model is loaded."))
	s.space.Wrapping = fyne.TextWrapWord
	s.compact = widget.NewButtonWithIcon(tr("Give back free space (G)"), theme.DeleteIcon(), s.giveBack)
	s.compact.Disable()
	return container.NewVBox(s.choice(tr("At most on the disk (D)"), 'd', options...), s.space, container.NewHBox(s.compact))
}

// gigabytes writes a number of bytes.
func gigabytes(bytes int64) string {
	if bytes >= 10e9 && bytes%1e9 == 0 {
		return tr("{{.Number}} GB", with{"Number": number(int(bytes / 1e9))})
	}
	if bytes >= 1e9 {
		return tr("{{.Number}} GB", with{"Number": decimal(float64(bytes)/1e9, 1)})
	}
	return tr("{{.Number}} MB", with{"Number": number(int((bytes + 999_999) / 1e6))})
}

func (s *settings) setBudget(bytes int64) {
	s.set(func(to *app.Settings) { to.CacheBudget = bytes })
	if e := s.window.engine; e != nil {
		b := s.window.bridge
		start(b.ctx, b, func(context.Context) (struct{}, error) {
			e.SetBudget(bytes)
			return struct{}{}, nil
		}, func(struct{}, error) { s.look() })
	}
}

// giveBack makes the files of what is remembered smaller.
func (s *settings) giveBack() {
	e := s.window.engine
	if e == nil || s.compact.Disabled() {
		return
	}
	s.compact.Disable()
	s.space.SetText(tr("Giving back what is free… looking at photos waits meanwhile."))
	b := s.window.bridge
	start(b.ctx, b, e.Compact, func(freed int64, err error) {
		if err != nil {
			s.window.message.fail(err)
		} else {
			s.window.message.tell(tr("{{.Size}} given back to the disk.", with{"Size": gigabytes(max(0, freed))}))
		}
		s.look()
	})
}

// look shows what is remembered.
func (s *settings) look() {
	e := s.window.engine
	if e == nil {
		return
	}
	b := s.window.bridge
	start(b.ctx, b, func(context.Context) (library.Contents, error) { return e.Contents() },
		func(c library.Contents, err error) {
			s.compact.Enable()
			if err != nil {
				s.space.SetText(sentence(err))
				return
			}
			s.space.SetText(trn("{{.Count}} photos are remembered in {{.Size}}, of which {{.Free}} are free.", int(c.Photos.Count),
				with{"Size": gigabytes(c.Size), "Free": gigabytes(c.Free)}))
		})
}

func (s *settings) buildSpeed() fyne.CanvasObject {
	now := s.window.preferences.now
	threads := []option{{tr("One for each core"), func() { s.setForNextStart(func(to *app.Settings) { to.Threads = 0 }) }, now.Threads == 0}}
	for n := 1; n <= max(runtime.NumCPU(), now.Threads); n++ {
		threads = append(threads, option{strconv.Itoa(n), func() {
			s.setForNextStart(func(to *app.Settings) { to.Threads = n })
		}, n == now.Threads})
	}
	s.devices = widget.NewLabel("")
	s.devices.Wrapping = fyne.TextWrapWord
	s.measure = widget.NewButtonWithIcon(tr("Measure again (M)"), theme.ViewRefreshIcon(), s.measureAgain)
	s.measure.Disable()
	box := container.NewVBox(s.deviceChoice(), s.choice(tr("Threads (P)"), 'p', threads...), s.devices, container.NewHBox(s.measure))
	if e := s.window.engine; e != nil {
		s.showDevices(e.Chosen())
	} else {
		s.devices.SetText(tr("The speed of this machine is shown when the model is loaded."))
	}
	return box
}

// deviceChoice offers what works on this machine.
func (s *settings) deviceChoice() fyne.CanvasObject {
	now := s.window.preferences.now.Device
	names := []string{"", segment.CPU.String()}
	if e := s.window.engine; e != nil {
		for _, t := range e.Chosen().Trials {
			if t.Problem == "" {
				names = append(names, t.Device.String())
			}
		}
	}
	if !slices.Contains(names, now) {
		names = append(names, now)
	}
	var options []option
	for _, name := range names {
		label := deviceLabel(name)
		options = append(options, option{label, func() {
			s.setForNextStart(func(to *app.Settings) { to.Device = name })
		}, name == now})
	}
	return s.choice(tr("Device (E)"), 'e', options...)
}

// deviceLabel is what a device is called by its name.
func deviceLabel(name string) string {
	switch name {
	case "":
		return tr("The fastest")
	case segment.CPU.String():
		return tr("Processor")
	}
	return name
}

// showDevices says what runs the networks and how fast the devices are.
func (s *settings) showDevices(c app.DeviceChoice) {
	lines := []string{tr("Looking at photos runs on: {{.Looking}}. Cutting out runs on: {{.Cutting}}.",
		with{"Looking": deviceLabel(c.Identity.String()), "Cutting": deviceLabel(c.Encoder.String())})}
	for _, t := range c.Trials {
		lines = append(lines, trialSentence(t))
	}
	s.devices.SetText(strings.Join(lines, "\n"))
	s.measure.Enable()
}

func trialSentence(t app.Trial) string {
	fill := with{"Device": deviceLabel(t.Device.String()), "Problem": inParts(t.Problem)}
	switch {
	case t.Problem != "":
		return tr("{{.Device}} does not work here: {{.Problem}}.", fill)
	case !t.Identity.Known():
		return tr("{{.Device}} is there and was not measured.", fill)
	}
	fill["Looking"], fill["Processor"] = number(int(t.Identity.Device.Milliseconds())), number(int(t.Identity.Processor.Milliseconds()))
	if !t.Encoder.Known() {
		return tr("{{.Device}} looks at a photo in {{.Looking}} ms, the processor in {{.Processor}} ms.", fill)
	}
	fill["Cutting"], fill["Slower"] = number(int(t.Encoder.Device.Milliseconds())), number(int(t.Encoder.Processor.Milliseconds()))
	return tr("{{.Device}} looks at a photo in {{.Looking}} ms and gets one ready for cutting out in {{.Cutting}} ms, the processor in {{.Processor}} ms and {{.Slower}} ms.", fill)
}

// measureAgain tries the devices again.
func (s *settings) measureAgain() {
	e := s.window.engine
	if e == nil || s.measure.Disabled() {
		return
	}
	s.measure.Disable()
	s.devices.SetText(tr("Measuring… this takes up to a minute."))
	b := s.window.bridge
	start(b.ctx, b, e.Measure, func(c app.DeviceChoice, err error) {
		if err != nil {
			s.showDevices(e.Chosen())
			s.window.message.fail(err)
			return
		}
		s.showDevices(c)
		s.tellLater()
	})
}

// add lets the user choose a folder and makes it part of the library.
func (s *settings) add() {
	w := s.window
	w.chooseFolder(tr("Choose the folder your photos are in"), tr("Add"), xdg.UserDirs.Pictures, func(dir string) {
		s.changed = true
		if slices.ContainsFunc(s.folders, func(f library.Root) bool { return f.Path == dir }) {
			return
		}
		s.show(append(slices.Clone(s.folders), library.Root{Path: dir}))
		w.scan.add(dir)
	})
}

// removeChosen takes the chosen folder out of the library. The photos themselves stay
// where they are.
func (s *settings) removeChosen() {
	w := s.window
	if s.chosen < 0 || s.chosen >= len(s.folders) || w.scan.shelf == nil {
		return
	}
	path := s.folders[s.chosen].Path
	s.removed, s.changed = path, true
	s.undo.SetText(tr("Put {{.Folder}} back ({{.Key}})", with{"Folder": filepath.Base(path), "Key": chord("Z")}))
	s.undo.Show()
	s.show(slices.DeleteFunc(slices.Clone(s.folders), func(f library.Root) bool { return f.Path == path }))
	w.scan.remove(path)
}

// putBack undoes the last removal.
func (s *settings) putBack() {
	if s.removed == "" {
		return
	}
	path := s.removed
	s.removed = ""
	s.undo.Hide()
	s.show(append(slices.Clone(s.folders), library.Root{Path: path}))
	s.window.scan.add(path)
}

// show shows the folders of the library.
func (s *settings) show(folders []library.Root) {
	s.folders, s.chosen = folders, -1
	s.none.Hidden = len(folders) > 0
	s.list.Hidden = len(folders) == 0
	s.list.UnselectAll()
	s.list.Refresh()
	s.remove.Disable()
}

// follow shows how many photos are known now in each of the folders.
func (s *settings) follow(folders []library.Root) {
	for i, f := range s.folders {
		if at := slices.IndexFunc(folders, func(known library.Root) bool { return known.Path == f.Path }); at >= 0 {
			s.folders[i] = folders[at]
		}
	}
	s.list.Refresh()
}

// close shows what was shown before. Where that are photos, they are those of the
// folders as they are now.
func (s *settings) close() {
	w := s.window
	_, photos := w.covered.(*photosScreen)
	if !s.changed || !photos && w.covered != w.welcome {
		w.uncover()
		return
	}
	s.changed = false
	if len(s.folders) == 0 {
		w.library = nil
		w.show(w.welcome)
		return
	}
	w.showLibrary(sourceOfRoots(s.folders))
}

func (s *settings) object() fyne.CanvasObject { return s.root }

func (s *settings) entered() {
	s.show(slices.Clone(s.window.side.folders))
	s.look()
}

func (s *settings) left() {}

func (s *settings) key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		s.close()
	case fyne.KeyDown, fyne.KeyUp:
		step := 1
		if e.Name == fyne.KeyUp {
			step = -1
		}
		if at := max(0, s.chosen+step); at < len(s.folders) {
			s.list.Select(at)
		}
	default:
		scrollBy(s.scroll, e.Name)
	}
}

func (s *settings) rune(r rune) {
	r = unicode.ToLower(r)
	if c := s.choices[r]; c != nil {
		c.SetSelectedIndex((c.SelectedIndex() + 1) % len(c.Options))
		return
	}
	if does := map[rune]func(){
		'f': s.add, 'r': s.removeChosen, 'g': s.giveBack, 'm': s.measureAgain, 'a': s.window.openAbout,
	}[r]; does != nil {
		does()
	}
}

func (s *settings) do(c command) {
	if c == undo {
		s.putBack()
	}
}
