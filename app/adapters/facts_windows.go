package adapters

import (
	"slices"

	"golang.org/x/sys/windows/registry"
)

// displays is where Windows keeps the drivers of its graphics cards.
const displays = `SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`

// Facts returns what is known of the cards and drivers of this machine, in the same
// order each time.
func Facts() (facts []string) {
	all, err := registry.OpenKey(registry.LOCAL_MACHINE, displays, registry.ENUMERATE_SUB_KEYS)
	if err != nil {
		return nil
	}
	defer func() { _ = all.Close() }()
	cards, err := all.ReadSubKeyNames(-1)
	if err != nil {
		return nil
	}
	slices.Sort(cards)
	for _, name := range cards {
		facts = append(facts, card(name)...)
	}
	return facts
}

// card describes the driver of one card.
func card(name string) (facts []string) {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, displays+`\`+name, registry.QUERY_VALUE)
	if err != nil {
		return nil
	}
	defer func() { _ = key.Close() }()
	for _, value := range []string{"DriverDesc", "DriverVersion"} {
		if text, _, err := key.GetStringValue(value); err == nil {
			facts = append(facts, value+": "+text)
		}
	}
	return facts
}
