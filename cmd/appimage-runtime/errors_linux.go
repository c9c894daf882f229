package main

import "errors"

var (
	errNoImage = errors.New("there are no files in this AppImage; download it again")
	errDamaged = errors.New("this AppImage is damaged; download it again")
	errUnsafe  = errors.New("this AppImage holds what none of Whereabouts does; download it again")
)
