"""Image file formats: headers, colour profiles and metadata, read without decoding pixels."""
