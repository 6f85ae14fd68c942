"""What makes a PDF ready for a press: colours, output intent, boxes, crop marks, metadata."""
