package adapters

import "golang.org/x/sys/unix"

// Facts returns what is known of the cards and drivers of this machine, in the same
// order each time. On a Mac both come with the machine and its system.
func Facts() (facts []string) {
	for _, name := range []string{"hw.model", "kern.osversion"} {
		if value, err := unix.Sysctl(name); err == nil {
			facts = append(facts, name+": "+value)
		}
	}
	return facts
}
