// Package smalljpeg decodes JPEGs at a half, a quarter or an eighth of their size,
// for whoever wants no more of a large photo.
//
// Each sample of the smaller picture is the mean of a square of samples of the
// whole one, but for rounding and for samples beyond black and white. Colours that are
// stored at less than the full size stay as large as they are, up to the size of the
// picture. A sample is made of a block's frequencies themselves: the means of a wave are
// a wave of fewer samples, so that the frequencies that become the same are added up,
// and only what is left of them is turned into samples. That takes a fraction of the
// time and memory of decoding the whole picture.
//
// It knows what cameras write: sequential JPEGs of eight bits (ITU T.81, baseline
// and extended with Huffman codes) in one scan, gray or in brightness and two
// colours, with the usual ways to store colours at less than full size. All else is
// refused with [ErrRefused], and so is whatever is not exactly as the standard wants
// it: it never decodes what image/jpeg refuses, and does not say what is wrong with
// a picture. It believes nothing that a file says: it holds no more than the declared
// size takes at that scale and a fixed buffer, and ends with the bytes of the file.
package smalljpeg
