package album

// Shots are the photos of the sample library.
func Shots() []Shot {
	return []Shot{
		{
			Name: "home/IMG_0042.jpg", place: desk, mood: sunny,
			camera: view{x: 5, y: 7, z: 2, around: 12, above: 17, distance: 46},
			items: []item{
				{what: "alarm-clock", x: 6, z: 3, yaw: -20},
				{what: "notebook", x: -17, z: 12, yaw: 24}, {what: "pencil", x: -12, y: 1, z: 11, yaw: 50},
				{what: "apple", x: 22, y: 3.2, z: -6},
			},
		},
		{
			Name: "home/IMG_0043.jpg", place: desk, mood: night,
			camera: view{x: -6, y: 7, z: 2, around: -18, above: 24, distance: 84, exposure: 1.1},
			items: []item{
				{what: "alarm-clock", x: -22, z: 6, yaw: 12}, {what: "blue-mug", x: 8, z: 10, yaw: -60},
				{what: "letter", x: -4, z: 22, yaw: -12}, {what: "pencil", x: 2, y: 0.1, z: 22, yaw: 35}, {what: "books", x: 30, z: -6, yaw: 20},
			},
		},
		{
			Name: "home/IMG_0058.jpg", place: desk, mood: evening,
			camera: view{x: 12, y: 9, z: -4, around: 22, above: 13, distance: 88},
			items: []item{
				{what: "tin-robot", x: 24, z: 0, yaw: -8}, {what: "books", x: -2, z: 6, yaw: -25},
				{what: "glasses", x: -2, y: 4.8, z: 8, yaw: -30}, {what: "yarn", x: 36, z: 16}, {what: "pencil", x: 14, z: 20, yaw: -20},
			},
		},
		{
			Name: "DSC_0311.jpg", place: desk, mood: cloudy, Orientation: 6, portrait: true,
			camera: view{x: 4, y: 0, z: 10, around: 10, above: 62, distance: 78},
			items: []item{
				{what: "alarm-clock", x: 8, y: 2.6, z: 18, yaw: -35, pitch: -90},
				{what: "letter", x: -8, z: 4, yaw: 14}, {what: "glasses", x: -8, z: 24, yaw: 20}, {what: "pencil", x: 16, z: -6, yaw: 60},
				{what: "notebook", x: 24, z: -8, yaw: -16},
			},
		},
		{
			Name: "IMG_0077.jpg", place: desk, mood: evening,
			camera: view{x: 0, y: 5, z: 0, around: 8, above: 30, distance: 92},
			items: []item{
				{what: "letter", x: -6, z: 12, yaw: 8}, {what: "pencil", x: 8, z: 14, yaw: 60}, {what: "apple", x: 18, y: 3.2, z: 4},
				{what: "glasses", x: -22, z: 16, yaw: -20}, {what: "books", x: 34, z: 0, yaw: -20},
			},
		},
		{
			Name: "home/IMG_0061.jpg", place: kitchen, mood: sunny,
			camera: view{x: 2, y: 8, z: -6, around: -10, above: 16, distance: 86},
			items: []item{
				{what: "blue-mug", x: 8, z: -8, yaw: -25}, {what: "fruit", x: -6, z: 6}, {what: "plate", x: 10, z: 18}, {what: "lemon", x: -24, y: 2.4, z: 14, yaw: 30},
			},
		},
		{
			Name: "home/IMG_0062.jpg", place: kitchen, mood: sunny,
			camera: view{x: 1, y: 5, z: 4, around: 14, above: 20, distance: 34},
			items: []item{
				{what: "blue-mug", x: 0, z: 4, yaw: 30}, {what: "lemon", x: -14, y: 2.4, z: -4, yaw: 40}, {what: "orange", x: -19, y: 3.4, z: -10}, {what: "jar", x: 14, z: -14, yaw: -10},
			},
		},
		{
			Name: "home/IMG_0066.jpg", place: kitchen, mood: evening,
			camera: view{x: 0, y: 8, z: -2, around: 24, above: 15, distance: 72},
			items: []item{
				{what: "alarm-clock", x: 8, z: -4, yaw: -10}, {what: "teapot", x: 2, z: 9, yaw: 190, magnified: 0.85}, {what: "striped mug", x: -24, z: 16, yaw: 60}, {what: "loaf", x: 22, z: -16, yaw: 8},
			},
		},
		{
			Name: "DSC_0320.jpg", place: kitchen, mood: cloudy,
			camera: view{x: 0, y: 6, z: 0, around: -6, above: 24, distance: 62},
			items: []item{
				{what: "striped mug", x: -15, z: 2, yaw: 200}, {what: "gray mug", x: 1, z: -4, yaw: -50}, {what: "yellow mug", x: 16, z: 6, yaw: -20}, {what: "lemon", x: 2, y: 2.4, z: 14, yaw: 10},
			},
		},
		{
			Name: "DSC_0322.jpg", place: kitchen, mood: sunny, portrait: true,
			camera: view{x: 0, y: 20, z: -8, around: -16, above: 9, distance: 118},
			items: []item{
				{what: "blue-mug", x: -10, z: 2, yaw: 160}, {what: "toy-car", x: 16, z: 8, yaw: 30}, {what: "plate", x: 10, z: -14}, {what: "apple", x: 10, y: 3.9, z: -14},
			},
		},
		{
			Name: "IMG_0083.jpg", place: kitchen, mood: evening,
			camera: view{x: -4, y: 9, z: -6, around: 12, above: 18, distance: 80},
			items: []item{
				{what: "fruit", x: 14, z: 2}, {what: "loaf", x: -16, z: 8, yaw: -15}, {what: "teapot", x: -4, z: -12, yaw: 20}, {what: "lemon", x: 30, y: 2.4, z: 14, yaw: 70},
			},
		},
		{
			Name: "IMG_0085.jpg", place: kitchen, mood: cloudy,
			camera: view{x: -2, y: 6, z: 2, around: -32, above: 28, distance: 64},
			items: []item{
				{what: "rubber-duck", x: -6, z: 6, yaw: 10}, {what: "lemon", x: 8, y: 2.4, z: 12, yaw: 10}, {what: "lemon", x: 12, y: 2.4, z: 6, yaw: 80}, {what: "plate", x: 8, z: -10}, {what: "orange", x: 8, y: 4.2, z: -10},
			},
		},
		{
			Name: "night/IMG_0091.jpg", place: bedroom, mood: night,
			camera: view{x: 0, y: 12, z: -6, around: 12, above: 12, distance: 84, exposure: 1.25},
			items: []item{
				{what: "alarm-clock", x: 7, z: -17, yaw: -38}, {what: "books", x: 17, z: 8, yaw: 30}, {what: "glasses", x: -12, z: 17, yaw: 30},
			},
		},
		{
			Name: "night/IMG_0092.jpg", place: bedroom, mood: night, portrait: true, Orientation: 8,
			camera: view{x: 4, y: 8, z: 2, around: -34, above: 20, distance: 35, exposure: 1.3},
			items: []item{
				{what: "alarm-clock", x: 4, z: 2, yaw: -70}, {what: "books", x: 16, z: -12, yaw: -20},
			},
		},
		{
			Name: "night/IMG_0095.jpg", place: bedroom, mood: night,
			camera: view{x: 0, y: 9, z: -4, around: -8, above: 16, distance: 66, exposure: 1.3},
			items: []item{
				{what: "radio clock", x: 8, z: 0, yaw: -14}, {what: "glasses", x: -12, z: 16, yaw: 10}, {what: "books", x: 20, z: -16, yaw: 14},
			},
		},
		{
			Name: "IMG_0097.jpg", place: bedroom, mood: evening, portrait: true,
			camera: view{x: -2, y: 14, z: -2, around: 4, above: 10, distance: 80, exposure: 1.1},
			items: []item{
				{what: "tin-robot", x: 8, z: 6, yaw: -30}, {what: "books", x: 12, z: -14, yaw: 20}, {what: "yarn", x: -12, z: 14},
			},
		},
		{
			Name: "IMG_0098.jpg", place: bedroom, mood: sunny,
			camera: view{x: 2, y: 8, z: -2, around: -20, above: 18, distance: 60},
			items: []item{
				{what: "table clock", x: 6, z: 2, yaw: 6}, {what: "books", x: 18, z: -14, yaw: 24}, {what: "candle", x: -12, z: 12, magnified: 0.8},
			},
		},
		{
			Name: "kids/IMG_0121.jpg", place: playroom, mood: sunny,
			camera: view{x: 0, y: 3, z: 14, around: 10, above: 24, distance: 32},
			items: []item{
				{what: "toy-car", x: 0, z: 14, yaw: -28}, {what: "block", x: -14, z: -2, yaw: 20}, {what: "ball", x: 18, z: -12},
			},
		},
		{
			Name: "kids/IMG_0122.jpg", place: nursery, mood: cloudy,
			camera: view{x: 2, y: 5, z: 0, around: -24, above: 20, distance: 92},
			items: []item{
				{what: "toy-car", x: -16, z: 12, yaw: 150}, {what: "tin-robot", x: 14, z: -4, yaw: -20}, {what: "rings", x: 32, z: -16}, {what: "block", x: 10, z: 6, yaw: 30},
				{what: "block", x: -32, z: -6, yaw: 50}, {what: "block", x: -32, y: 5, z: -6, yaw: 20},
			},
		},
		{
			Name: "kids/IMG_0123.jpg", place: playroom, mood: sunny, portrait: true,
			camera: view{x: 0, y: 8, z: 8, around: 8, above: 16, distance: 35},
			items: []item{
				{what: "tin-robot", x: 0, z: 8, yaw: -10}, {what: "block", x: -14, z: -8, yaw: 25}, {what: "rings", x: 18, z: -18},
			},
		},
		{
			Name: "kids/IMG_0124.jpg", place: nursery, mood: sunny,
			camera: view{x: 0, y: 4, z: 6, around: -14, above: 26, distance: 58},
			items: []item{
				{what: "pickup", x: -10, z: 8, yaw: 20}, {what: "racer", x: 12, z: 4, yaw: -150}, {what: "block", x: 0, z: -10, yaw: 10}, {what: "block", x: 5.5, z: -10, yaw: 5},
			},
		},
		{
			Name: "kids/IMG_0126.jpg", place: playroom, mood: cloudy,
			camera: view{x: 0, y: 0, z: 6, around: 30, above: 66, distance: 110},
			items: []item{
				{what: "toy-car", x: 20, z: 20, yaw: 60}, {what: "pickup", x: -22, z: 4, yaw: -30}, {what: "rings", x: -4, z: -18}, {what: "ball", x: 6, z: 4},
				{what: "block", x: -10, z: 28, yaw: 10}, {what: "block", x: 40, z: -4, yaw: 70}, {what: "cushion", x: -48, z: 30, yaw: 20},
			},
		},
		{
			Name: "kids/IMG_0129.jpg", place: playroom, mood: evening,
			camera: view{x: 2, y: 7, z: 2, around: 26, above: 18, distance: 72},
			items: []item{
				{what: "rubber-duck", x: -12, z: 8, yaw: 50}, {what: "alarm-clock", x: 14, z: 0, yaw: 30}, {what: "block", x: 2, z: 20, yaw: 30}, {what: "cushion", x: -28, z: -22, yaw: 10},
			},
		},
		{
			Name: "kids/IMG_0130.jpg", place: nursery, mood: cloudy,
			camera: view{x: 0, y: 8, z: 0, around: -30, above: 22, distance: 105},
			items: []item{
				{what: "rings", x: 8, z: 2}, {what: "ball", x: -14, z: 14}, {what: "block", x: 22, z: 16, yaw: 40}, {what: "block", x: -30, z: 0, yaw: 15}, {what: "cushion", x: -20, z: -26, yaw: 30},
			},
		},
		{
			Name: "kids/IMG_0131.jpg", place: playroom, mood: evening,
			camera: view{x: 0, y: 5, z: 6, around: -6, above: 36, distance: 62},
			items: []item{
				{what: "tin-robot", x: -6, y: 2.3, z: 12, yaw: 60, pitch: -90}, {what: "green robot", x: 14, z: 0, yaw: -20}, {what: "block", x: -20, z: -4, yaw: 30},
			},
		},
		{
			Name: "home/IMG_0134.jpg", place: bookshelf, mood: evening,
			camera: view{x: 4, y: 8, z: -4, around: -22, above: 12, distance: 74},
			items: []item{
				{what: "tin-robot", x: -10, z: -4, yaw: 12}, {what: "toy-car", x: 20, z: 1, yaw: 15}, {what: "candle", x: 34, z: -8, magnified: 0.8},
			},
		},
		{
			Name: "home/IMG_0135.jpg", place: bookshelf, mood: cloudy,
			camera: view{x: 6, y: 7, z: -4, around: 6, above: 10, distance: 72},
			items: []item{
				{what: "table clock", x: -8, z: -4, yaw: 14}, {what: "green robot", x: 20, z: -2, yaw: -20}, {what: "yarn", x: 34, z: 1, magnified: 0.8},
			},
		},
		{
			Name: "DSC_0336.jpg", place: bookshelf, mood: evening,
			camera: view{x: 8, y: 9, z: -4, around: 26, above: 16, distance: 88},
			items: []item{
				{what: "blue-mug", x: -8, z: 0, yaw: 200}, {what: "rubber-duck", x: 20, z: -2, yaw: -30, magnified: 0.9}, {what: "leaves", x: 6, z: -10, magnified: 0.8},
			},
		},
		{
			Name: "DSC_0338.jpg", place: bookshelf, mood: sunny, portrait: true,
			camera: view{x: 8, y: 18, z: -4, around: -10, above: 8, distance: 100},
			items: []item{
				{what: "vase", x: 6, z: -6}, {what: "candle", x: 28, z: -2}, {what: "books", x: -16, z: -5, yaw: 10},
			},
		},
		{
			Name: "home/IMG_0139.jpg", place: bathroom, mood: sunny,
			camera: view{x: 0, y: 5, z: 4, around: 4, above: 18, distance: 28},
			items: []item{
				{what: "rubber-duck", x: 0, z: 4, yaw: 32}, {what: "soap", x: 18, z: -14, yaw: -10},
			},
		},
		{
			Name: "home/IMG_0140.jpg", place: bathroom, mood: evening,
			camera: view{x: 0, y: 5, z: 2, around: 28, above: 22, distance: 66},
			items: []item{
				{what: "rubber-duck", x: 10, z: 6, yaw: -40}, {what: "white duck", x: -8, z: -2, yaw: 60}, {what: "soap", x: 20, z: -12, yaw: 20},
			},
		},
		{
			Name: "IMG_0141.jpg", place: bathroom, mood: sunny,
			camera: view{x: 0, y: 5, z: 2, around: -18, above: 14, distance: 58},
			items: []item{
				{what: "white duck", x: -8, z: 4, yaw: 40}, {what: "green duck", x: 10, z: 0, yaw: -20, magnified: 0.85},
			},
		},
		{
			Name: "IMG_0143.jpg", place: bathroom, mood: sunny, portrait: true, Orientation: 6,
			camera: view{x: 2, y: 14, z: -4, around: 14, above: 12, distance: 110},
			items: []item{
				{what: "rubber-duck", x: -8, z: 8, yaw: 100}, {what: "blue-mug", x: 14, z: -2, yaw: 70}, {what: "towels", x: 0, z: -22, magnified: 0.8},
			},
		},
		{
			Name: "IMG_0146.jpg", place: sill, mood: sunny,
			camera: view{x: 0, y: 7, z: 0, around: 18, above: 12, distance: 62},
			items: []item{
				{what: "rubber-duck", x: 4, z: 4, yaw: -80}, {what: "yarn", x: -14, z: 6}, {what: "leaves", x: 22, z: -4, magnified: 0.7},
			},
		},
		{
			Name: "IMG_0148.jpg", place: sill, mood: evening,
			camera: view{x: 2, y: 9, z: 0, around: -28, above: 16, distance: 82},
			items: []item{
				{what: "alarm-clock", x: -4, z: 3, yaw: -40}, {what: "books", x: 18, z: 2, yaw: 30},
			},
		},
		{
			Name: "IMG_0149.jpg", place: sill, mood: sunny, portrait: true,
			camera: view{x: 0, y: 14, z: 0, around: -14, above: 10, distance: 92},
			items: []item{
				{what: "toy-car", x: -2, z: 6, yaw: -20}, {what: "vase", x: 14, z: -3, magnified: 0.9},
			},
		},
		{
			Name: "IMG_0151.jpg", place: sill, mood: evening,
			camera: view{x: 0, y: 10, z: 0, around: 8, above: 14, distance: 90},
			items: []item{
				{what: "yarn", x: -4, z: 6}, {what: "yarn", x: 8, z: 4, yaw: 50, magnified: 0.8}, {what: "vase", x: 20, z: -2, magnified: 0.8},
			},
		},
		{
			Name: "garden/IMG_0160.jpg", place: garden, mood: sunny,
			camera: view{x: 0, y: 9, z: 0, around: -14, above: 14, distance: 88},
			items: []item{
				{what: "alarm-clock", x: 12, z: 4, yaw: -30}, {what: "teapot", x: -14, z: 0, yaw: 30}, {what: "plate", x: -4, z: 20}, {what: "lemon", x: -4, y: 3.3, z: 20, yaw: 30},
			},
		},
		{
			Name: "garden/IMG_0161.jpg", place: garden, mood: cloudy,
			camera: view{x: 0, y: 6, z: 4, around: 20, above: 26, distance: 72},
			items: []item{
				{what: "blue-mug", x: 10, z: 12, yaw: 240}, {what: "striped mug", x: -16, z: 2, yaw: 100}, {what: "teapot", x: 0, z: -12, yaw: -20}, {what: "plate", x: 22, z: -8}, {what: "apple", x: 22, y: 3.9, z: -8},
			},
		},
		{
			Name: "garden/IMG_0164.jpg", place: garden, mood: evening,
			camera: view{x: 0, y: 6, z: 4, around: 8, above: 18, distance: 74},
			items: []item{
				{what: "toy-car", x: -10, z: 12, yaw: -60}, {what: "tin-robot", x: 12, z: -2, yaw: 30}, {what: "apple", x: 22, y: 3.2, z: 14},
			},
		},
		{
			Name: "garden/IMG_0165.jpg", place: garden, mood: cloudy,
			camera: view{x: 0, y: 10, z: 0, around: -26, above: 20, distance: 96},
			items: []item{
				{what: "teapot", x: 6, z: 6, yaw: 200}, {what: "lemon", x: -10, y: 2.4, z: 16}, {what: "lemon", x: -16, y: 2.4, z: 12, yaw: 60}, {what: "leaves", x: 26, z: -12},
			},
		},
		{
			Name: "holiday/IMG_0107.jpg", place: beach, mood: sunny,
			camera: view{x: 0, y: 6, z: 6, around: 12, above: 13, distance: 58},
			items: []item{
				{what: "rubber-duck", x: 4, y: -0.4, z: 8, yaw: 20}, {what: "spade", x: -12, z: 14, yaw: -30}, {what: "shell", x: 14, z: 18},
			},
		},
		{
			Name: "holiday/IMG_0108.jpg", place: beach, mood: sunny,
			camera: view{x: 10, y: 10, z: -16, around: -12, above: 16, distance: 150},
			items: []item{
				{what: "toy-car", x: 4, y: -0.3, z: 26, yaw: 200},
			},
		},
		{
			Name: "holiday/IMG_0110.jpg", place: beach, mood: evening,
			camera: view{x: 10, y: 14, z: -30, around: 16, above: 9, distance: 130},
			items: []item{
				{what: "spade", x: 8, z: 20, yaw: 70},
			},
		},
		{
			Name: "holiday/IMG_0112.jpg", place: beach, mood: sunny,
			camera: view{x: 16, y: 7, z: 0, around: 28, above: 20, distance: 78},
			items: []item{
				{what: "alarm-clock", x: 18, y: -1.6, z: 4, yaw: 40, pitch: -14, roll: 12}, {what: "bucket", x: 16, z: 17, yaw: 30, magnified: 0.6}, {what: "shell", x: 30, z: 16},
			},
		},
		{
			Name: "holiday/IMG_0113.jpg", place: beach, mood: evening, portrait: true,
			camera: view{x: 4, y: 14, z: 0, around: -6, above: 8, distance: 96},
			items: []item{
				{what: "tin-robot", x: 8, y: -0.3, z: 12, yaw: 24}, {what: "beachball", x: -14, z: -14, magnified: 0.7}, {what: "shell", x: -6, z: 20},
			},
		},
		{
			Name: "holiday/DSC_0171.jpg", place: picnic, mood: sunny,
			camera: view{x: 4, y: 4, z: 2, around: 18, above: 28, distance: 84},
			items: []item{
				{what: "blue-mug", x: -4, z: 10, yaw: 120}, {what: "orange", x: 8, y: 3.4, z: -4}, {what: "plate", x: 10, z: 22}, {what: "lemon", x: 10, y: 3.3, z: 22},
			},
		},
		{
			Name: "holiday/DSC_0172.jpg", place: picnic, mood: sunny, Orientation: 8, portrait: true,
			camera: view{x: -2, y: 12, z: 0, around: -16, above: 14, distance: 104},
			items: []item{
				{what: "alarm-clock", x: -14, z: 12, yaw: 30}, {what: "rubber-duck", x: 8, z: 4, yaw: -120},
			},
		},
		{
			Name: "holiday/DSC_0174.jpg", place: picnic, mood: evening,
			camera: view{x: -2, y: 4, z: 8, around: -34, above: 22, distance: 62},
			items: []item{
				{what: "toy-car", x: -6, z: 14, yaw: 80}, {what: "apple", x: -17, y: 3.2, z: 18, yaw: 40}, {what: "cushion", x: 18, z: -14, yaw: 20},
			},
		},
		{
			Name: "holiday/DSC_0175.jpg", place: picnic, mood: cloudy,
			camera: view{x: 0, y: 8, z: -6, around: 6, above: 18, distance: 120},
			items: []item{
				{what: "cushion", x: -6, z: 8, yaw: 30}, {what: "orange", x: 20, y: 3.4, z: 24},
			},
		},
		{
			Name: "holiday/DSC_0177.jpg", place: picnic, mood: sunny,
			camera: view{x: 0, y: 4, z: 6, around: 26, above: 24, distance: 66},
			items: []item{
				{what: "yellow mug", x: -8, z: 6, yaw: 30}, {what: "racer", x: 10, z: 16, yaw: 30},
			},
		},
		{
			Name: "garden/DSC_0181.jpg", place: terrace, mood: sunny,
			camera: view{x: 6, y: 10, z: 0, around: -20, above: 12, distance: 165},
			items: []item{
				{what: "alarm-clock", x: -6, z: 4, yaw: 50}, {what: "flowers", x: 22, z: -4},
			},
		},
		{
			Name: "garden/DSC_0182.jpg", place: terrace, mood: cloudy,
			camera: view{x: 0, y: 8, z: 0, around: 24, above: 18, distance: 64},
			items: []item{
				{what: "tin-robot", x: 2, z: 4, yaw: 60}, {what: "apple", x: -16, y: 3.2, z: 10},
			},
		},
		{
			Name: "garden/DSC_0184.jpg", place: terrace, mood: sunny,
			camera: view{x: 4, y: 6, z: 0, around: -10, above: 20, distance: 70},
			items: []item{
				{what: "racer", x: -8, z: 8, yaw: -20}, {what: "white duck", x: 14, z: 2, yaw: -20},
			},
		},
		{
			Name: "garden/DSC_0187.jpg", place: terrace, mood: evening,
			camera: view{x: 4, y: 7, z: 0, around: 30, above: 16, distance: 82},
			items: []item{
				{what: "blue-mug", x: -6, z: 2, yaw: -70}, {what: "toy-car", x: 16, z: 6, yaw: 220}, {what: "leaves", x: 34, z: -4, magnified: 0.9},
			},
		},
	}
}
