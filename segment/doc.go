// Package segment turns pixels into masks of a taught object.
//
// It holds the neural networks and the method: an [Encoder] turns an upright
// photo into [Features] once, a [Decoder] turns features and a [Prompt] into
// masks as often as asked, and [PerSAM] and [PerSAMF] find the prompts from one
// [Reference], as "Personalize Segment Anything Model with One Shot"
// (arXiv 2305.03048) tells and as its published code does. An [IdentityEncoder]
// gives other features, of a photo or a part of one: they tell which pet or thing
// it shows, where Segment Anything's tell where one ends and the next begins.
//
// Coordinates are pixels of the upright photo, x to the right and y down,
// unless a name says otherwise: the encoder's input is a picture of at most
// 1024 by 1024 pixels, its features are a grid of 64 by 64 cells, the decoder's
// logits a grid of 256 by 256. [Frame] translates between them.
//
// Guarantees: every call with a context returns soon after it is done, also in
// the middle of a network's run; a graphics card first ends what it has begun.
// Encoders and decoders may be used by several goroutines at once. The same
// features and the same prompt give the same mask.
// Encoders run on the processor or on another [Device]; what that cannot do is
// [ErrDevice], or is done on the processor where [Options] say so.
//
// The package knows no files of a library, no cache and no widgets, and it does
// not judge the hash of a model: who passes the path has checked it.
package segment
