"""Reads an export with the libraries that others read it with.

    record.py FORMAT DIR

prints, as JSON, for the name of each photo the masks in it: height, width, and the
lengths of runs, row by row, of pixels that are not the object's and those that are by
turns.
"""

import glob
import json
import os
import sys
from unittest import mock

import numpy as np


def runs(mask):
    flat = np.concatenate(([0], np.asarray(mask, dtype=np.uint8).ravel(), [2]))
    ends = np.flatnonzero(flat[1:] != flat[:-1])
    lengths = np.diff(np.concatenate(([0], ends))).tolist()
    return {"height": mask.shape[0], "width": mask.shape[1], "runs": lengths}


def name_of(path):
    return os.path.splitext(os.path.basename(path))[0]


def with_pycocotools(folder):
    from pycocotools.coco import COCO

    sys.stdout, out = sys.stderr, sys.stdout  # it is talkative
    coco = COCO(os.path.join(folder, "annotations.json"))
    sys.stdout = out
    found = {}
    for image in coco.loadImgs(coco.getImgIds()):
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=image["id"]))
        found[name_of(image["file_name"])] = [runs(coco.annToMask(a)) for a in annotations]
    return found


def with_supervision(folder, labels, images):
    import supervision as sv

    images = os.path.join(folder, images)
    if labels == "yolo":
        data = sv.DetectionDataset.from_yolo(
            images, os.path.join(folder, "labels", "train"), os.path.join(folder, "data.yaml"), force_masks=True
        )
        return {name_of(path): [runs(m) for m in found.mask] for path, _, found in data}
    data = sv.DetectionDataset.from_pascal_voc(images, os.path.join(folder, "Annotations"))
    boxes = {}
    for path, image, found in data:
        boxes[name_of(path)] = []
        for left, top, right, bottom in np.rint(found.xyxy).astype(int):
            mask = np.zeros(image.shape[:2], dtype=np.uint8)
            mask[top:bottom, left:right] = 1
            boxes[name_of(path)].append(runs(mask))
    return boxes


def with_labelme(folder):
    # What its window and its models are made with is not needed to read files.
    for name in ("PyQt5", "onnxruntime", "imgviz", "imgviz.io"):
        sys.modules[name] = mock.MagicMock()
    from labelme import LabelFile, utils

    found = {}
    for path in glob.glob(os.path.join(folder, "*.json")):
        file = LabelFile(path)
        width, height = utils.img_data_to_pil(file.image_data).size
        things = {}
        for shape in file.shapes:
            mask = utils.shape_to_mask((height, width), shape["points"], shape["shape_type"])
            things[shape["group_id"]] = things.get(shape["group_id"], False) | mask
        found[name_of(path)] = [runs(things[n]) for n in sorted(things)]
    return found


kind, where = sys.argv[1:]
if kind.startswith("coco"):
    masks = with_pycocotools(where)
elif kind == "labelme":
    masks = with_labelme(where)
elif kind == "yolo":
    masks = with_supervision(where, "yolo", os.path.join("images", "train"))
else:
    masks = with_supervision(where, "voc", "JPEGImages")
json.dump(masks, sys.stdout)
