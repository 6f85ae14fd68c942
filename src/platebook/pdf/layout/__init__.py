"""Layout of the printed pages: captions measured, boxes in mm, page numbers."""
