package album

import "whereabouts/assets/sample/render"

// Object is one of the things that people look for in the photos.
type Object struct {
	Slug      string // names the object in paths
	Name      string // names it for people
	Reference string // the photo that shows it best
	build     func() render.Thing
}

// Objects are the things that recur. The number of an object in a picture is
// its place in this list, counted from one.
func Objects() []Object {
	return []Object{
		{"alarm-clock", "Alarm clock", "IMG_0148.jpg", alarmClock},
		{"blue-mug", "Blue mug", "home/IMG_0062.jpg", blueMug},
		{"toy-car", "Toy car", "kids/IMG_0121.jpg", toyCar},
		{"tin-robot", "Tin robot", "kids/IMG_0123.jpg", tinRobot},
		{"rubber-duck", "Rubber duck", "home/IMG_0139.jpg", rubberDuck},
	}
}

// clutter are the things that a photo may show besides the objects: first
// those that look like one of them.
func clutter(l *luck) map[string]func() render.Thing {
	return map[string]func() render.Thing{
		"travel clock": travelClock, "table clock": tableClock, "radio clock": radioClock,
		"striped mug": stripedMug, "gray mug": grayMug, "yellow mug": yellowMug,
		"pickup": pickup, "racer": racer, "green robot": greenRobot,
		"white duck": whiteDuck, "green duck": greenDuck,

		"apple":     func() render.Thing { return apple(l) },
		"ball":      func() render.Thing { return stripedBall(hex(0xd0603c)) },
		"beachball": beachBall,
		"block":     func() render.Thing { return block(int(l.between(0, 10)), l.pick(crayons)) },
		"books":     func() render.Thing { return bookStack(2, l) },
		"bottle":    func() render.Thing { return bottle(hex(0x24503c)) },
		"bucket":    func() render.Thing { return bucket(hex(0xe0a020)) },
		"cactus":    func() render.Thing { return cactus(terracotta) },
		"candle":    candle,
		"cushion":   func() render.Thing { return cushion(22, 22, stripes(4, hex(0x3f6a80), hex(0xe8e0cc))) },
		"flowers":   func() render.Thing { return flowers(terracotta, l.pick(petals), l) },
		"fruit":     func() render.Thing { return fruitBowl(l) },
		"glasses":   glasses,
		"jar":       func() render.Thing { return jar(hex(0xa01c2c), hex(0xd8b050)) },
		"leaves":    func() render.Thing { return leafy(terracotta, l) },
		"lemon":     lemon,
		"letter":    letter,
		"loaf":      loaf,
		"notebook":  func() render.Thing { return notebook(hex(0x2f6a6a)) },
		"orange":    orange,
		"pencil":    func() render.Thing { return pencil(l.pick(crayons)) },
		"plate":     func() render.Thing { return plate(hex(0x4a7aa0)) },
		"rings":     rings,
		"shell":     func() render.Thing { return shell(hex(0xe0c0b0)) },
		"soap":      func() render.Thing { return soapBottle(hex(0xc87a3c)) },
		"spade":     func() render.Thing { return spade(hex(0x3a9a4c)) },
		"teapot":    func() render.Thing { return teapot(hex(0x8a9a5c)) },
		"towels":    func() render.Thing { return towels(hex(0x5a8aa0), hex(0xe8e0d0)) },
		"vase":      func() render.Thing { return vase(hex(0x3c6a8a), l.pick(petals), l) },
		"yarn":      func() render.Thing { return yarn(l.pick(crayons)) },
	}
}

// lookalikes are the things that are like an object and are not it.
var lookalikes = map[string]string{
	"travel clock": "alarm-clock", "table clock": "alarm-clock", "radio clock": "alarm-clock",
	"striped mug": "blue-mug", "gray mug": "blue-mug", "yellow mug": "blue-mug",
	"pickup": "toy-car", "racer": "toy-car", "green robot": "tin-robot",
	"white duck": "rubber-duck", "green duck": "rubber-duck",
}
