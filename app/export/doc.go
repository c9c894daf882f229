// Package export writes what was found in photos in the formats that other programs
// read: masks, cut-outs, data sets for training, sidecars, and albums.
//
// Guarantees: every file appears whole or not at all, and none outside the folder
// that was named, whatever photos and concepts are called. No two files get one name,
// also where a file system takes capitals for small letters. Nothing that is there is
// replaced unless that is asked for: before the first file is written, all names are
// held against what is there. Photos are only read; one that cannot be is skipped.
//
// All coordinates and sizes are those of the upright photo, in pixels from its upper
// left corner. A copy of a photo is the file itself where that is a JPEG or PNG that
// is stored upright, and keeps all that the file says, also the place; any other is
// drawn upright as a JPEG without metadata. So the copy and its annotations agree,
// whether a reader heeds EXIF's orientation or not. Where a format names the original
// file instead ([Job.InPlace], the format csv), a reader has to turn it as EXIF says.
// Only regions in sidecars are, as their standard wants it, those of the stored
// picture.
//
// Limits: polygons agree with the mask by an intersection over union of at least 0.99
// and not exactly. Pascal VOC cannot say that a pixel belongs to two finds: the surer
// one has it; of more than 254 finds in one photo the surest 254 are written.
package export
